import { about } from "../data/about.js";
import type { Strings, Timestamps } from "../data/series.js";
import { type Timestamp, type TimestampInput, timestampFrom } from "../data/timestamp.js";
import { MetricDefinitionError } from "../errors.js";
import { checkSeries } from "./checks.js";
import type { PlotlyFigure, PlotlyTrace } from "./plotlyFigure.js";

/** Options of {@link stateTimeline}. */
export interface StateTimelineOptions {
  /**
   * Unit of the axis: `seconds` since the first timestamp, or the `date`. Default: `seconds`.
   */
  axis?: "seconds" | "date" | undefined;
  /** End of the last state. Default: the last timestamp of all series. */
  end?: TimestampInput | undefined;
  /** Colors by state. Default: a small palette, in order of occurrence. */
  colors?: Readonly<Record<string, string>> | undefined;
  /** States drawn in red, unless `colors` sets another color. Default: none. */
  failureStates?: readonly string[] | undefined;
}

const palette = ["#7CA0FB", "#6BBF8A", "#FFAC70", "#B79CED", "#E8D36B", "#5FC7C7", "#FCB5EC"];
const failureColor = "#FA7070";

interface Stretch {
  row: string;
  state: string;
  from: Timestamp;
  to: Timestamp;
}

/**
 * A plotly figure of states over time: one row per series, one bar per period of a state. The platform
 * recommends plotly figures over its own states over time metric.
 *
 *     writer.addPlotlyMetric("Mission", { figure: stateTimeline(mission) })
 *
 * @throws {@link MetricDefinitionError} if a series does not contain strings indexed by timestamps, or if a
 * timestamp is outside the range of dates.
 */
export function stateTimeline(
  series: Strings<string, Timestamps> | readonly Strings<string, Timestamps>[],
  options: StateTimelineOptions = {},
): PlotlyFigure {
  return about("state timeline", () => {
    const rows: readonly Strings<string, Timestamps>[] = "kind" in series ? [series] : series;
    for (const row of rows) checkSeries("states", row, { kind: "strings", index: ["timestamps"] });
    const times = rows.flatMap((row) => [...row.index.values]);
    const start = extreme(times, -1);
    const end = options.end === undefined ? extreme(times, 1) : timestampFrom(options.end);
    const stretches = rows.flatMap((row) => stretchesOf(row, end));
    const byState = new Map<string, Stretch[]>();
    for (const stretch of stretches) {
      const own = byState.get(stretch.state);
      if (own === undefined) byState.set(stretch.state, [stretch]);
      else own.push(stretch);
    }
    const failures = new Set(options.failureStates);
    let next = 0;
    const data = [...byState].map(([state, own]): PlotlyTrace => {
      const color =
        options.colors?.[state] ??
        (failures.has(state) ? failureColor : palette[next++ % palette.length]);
      return traceOf(state, own, color ?? failureColor, start, options.axis ?? "seconds");
    });
    return {
      data,
      layout: {
        barmode: "overlay",
        bargap: 0.3,
        showlegend: true,
        xaxis: options.axis === "date" ? { type: "date" } : { title: { text: "Time (s)" } },
        // The first series on top, as in a list.
        yaxis: { type: "category", autorange: "reversed", automargin: true },
      },
    };
  });
}

/** Merges consecutive elements of the same state. */
function stretchesOf(series: Strings<string, Timestamps>, end: Timestamp): Stretch[] {
  const times = series.index.values;
  const found: Stretch[] = [];
  series.values.forEach((state, at) => {
    const from = times[at] ?? end;
    const last = found.at(-1);
    if (last?.state === state) return;
    if (last !== undefined) last.to = from;
    found.push({ row: series.name, state, from, to: end });
  });
  return found;
}

function traceOf(
  state: string,
  stretches: readonly Stretch[],
  color: string,
  start: Timestamp,
  axis: "seconds" | "date",
): PlotlyTrace {
  const lengths = stretches.map(({ from, to }) => secondsBetween(from, to));
  return {
    type: "bar",
    orientation: "h",
    name: state,
    y: stretches.map(({ row }) => row),
    // On a date axis, plotly measures lengths in milliseconds.
    x: axis === "date" ? lengths.map((seconds) => seconds * 1000) : lengths,
    base:
      axis === "date"
        ? stretches.map(({ from }) => dateOf(from))
        : stretches.map(({ from }) => secondsBetween(start, from)),
    marker: { color },
    text: lengths.map((seconds) => `${state}, ${Number(seconds.toFixed(3))} s`),
    textposition: "none",
    hovertemplate: "%{y}: %{text}<extra></extra>",
  };
}

function secondsBetween(from: Timestamp, to: Timestamp): number {
  return to.seconds - from.seconds + (to.nanos - from.nanos) / 1e9;
}

function dateOf({ seconds, nanos }: Timestamp): string {
  const date = new Date(seconds * 1000 + nanos / 1e6);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new MetricDefinitionError(`${seconds} s after 1970 is not a date`, {
    hint: 'Use the axis "seconds", or use timestamps in seconds since 1970.',
  });
}

function extreme(times: readonly Timestamp[], sign: 1 | -1): Timestamp {
  return times.reduce((best, time) => (sign * secondsBetween(best, time) > 0 ? time : best), {
    ...(times[0] ?? { seconds: 0, nanos: 0 }),
  });
}
