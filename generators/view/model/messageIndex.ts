import type {
  JobMetrics,
  MetricsData,
  MetricsDataId,
  Series,
} from "@metrics-project/runtime/messages";
import { timeText } from "./clock.js";

/** Finds the data that metrics refer to, and reads it without assuming that it is consistent. */
export class MessageIndex {
  readonly #data = new Map<string, MetricsData>();

  constructor(message: JobMetrics) {
    for (const data of message.metricsData) {
      const id = data.metricsDataId?.id?.data;
      if (id !== undefined && !this.#data.has(id)) this.#data.set(id, data);
    }
  }

  /** @throws Unreadable if no data has this ID. */
  data(id: MetricsDataId | undefined): MetricsData {
    const found = this.find(id);
    if (found === undefined) {
      throw new Unreadable(`metrics data ${id?.id?.data ?? "without an ID"} is not in the message`);
    }
    return found;
  }

  find(id: MetricsDataId | undefined): MetricsData | undefined {
    return id?.id === undefined ? undefined : this.#data.get(id.id.data);
  }

  /** @throws Unreadable if the index is missing. */
  index(data: MetricsData): MetricsData {
    if (data.indexDataId === undefined) throw new Unreadable(`"${data.name}" has no index`);
    return this.data(data.indexDataId);
  }
}

/** A metric whose values cannot be drawn; the message says why. */
export class Unreadable extends Error {}

/** The names of the groups of a piece of data, in the order in which they were written. */
export function categoriesOf(data: MetricsData): string[] {
  if (data.data?.$case !== "seriesPerCategory") return [];
  const present = new Set(Object.keys(data.data.value.categoryToSeries));
  const named = data.categoryNames.filter((name) => present.has(name));
  return [...new Set([...named, ...present])];
}

/** The series of `data`, or that of one category if the data is grouped. */
export function seriesOf(data: MetricsData, category: string | null): Series {
  const held = data.data;
  if (held?.$case === "series") return held.value;
  if (held?.$case === "seriesPerCategory") {
    const groups = held.value.categoryToSeries;
    const found =
      category !== null && Object.hasOwn(groups, category) ? groups[category] : undefined;
    if (found !== undefined) return found;
    throw new Unreadable(`"${data.name}" has no values for the group "${category ?? ""}"`);
  }
  throw new Unreadable(`"${data.name}" contains no series`);
}

type Kind = NonNullable<Series["series"]>["$case"];
type Elements<K extends Kind> = Extract<
  NonNullable<Series["series"]>,
  { $case: K }
>["value"]["series"];

/** The elements of a series of one kind. */
export function elementsOf<K extends Kind>(
  data: MetricsData,
  category: string | null,
  kind: K,
): Elements<K> {
  const series = seriesOf(data, category).series;
  if (series?.$case !== kind) {
    throw new Unreadable(`"${data.name}" must contain ${kind}, got ${series?.$case ?? "nothing"}`);
  }
  return series.value.series as Elements<K>;
}

/** Number of elements of a series. */
export function lengthOf(series: Series): number {
  return series.series?.value.series.length ?? 0;
}

/** Element `i` of a series of any kind, as a string. */
export function labelAt(series: Series, i: number): string {
  const held = series.series;
  switch (held?.$case) {
    case "doubles":
      return String(held.value.series[i]);
    case "timestamps":
      return timeText(held.value.series[i]);
    case "uuids":
      return held.value.series[i]?.data ?? "";
    case "strings":
      return held.value.series[i] ?? "";
    case "statuses":
      return String(held.value.series[i] ?? 0);
    default:
      return "";
  }
}
