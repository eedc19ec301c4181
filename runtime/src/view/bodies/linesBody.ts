import type {
  DoubleOverTimeMetricValues,
  LinePlotMetricValues,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import {
  type BodyContext,
  doublesRef,
  limitsOf,
  statusesRef,
  timeAxis,
  timesRef,
  withUnit,
} from "../bodyContext.js";
import { Unreadable } from "../messageIndex.js";
import type { AxisView, LinesBody, LineView } from "../pageData.js";

export function overTimeBody(values: DoubleOverTimeMetricValues, context: BodyContext): LinesBody {
  const { index, clock } = context;
  let x: AxisView = { name: "Time (s)", time: true };
  let y = values.yAxisName ?? "";
  const lines = values.doublesOverTimeDataId.map((id, i): LineView => {
    const data = index.data(id);
    const times = index.index(data);
    if (i === 0) x = timeAxis(context, times);
    if (y === "") y = withUnit(data.name, data.unit);
    return {
      legend: values.legendSeriesNames[i] || data.name,
      x: timesRef(context, times),
      y: doublesRef(context, data),
      statuses: statusesRef(context, values.statusesOverTimeDataId[i]),
      ...limitsOf(values.failureDefinition[i]),
    };
  });
  if (lines.length === 0) throw new Unreadable("the metric has no series");
  const { startTime, endTime } = values;
  if (startTime !== undefined && endTime !== undefined) {
    x.range = [clock.seconds(startTime), clock.seconds(endTime)];
  }
  return { kind: "lines", x, y: { name: y, time: false }, lines };
}

export function linePlotBody(values: LinePlotMetricValues, context: BodyContext): LinesBody {
  let xName = values.xAxisName ?? "";
  let yName = values.yAxisName ?? "";
  const lines = values.yDoublesDataId.map((id, i): LineView => {
    const y = context.index.data(id);
    const x = context.index.data(values.xDoublesDataId[i]);
    if (xName === "") xName = withUnit(x.name, x.unit);
    if (yName === "") yName = withUnit(y.name, y.unit);
    return {
      legend: values.legendSeriesNames[i] || y.name,
      x: doublesRef(context, x),
      y: doublesRef(context, y),
      statuses: statusesRef(context, values.statusesDataId[i]),
    };
  });
  if (lines.length === 0) throw new Unreadable("the metric has no series");
  return {
    kind: "lines",
    x: { name: xName, time: false },
    y: { name: yName, time: false },
    lines,
  };
}
