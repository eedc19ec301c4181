import {
  dataReferencesOf,
  type JobMetrics,
  metricTypeWord,
  statusWord,
} from "@metrics-project/runtime";
import { type Event, type Metric, MetricStatus } from "@metrics-project/runtime/messages";
import { ArrayTable } from "../../view/model/arrayTable.js";
import { summaryBody } from "../../view/model/bodies/summaryBody.js";
import { Clock } from "../../view/model/clock.js";
import {
  categoriesOf,
  elementsOf,
  MessageIndex,
  Unreadable,
} from "../../view/model/messageIndex.js";
import type { Described, Part } from "../message/describeMessage.js";
import type { Value } from "../message/Value.js";
import { digestFigure } from "./digestFigure.js";
import { digestSeries } from "./digestSeries.js";
import { hashOf } from "./hashOf.js";
import type {
  EventDigest,
  FigureDigest,
  MetricDigest,
  RunDigest,
  RunKind,
  SeriesDigest,
} from "./RunDigest.js";
import { gravest } from "./statusRank.js";

interface MessageParts {
  readonly described: Described;
  readonly index: MessageIndex;
  readonly clock: Clock;
  /** The described metrics data by ID. */
  readonly dataByID: ReadonlyMap<string, Part>;
  /** For each piece of data: the hash of everything except numbers, and the hash of everything except names. */
  readonly contents: Hashes;
  readonly wholes: Hashes;
}

/** Hashes of parts, each computed once: many metrics draw over the same times. */
class Hashes {
  readonly #known = new Map<Part, string>();
  readonly #saidBy: (part: Part) => Value;

  constructor(saidBy: (part: Part) => Value) {
    this.#saidBy = saidBy;
  }

  of(part: Part): string {
    const known = this.#known.get(part) ?? hashOf(this.#saidBy(part));
    this.#known.set(part, known);
    return known;
  }
}

/**
 * Summarizes a message for a comparison.
 * @param described the same message, as `describeMessage` returns it
 */
export function digestMessage(
  { kind, name }: { kind: RunKind; name: string },
  message: JobMetrics,
  described: Described,
): RunDigest {
  const data = [...described.data.values()];
  const parts: MessageParts = {
    described,
    index: new MessageIndex(message),
    clock: new Clock(message),
    contents: new Hashes(contentOf),
    wholes: new Hashes(({ fields }) => ({ ...fields, index: undefined })),
    dataByID: new Map(
      message.metricsData.flatMap(({ metricsDataId }, i) => {
        const part = data[i];
        return part === undefined ? [] : [[metricsDataId?.id?.data ?? "", part] as const];
      }),
    ),
  };
  // Both lists are in the order of the message.
  const keys = [...described.metrics];
  const metrics = message.jobLevelMetrics?.metrics ?? [];
  return {
    kind,
    name,
    status: statusWord(message.jobLevelMetrics?.metricsStatus || message.metricsStatus),
    metrics: metrics.flatMap((metric, i) => {
      const [key, part] = keys[i] ?? [];
      return key === undefined || part === undefined
        ? []
        : [digestMetric(key, metric, part, parts)];
    }),
    events: digestEvents(message.events),
  };
}

/** Properties with a separate row in a comparison, or that depend only on the position. */
const toldApart = new Set(["status", "order", "value", "unit", "figure"]);

function digestMetric(name: string, metric: Metric, part: Part, parts: MessageParts): MetricDigest {
  const figure = part.fields.figure;
  const inFigure = figure === undefined ? undefined : digestFigure(figure);
  const figures = figuresOf(metric, parts);
  const series = inFigure?.series ?? seriesOf(metric, parts);
  const said = Object.entries(part.fields).filter(([field]) => !toldApart.has(field));
  const data = dataReferencesOf(metric).flatMap(({ id }) => withIndices(id?.id?.data, parts));
  return {
    name,
    type: metricTypeWord(metric.type),
    status: statusWord(metric.status),
    figures,
    series,
    content: hashOf([
      Object.fromEntries(said.map(([field, value]) => [field, withoutNames(value)])),
      inFigure?.rest,
      ...data.map((one) => parts.contents.of(one)),
    ] as Value),
    identity: hashOf([
      metricTypeWord(metric.type),
      figures.map(({ value, unit }) => [value, unit]),
      figure,
      part.fields.text,
      ...data.map((one) => parts.wholes.of(one)),
    ] as Value),
  };
}

/** A piece of data, its index, and so on. */
function withIndices(id: string | undefined, { index, dataByID }: MessageParts): Part[] {
  const found: Part[] = [];
  const seen = new Set<string>();
  for (let at = id; at !== undefined && !seen.has(at); ) {
    seen.add(at);
    const part = dataByID.get(at);
    if (part !== undefined) found.push(part);
    at = index.find({ id: { data: at } })?.indexDataId?.id?.data;
  }
  return found;
}

/** A piece of data without its numbers, which are summarized, and without its name, which is internal to the build. */
function contentOf({ fields }: Part): Value {
  const kept = Object.entries(fields).filter(
    ([field]) => field !== "unit" && field !== "index" && !field.endsWith("(doubles)"),
  );
  return Object.fromEntries(kept);
}

/** Without the names of metrics data. */
function withoutNames(value: Value): Value {
  if (typeof value === "string" && value.startsWith('data "')) return "data";
  return Array.isArray(value) ? value.map(withoutNames) : value;
}

function figuresOf(metric: Metric, { index, clock }: MessageParts): FigureDigest[] {
  const held = metric.metricValues?.metricValues;
  if (held?.$case === "scalarMetricValues") {
    const { value, unit = "" } = held.value;
    return value === undefined ? [] : [{ name: "", value, unit }];
  }
  if (held?.$case !== "doubleMetricValues") return [];
  const context = { index, clock, arrays: new ArrayTable(), files: new Map() };
  try {
    const { rows, unit } = summaryBody(held.value, { ...context, category: null, categories: [] });
    return rows.map(({ category, label, value }) => ({
      name: rows.length === 1 ? "" : [category, label].filter(Boolean).join(" "),
      value: Number(value),
      unit,
    }));
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

const failures: ReadonlySet<number> = new Set([
  MetricStatus.FAIL_WARN_METRIC_STATUS,
  MetricStatus.FAIL_BLOCK_METRIC_STATUS,
]);

/** The series of doubles that a metric draws, one for each group. */
function seriesOf(metric: Metric, { index }: MessageParts): SeriesDigest[] {
  if (metric.metricValues?.metricValues?.$case === "doubleMetricValues") return [];
  const references = dataReferencesOf(metric);
  const doubles = references.filter(({ to }) => to.kind === "doubles");
  const fields = new Set(doubles.map(({ field }) => field));
  const legends = (metric.metricValues?.metricValues?.value ?? {}) as {
    legendSeriesNames?: readonly string[];
    categories?: readonly string[];
  };
  const names = legends.legendSeriesNames ?? legends.categories ?? [];
  const found = doubles.flatMap(({ id, at, field }) => {
    const data = index.find(id);
    if (data === undefined) return [];
    const statuses = index.find(
      references.find((other) => other.to.kind === "statuses" && other.at === at)?.id,
    );
    const categories = categoriesOf(data);
    const line = at === undefined ? "" : names[at] || data.name;
    // Both coordinates of a curve are series.
    const axis = fields.size > 1 ? (/^[xy]/.exec(field)?.[0] ?? "") : "";
    return (categories.length > 0 ? categories : [null]).flatMap((category) => {
      try {
        const values = elementsOf(data, category, "doubles");
        const verdicts = statuses && elementsOrNone(statuses, category);
        return [
          {
            line,
            rest: [category ?? "", axis],
            data: digestSeries("", data.unit, values, countOf(verdicts, failures)),
          },
        ];
      } catch (error) {
        if (error instanceof Unreadable) return [];
        throw error;
      }
    });
  });
  const lines = new Set(found.map(({ line }) => line));
  return found.map(({ line, rest, data }) => ({
    ...data,
    name: [lines.size > 1 ? line : "", ...rest].filter(Boolean).join(", "),
  }));
}

function elementsOrNone(
  data: NonNullable<ReturnType<MessageIndex["find"]>>,
  category: string | null,
): ArrayLike<number> | undefined {
  try {
    return elementsOf(data, category, "statuses");
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function countOf(values: ArrayLike<number> | undefined, wanted: ReadonlySet<number>): number {
  let count = 0;
  for (let i = 0; i < (values?.length ?? 0); i += 1) {
    if (wanted.has(values?.[i] ?? 0)) count += 1;
  }
  return count;
}

/** Events by name, in order of first occurrence. */
function digestEvents(events: readonly Event[]): EventDigest[] {
  const byName = new Map<string, Event[]>();
  for (const event of events) {
    const others = byName.get(event.name);
    if (others === undefined) byName.set(event.name, [event]);
    else others.push(event);
  }
  return [...byName].map(([name, all]) => ({
    name,
    count: all.length,
    status: gravest(all.map(({ status }) => statusWord(status))),
    content: hashOf(
      all.map(
        ({ timestamp, tags, description }): Value => [
          Number(timestamp?.seconds ?? 0),
          timestamp?.nanos ?? 0,
          [...tags].sort(),
          description,
        ],
      ),
    ),
  }));
}
