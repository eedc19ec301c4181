import type { ValuesMessage } from "@metrics-project/runtime/messages";
import { limitsOf } from "../bodyContext.js";
import { type ScalarBody, toNum } from "../pageData.js";

export function scalarBody(values: ValuesMessage<"scalarMetricValues">): ScalarBody {
  return {
    kind: "scalar",
    unit: values.unit ?? "",
    ...(values.value === undefined ? {} : { value: toNum(values.value) }),
    ...limitsOf(values.failureDefinition),
  };
}
