import type { ValuesMessage } from "@metrics-project/runtime/messages";
import { toNum } from "../../common/numbers.js";
import { limitsOf } from "../bodyContext.js";
import type { ScalarBody } from "../pageData.js";

export function scalarBody(values: ValuesMessage<"scalarMetricValues">): ScalarBody {
  return {
    kind: "scalar",
    unit: values.unit ?? "",
    ...(values.value === undefined ? {} : { value: toNum(values.value) }),
    ...limitsOf(values.failureDefinition),
  };
}
