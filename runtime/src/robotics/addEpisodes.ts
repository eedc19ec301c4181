import type { MetricsWriter } from "../writer/metricsWriter.js";
import { badOption } from "./checks.js";
import type { Episode } from "./episodes.js";
import { short } from "./overTimeMetric.js";

/** Options of {@link addEpisodes}. */
export interface AddEpisodesOptions {
  /** The unit of the values, for descriptions. Default: none. */
  unit?: string | undefined;
  /** Maximum number of events: the worst episodes. Default: 10. */
  atMost?: number | undefined;
  /** Status of each episode, and of their count if there are any. Default: `FAIL_WARN`. */
  status?: "FAIL_WARN" | "FAIL_BLOCK" | undefined;
}

/**
 * Adds an event for each of the worst episodes, with value, limit and duration in its description.
 * Also adds the number of all episodes as a scalar metric of this name, which fails if it is above
 * 0.
 *
 * @param name of the metric; the events are `NAME 1`, `NAME 2` …, worst first
 * @throws {@link MetricDefinitionError} if a name is taken, or an episode starts before time 0.
 */
export function addEpisodes(
  writer: Pick<MetricsWriter, "addEvent" | "addScalarMetric">,
  name: string,
  episodes: readonly Episode[],
  options: AddEpisodesOptions = {},
): void {
  const { unit = "", atMost = 10, status = "FAIL_WARN" } = options;
  if (!Number.isInteger(atMost) || atMost < 0) throw badOption("atMost", atMost, "a whole number");
  writer.addScalarMetric(name, {
    description: describeAll(episodes, unit, atMost),
    value: episodes.length,
    failsAbove: 0,
    blocking: status === "FAIL_BLOCK",
  });
  episodes.slice(0, atMost).forEach((episode, at) => {
    writer.addEvent(`${name} ${at + 1}`, {
      description: describeEpisode(episode, unit),
      timestamp: episode.start,
      status,
    });
  });
}

function describeAll(episodes: readonly Episode[], unit: string, atMost: number): string {
  const [worst] = episodes;
  if (worst === undefined) return "No episodes beyond the limit.";
  const shown = episodes.length > atMost ? ` The worst ${atMost} are events.` : "";
  return `Number of episodes beyond the limit. Worst: ${describeEpisode(worst, unit)}.${shown}`;
}

function describeEpisode({ worst, limit, seconds }: Episode, unit: string): string {
  const withUnit = (value: number) => `${short(value)}${unit && ` ${unit}`}`;
  const side = worst.value > limit ? "above" : "below";
  return `${withUnit(worst.value)}, ${side} the limit of ${withUnit(limit)}, within ${seconds.toFixed(2)} s beyond it`;
}
