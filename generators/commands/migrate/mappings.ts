import type { Metric, UnpackedJobMetrics } from "@metrics-project/runtime";
import { type Drawing, drawingOf, topicName } from "../../emissions/drawings.js";
import { isBuiltIn } from "../../emissions/topicsOfConfig.js";
import { partName } from "../../metric/partName.js";

/** A metric of a build's messages, and the topic of its rows. */
export interface Mapping {
  readonly name: string;
  /** The word for its type, as in `--type`. */
  readonly word: string;
  readonly drawing: Drawing;
  readonly topic: string;
  readonly description: string;
  readonly units: string | undefined;
  /** For a scalar with limits: the condition that its rows must not meet. */
  readonly status: { where: string; block?: number; warn?: number } | undefined;
}

/** The content of messages that rows can express. */
export interface Mappings {
  readonly metrics: readonly Mapping[];
  /** Whether there are events. */
  readonly events: boolean;
  /** What rows cannot express, one sentence each. */
  readonly left: readonly string[];
}

/** Collects the metrics of one build's messages, each name once. */
export function mappingsOf(
  messages: readonly UnpackedJobMetrics[],
  taken: ReadonlySet<string>,
): Mappings {
  const metrics = new Map<string, Mapping>();
  const left = new Map<string, string>();
  const topics = new Set(taken);
  for (const metric of messages.flatMap((message) => message.metrics)) {
    const { name, type, eventMetric } = metric;
    // Metrics of an event are emitted with it.
    if (eventMetric === true || metrics.has(name)) continue;
    const word = type.toLowerCase().replaceAll("_", "-");
    const drawing = drawingOf(word);
    if (drawing === undefined) {
      left.set(name, `"${name}" has type ${word}, which a topic and a query cannot express`);
      continue;
    }
    const topic = freeTopic(name, topics);
    topics.add(topic);
    if (
      metric.type === "SCALAR" &&
      metric.failsAbove !== undefined &&
      metric.failsBelow !== undefined
    ) {
      left.set(
        name,
        `"${name}" has an upper and a lower limit; the status uses only the upper one`,
      );
    }
    metrics.set(name, {
      name,
      word,
      drawing,
      topic,
      description: metric.description.slice(0, 120) || name,
      ...limitsOf(metric),
    });
  }
  const events = messages.some((message) => message.events.length > 0);
  return { metrics: [...metrics.values()], events, left: [...left.values()] };
}

function limitsOf(metric: Metric): Pick<Mapping, "units" | "status"> {
  if (metric.type !== "SCALAR") return { units: undefined, status: undefined };
  const { failsAbove, failsBelow, blocking, unit } = metric;
  const units = unit === undefined || unit === "" ? "-" : unit;
  const limit = failsAbove ?? failsBelow;
  if (limit === undefined) return { units, status: undefined };
  const where = failsAbove === undefined ? "value < ?" : "value > ?";
  return { units, status: { where, ...(blocking === true ? { block: limit } : { warn: limit }) } };
}

function freeTopic(name: string, taken: ReadonlySet<string>): string {
  const plain = topicName(partName(name).slug) ?? "metric";
  const base = isBuiltIn(plain) ? `${plain}_rows` : plain;
  for (let topic = base, number = 2; ; number++) {
    if (!taken.has(topic)) return topic;
    topic = `${base}_${number}`;
  }
}
