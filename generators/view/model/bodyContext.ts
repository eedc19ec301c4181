import type { MetricsData, MetricsDataId } from "@metrics-project/runtime/messages";
import { type Num, toNum } from "../common/numbers.js";
import type { ArrayTable } from "./arrayTable.js";
import type { Clock } from "./clock.js";
import { elementsOf, type MessageIndex, Unreadable } from "./messageIndex.js";
import type { ArrayRef, AxisView, Limits } from "./pageData.js";
import type { ViewFile } from "./runSource.js";

/** The common context for building bodies: the message around the metric, and one category of its data. */
export interface BodyContext {
  readonly index: MessageIndex;
  readonly arrays: ArrayTable;
  readonly clock: Clock;
  readonly files: ReadonlyMap<string, ViewFile>;
  readonly category: string | null;
  /** All categories of the metric's data; empty if none is grouped. */
  readonly categories: readonly string[];
}

export function doublesRef(context: BodyContext, data: MetricsData): ArrayRef {
  const doubles = elementsOf(data, context.category, "doubles");
  return context.arrays.add(doubles, "doubles", () => Float64Array.from(doubles));
}

export function timesRef(context: BodyContext, data: MetricsData): ArrayRef {
  const times = elementsOf(data, context.category, "timestamps");
  return context.arrays.add(times, "times", () => {
    const seconds = new Float64Array(times.length);
    for (let i = 0; i < times.length; i += 1) seconds[i] = context.clock.seconds(times[i]);
    return seconds;
  });
}

export function timeAxis(context: BodyContext, data: MetricsData): AxisView {
  return context.clock.axis(elementsOf(data, context.category, "timestamps")[0]);
}

/**
 * The drawable parts of a metric, and reasons for the others: a line may lack a group that another one has.
 *
 * @throws Unreadable with the first reason, if nothing can be drawn
 */
export function drawable<T, V>(
  parts: readonly T[],
  make: (part: T, at: number) => V,
): { drawn: V[]; leftOut: string[] } {
  const drawn: V[] = [];
  const leftOut: string[] = [];
  parts.forEach((part, at) => {
    try {
      drawn.push(make(part, at));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      leftOut.push(error.message);
    }
  });
  if (drawn.length === 0) throw new Unreadable(leftOut[0] ?? "the metric has no series");
  return { drawn, leftOut: [...new Set(leftOut)] };
}

/** Statuses of the context's group, or of another one; undefined if there are no readable ones. */
export function statusesOf(
  context: BodyContext,
  id: MetricsDataId | undefined,
  category = context.category,
): ArrayLike<number> | undefined {
  const data = context.index.find(id);
  if (data === undefined) return undefined;
  try {
    return elementsOf(data, category, "statuses");
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Statuses are optional: without them, a chart is drawn anyway. */
export function statusesRef(context: BodyContext, id: MetricsDataId | undefined): ArrayRef | null {
  const statuses = statusesOf(context, id);
  if (statuses === undefined) return null;
  return context.arrays.add(statuses, "statuses", () => Uint8Array.from(statuses));
}

export function limitsOf(
  definition: { failsAbove?: number | undefined; failsBelow?: number | undefined } | undefined,
): Limits {
  const { failsAbove, failsBelow } = definition ?? {};
  return {
    ...(failsAbove === undefined ? {} : { failsAbove: toNum(failsAbove) as Num }),
    ...(failsBelow === undefined ? {} : { failsBelow: toNum(failsBelow) as Num }),
  };
}

/** The title of an axis: for one piece of data its name and unit, for several their common unit. */
export function axisName(data: readonly MetricsData[]): string {
  const [first] = data;
  if (first === undefined) return "";
  if (data.every(({ name }) => name === first.name)) return withUnit(first.name, first.unit);
  return data.every(({ unit }) => unit === first.unit) ? first.unit : "";
}

/** `Speed (m/s)`, or the name alone. */
export function withUnit(name: string, unit: string): string {
  return unit === "" || name.includes(`(${unit})`) ? name : `${name} (${unit})`;
}
