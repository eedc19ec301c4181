import type { MetricsData, ValuesMessage } from "@metrics-project/runtime/messages";
import { extentOf, levelOf, pointsPerLine } from "../../common/levels.js";
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
import { elementsOf, Unreadable } from "../messageIndex.js";
import type { AxisView, LinesBody, LineView } from "../pageData.js";

/** Longer lines are not unpacked until the user zooms in. */
const longLine = 20_000;

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
    // An axis with several units does not name one.
    const saysUnit = y.name === "" && legend === data.name;
    const line = lineOf(context, values.doublesOverTimeDataId.length, {
      legend: saysUnit ? withUnit(legend, data.unit) : legend,
      unit: data.unit,
      x: timesRef(context, times),
      y: doublesRef(context, data),
      statuses: statusesRef(context, values.statusesOverTimeDataId[i]),
      times: null,
      ...limitsOf(values.failureDefinition[i]),
    });
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
  let time: AxisView | undefined;
  const { drawn, leftOut } = drawable(values.yDoublesDataId, (id, i): LineView => {
    const x = index.data(values.xDoublesDataId[i]);
    const y = index.data(id);
    const times = index.find(y.indexDataId) ?? index.find(x.indexDataId);
    const hasTimes = times !== undefined && holdsTimes(times, context.category);
    if (hasTimes) time ??= timeAxis(context, times);
    return lineOf(context, values.yDoublesDataId.length, {
      legend: values.legendSeriesNames[i] || y.name,
      unit: y.unit,
      x: doublesRef(context, x),
      y: doublesRef(context, y),
      statuses: statusesRef(context, values.statusesDataId[i]),
      times: hasTimes ? timesRef(context, times) : null,
    });
  });
  const nameOf = (ids: typeof values.xDoublesDataId) =>
    axisName(ids.flatMap((id) => index.find(id) ?? []));
  return {
    kind: "lines",
    x: { name: values.xAxisName || nameOf(values.xDoublesDataId), time: false },
    y: { name: values.yAxisName || nameOf(values.yDoublesDataId), time: false },
    lines: drawn,
    leftOut,
    ...(time === undefined ? {} : { time }),
    ...(isMap(values, context) ? { map: true } : {}),
  };
}

/** Whether both axes are lengths in one unit: then the line is a path, and its shape must be preserved. */
function isMap(
  { xDoublesDataId, yDoublesDataId }: ValuesMessage<"linePlotMetricValues">,
  { index }: BodyContext,
): boolean {
  const units = [...xDoublesDataId, ...yDoublesDataId].map((id) => index.find(id)?.unit ?? "");
  const [first = ""] = units;
  return lengths.has(first) && units.every((unit) => unit === first);
}

const lengths: ReadonlySet<string> = new Set(["m", "cm", "mm", "km", "ft", "in", "mi", "px"]);

/** A line with its summary and, if it is long, its overview for drawing without zoom. */
function lineOf(
  { arrays }: BodyContext,
  lines: number,
  line: Omit<LineView, "length" | "extent" | "whole">,
): LineView {
  const x = arrays.at(line.x);
  const y = arrays.at(line.y);
  const length = Math.min(x.length, y.length);
  const extent = arrays.derive(line.x, `extent ${line.y}`, () => extentOf(x, y, length));
  const view: LineView = { ...line, length, extent };
  if (length <= longLine) return view;
  const target = pointsPerLine(lines);
  const variant = `level ${line.y} ${line.statuses} ${target}`;
  view.whole = arrays.derive(line.x, variant, () => {
    const statuses = line.statuses === null ? null : arrays.at(line.statuses);
    const { ascending } = extent;
    const level = levelOf({ x, y, length, statuses, ascending }, {}, target);
    const pick = (from: ArrayLike<number>, at: readonly number[]) =>
      arrays.addNew(Float64Array.from(at, (i) => from[i] ?? Number.NaN));
    return {
      x: pick(x, level.at),
      y: pick(y, level.at),
      statuses: statuses && arrays.addNew(Uint8Array.from(level.at, (i) => statuses[i] ?? 0)),
      marks: level.marks.map(({ status, gap, at, all }) => ({
        status,
        gap,
        x: pick(x, at),
        y: pick(y, at),
        all,
      })),
    };
  });
  return view;
}

function holdsTimes(data: MetricsData, category: string | null): boolean {
  try {
    elementsOf(data, category, "timestamps");
    return true;
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}
