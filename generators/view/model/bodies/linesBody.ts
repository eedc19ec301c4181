import type { ValuesMessage } from "@metrics-project/runtime/messages";
import {
  axisName,
  type BodyContext,
  doublesRef,
  drawable,
  limitsOf,
  statusesRef,
  timeAxis,
  timesRef,
  withUnit,
} from "../bodyContext.js";
import type { AxisView, LinesBody, LineView } from "../pageData.js";

export function overTimeBody(
  values: ValuesMessage<"doubleOverTimeMetricValues">,
  context: BodyContext,
): LinesBody {
  const { index, clock } = context;
  let x: AxisView = { name: "Time (s)", time: true };
  const found = values.doublesOverTimeDataId.flatMap((id) => index.find(id) ?? []);
  const y = { name: values.yAxisName || axisName(found), time: false };
  let isFirst = true;
  const { drawn, leftOut } = drawable(values.doublesOverTimeDataId, (id, i): LineView => {
    const data = index.data(id);
    const times = index.index(data);
    const axis = timeAxis(context, times);
    const legend = values.legendSeriesNames[i] || data.name;
    // An axis that stands for several units says none.
    const saysUnit = y.name === "" && legend === data.name;
    const line = {
      legend: saysUnit ? withUnit(legend, data.unit) : legend,
      x: timesRef(context, times),
      y: doublesRef(context, data),
      statuses: statusesRef(context, values.statusesOverTimeDataId[i]),
      ...limitsOf(values.failureDefinition[i]),
    };
    if (isFirst) x = axis;
    isFirst = false;
    return line;
  });
  const { startTime, endTime } = values;
  if (startTime !== undefined && endTime !== undefined) {
    x.range = [clock.seconds(startTime), clock.seconds(endTime)];
  }
  return { kind: "lines", x, y, lines: drawn, leftOut };
}

export function linePlotBody(
  values: ValuesMessage<"linePlotMetricValues">,
  context: BodyContext,
): LinesBody {
  const { index } = context;
  const { drawn, leftOut } = drawable(values.yDoublesDataId, (id, i): LineView => {
    const x = index.data(values.xDoublesDataId[i]);
    const y = index.data(id);
    return {
      legend: values.legendSeriesNames[i] || y.name,
      x: doublesRef(context, x),
      y: doublesRef(context, y),
      statuses: statusesRef(context, values.statusesDataId[i]),
    };
  });
  const nameOf = (ids: typeof values.xDoublesDataId) =>
    axisName(ids.flatMap((id) => index.find(id) ?? []));
  return {
    kind: "lines",
    x: { name: values.xAxisName || nameOf(values.xDoublesDataId), time: false },
    y: { name: values.yAxisName || nameOf(values.yDoublesDataId), time: false },
    lines: drawn,
    leftOut,
  };
}
