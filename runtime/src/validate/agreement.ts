import type {
  MetricsData,
  SeriesPerCategory,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import { shown } from "../metrics/rules.js";
import { lengthOf } from "./dataTypes.js";
import { listed } from "./problem.js";

/** Why two pieces of metrics data do not agree in shape, as of rule V4. */
export interface Disagreement {
  /** What the second of the two has. */
  readonly found: string;
  /** What it should have, to match the first. */
  readonly expected: string;
}

/** Results for pairs of data: many metrics can share one pair with many categories. */
export class Agreements {
  readonly #found = new Map<MetricsData, Map<MetricsData, Disagreement | undefined>>();

  /** As {@link disagreement}, but examines each pair only once. */
  of(first: MetricsData, second: MetricsData): Disagreement | undefined {
    const known = this.#found.get(first) ?? new Map<MetricsData, Disagreement | undefined>();
    this.#found.set(first, known);
    if (!known.has(second)) known.set(second, disagreement(first, second));
    return known.get(second);
  }
}

/** Rule V4: both are series of one length, or both per category with the same categories and lengths. */
function disagreement(first: MetricsData, second: MetricsData): Disagreement | undefined {
  const a = first.data;
  const b = second.data;
  if (a?.$case === "series" && b?.$case === "series") {
    return lengthDisagreement(lengthOf(a.value), lengthOf(b.value), "");
  }
  if (a?.$case === "seriesPerCategory" && b?.$case === "seriesPerCategory") {
    return categoryDisagreement(a.value, b.value);
  }
  const kind = (data: MetricsData["data"]) => data?.$case ?? "nothing";
  const wanted = a?.$case === "seriesPerCategory" ? "a series per category" : "a series";
  return { found: `with ${kind(b)} next to ${kind(a)}`, expected: `${wanted} on both sides` };
}

function lengthDisagreement(
  first: number | undefined,
  second: number | undefined,
  where: string,
): Disagreement | undefined {
  if (first === undefined || second === undefined) {
    return {
      found: `with a series without a kind${where}`,
      expected: `elements of one kind${where}`,
    };
  }
  if (first === second) return undefined;
  return { found: `with ${second} elements${where}`, expected: `${first} elements${where}` };
}

function categoryDisagreement(
  first: SeriesPerCategory,
  second: SeriesPerCategory,
): Disagreement | undefined {
  const a = first.categoryToSeries;
  const b = second.categoryToSeries;
  const keys = Object.keys(a);
  const missing = keys.find((key) => !Object.hasOwn(b, key));
  if (missing !== undefined || Object.keys(b).length !== keys.length) {
    return {
      found: `with the categories ${listed(Object.keys(b))}`,
      expected: `the categories ${listed(keys)}`,
    };
  }
  for (const key of keys) {
    const where = ` in category ${shown(key)}`;
    const found = lengthDisagreement(lengthOf(a[key]), lengthOf(b[key]), where);
    if (found !== undefined) return found;
  }
  return undefined;
}
