import type {
  DoubleOverTimeMetricValues,
  LinePlotMetricValues,
} from "@metrics-project/runtime/messages";
import {
  axisName,
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
  const doubles = values.doublesOverTimeDataId.map((id) => index.data(id));
  const y = { name: values.yAxisName || axisName(doubles), time: false };
  const lines = doubles.map((data, i): LineView => {
    const times = index.index(data);
    if (i === 0) x = timeAxis(context, times);
    const legend = values.legendSeriesNames[i] || data.name;
    // An axis that stands for several units says none.
    const saysUnit = y.name === "" && legend === data.name;
    return {
      legend: saysUnit ? withUnit(legend, data.unit) : legend,
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
  return { kind: "lines", x, y, lines };
}

export function linePlotBody(values: LinePlotMetricValues, context: BodyContext): LinesBody {
  const { index } = context;
  const pairs = values.yDoublesDataId.map((id, i) => {
    return { x: index.data(values.xDoublesDataId[i]), y: index.data(id) };
  });
  const lines = pairs.map(({ x, y }, i): LineView => {
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
    x: { name: values.xAxisName || axisName(pairs.map(({ x }) => x)), time: false },
    y: { name: values.yAxisName || axisName(pairs.map(({ y }) => y)), time: false },
    lines,
  };
}
