import { distinctNumber, fromNum, withUnitOf } from "../common/numbers.js";
import { gravityOf, isFailure } from "../common/words.js";
import type { ArrayTable } from "./arrayTable.js";
import { timeWord } from "./failures.js";
import type { AxisView, Body, EventView, MetricView, MomentView } from "./pageData.js";

/** Maximum number of moments of a series, and of a run; with more, users look for patterns instead. */
const mostOfSeries = 500;
const mostOfRun = 2000;

/**
 * Failures in order of time: the starts of failed stretches of each series, and events.
 * @returns the failures, and the number of failures that are not listed
 */
export function momentsOf(
  metrics: readonly MetricView[],
  events: readonly EventView[],
  arrays: ArrayTable,
): { moments: MomentView[]; more: number } {
  let more = 0;
  const moments: MomentView[] = events.flatMap((event, at) =>
    isFailure(event.status)
      ? [{ time: event.time, status: event.status, text: event.name, event: at }]
      : [],
  );
  metrics.forEach((metric, at) => {
    metric.groups.forEach(({ name, body }, group) => {
      const title = name === null ? metric.name : `${metric.name}, group ${name}`;
      for (const series of timedSeries(body, arrays)) {
        const found = stretchesOf(series);
        more += Math.max(0, found.length - mostOfSeries);
        for (const { at: first, status } of found.slice(0, mostOfSeries)) {
          const time = series.times[first] ?? Number.NaN;
          moments.push({
            time: time + (series.axis.shift ?? 0),
            status,
            text: `${title}: ${series.textAt(first)} at ${timeWord(series.axis, time)}`,
            metric: at,
            ...(name === null ? {} : { group }),
          });
        }
      }
    });
  });
  const placed = moments.filter(({ time }) => Number.isFinite(time));
  placed.sort((a, b) => a.time - b.time || gravityOf(b.status) - gravityOf(a.status));
  return {
    moments: placed.slice(0, mostOfRun),
    more: more + Math.max(0, placed.length - mostOfRun),
  };
}

interface TimedSeries {
  readonly axis: AxisView;
  readonly times: ArrayLike<number>;
  readonly statuses: ArrayLike<number>;
  textAt(at: number): string;
}

function timedSeries(body: Body, arrays: ArrayTable): TimedSeries[] {
  if (body.kind === "lines") {
    const axis = body.x.time ? body.x : body.time;
    if (axis === undefined) return [];
    return body.lines.map((line) => {
      const values = arrays.at(line.y);
      const limits = [line.failsAbove, line.failsBelow].flatMap((limit) =>
        limit === undefined ? [] : [fromNum(limit)],
      );
      const name = body.lines.length > 1 ? `${line.legend} ` : "";
      return {
        axis,
        times: arrays.at(body.x.time ? line.x : line.times),
        statuses: arrays.at(line.statuses),
        textAt: (at) =>
          `${name}${withUnitOf(distinctNumber(values[at] ?? Number.NaN, limits), line.unit)}`,
      };
    });
  }
  if (body.kind === "states") {
    return body.lanes.map((lane) => {
      const states = arrays.at(lane.states);
      const name = body.lanes.length > 1 ? `${lane.legend} is ` : "";
      return {
        axis: body.x,
        times: arrays.at(lane.times),
        statuses: arrays.at(lane.statuses),
        textAt: (at) => `${name}${body.states[states[at] ?? -1] ?? "?"}`,
      };
    });
  }
  return [];
}

/** The first element of each stretch of failing elements, with the worst status of the stretch. */
function stretchesOf({ statuses, times }: TimedSeries): { at: number; status: number }[] {
  const found: { at: number; status: number }[] = [];
  let inside = false;
  for (let at = 0; at < Math.min(statuses.length, times.length); at += 1) {
    const status = statuses[at] ?? 0;
    const last = found.at(-1);
    if (!isFailure(status)) inside = false;
    else if (!inside || last === undefined) {
      found.push({ at, status });
      inside = true;
    } else if (gravityOf(status) > gravityOf(last.status)) last.status = status;
  }
  return found;
}
