import type { ValuesMessage } from "@metrics-project/runtime/messages";
import { toNum } from "../../common/numbers.js";
import {
  axisName,
  type BodyContext,
  doublesRef,
  drawable,
  statusesOf,
  statusesRef,
} from "../bodyContext.js";
import { timeText } from "../clock.js";
import { elementsOf, labelAt, lengthOf, seriesOf } from "../messageIndex.js";
import type { BarsBody, BatchwiseBody } from "../pageData.js";

export function barsBody(
  values: ValuesMessage<"barChartMetricValues">,
  context: BodyContext,
): BarsBody {
  const doubles = values.valuesDataId.flatMap((id) => context.index.find(id) ?? []);
  const { drawn: bars, leftOut } = drawable(values.valuesDataId, (id, i) => {
    const data = context.index.data(id);
    const labels = seriesOf(context.index.index(data), context.category);
    return {
      legend: values.legendSeriesNames[i] || data.name,
      labels: context.arrays.addList(labels, () =>
        Array.from({ length: lengthOf(labels) }, (_, at) => labelAt(labels, at)),
      ),
      values: doublesRef(context, data),
      statuses: statusesRef(context, values.statusesDataId[i]),
    };
  });
  const stacked = values.stackBars ?? false;
  const yName = values.yAxisName || axisName(doubles);
  return { kind: "bars", xName: values.xAxisName ?? "", yName, stacked, bars, leftOut };
}

export function batchwiseBody(
  values: ValuesMessage<"batchwiseBarChartMetricValues">,
  context: BodyContext,
): BatchwiseBody {
  const batches = new Map<string, { id: string; time: string; at: number }>();
  const { drawn: series, leftOut } = drawable(values.valuesDataId, (id, i) => {
    const data = context.index.data(id);
    const ids = elementsOf(context.index.index(data), context.category, "uuids");
    const times = elementsOf(
      context.index.data(values.timesDataId[i]),
      context.category,
      "timestamps",
    );
    const shown = elementsOf(data, context.category, "doubles");
    ids.forEach((uuid, at) => {
      const time = times[at];
      const seconds = Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;
      batches.set(uuid.data, { id: uuid.data, time: timeText(time), at: seconds });
    });
    return {
      legend: values.categories[i] || data.name,
      color: values.colors[i],
      ids,
      doubles: shown,
      statuses: statusesOf(context, values.statusesDataId[i]),
      data,
    };
  });
  const ordered = [...batches.values()].sort((a, b) => a.at - b.at);
  const place = new Map(ordered.map(({ id }, at) => [id, at]));
  return {
    kind: "batchwise",
    leftOut,
    xName: values.xAxisName ?? "",
    yName: values.yAxisName || axisName(series.map(({ data }) => data)),
    stacked: values.stackBars ?? false,
    batches: ordered.map(({ id, time }) => ({ id, time })),
    bars: series.map(({ legend, color, ids, doubles, statuses }) => ({
      legend,
      ...(color === undefined ? {} : { color }),
      at: ids.map((uuid) => place.get(uuid.data) ?? 0),
      values: Array.from(doubles, toNum),
      statuses: ids.map((_, at) => statuses?.[at] ?? 0),
    })),
  };
}
