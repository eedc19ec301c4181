import { about, checkName, checkText } from "./data/about.js";
import { describeValue } from "./data/describeValue.js";
import type { Origin } from "./data/origin.js";
import { type Timestamp, type TimestampInput, timestampFrom } from "./data/timestamp.js";
import { newUUID } from "./data/uuid.js";
import { MetricDefinitionError } from "./errors.js";
import type {
  Importance,
  ImportanceRead,
  Status,
  StatusRead,
  TimestampKind,
  UnknownWord,
} from "./facts.js";
import type { Event as EventMessage } from "./generated/proto/resim/metrics/proto/metrics.js";
import { worstOfWords } from "./metrics/judge.js";
import { checkImportance, checkStatus } from "./metrics/metricFields.js";
import type { Metric } from "./metrics/table.js";

/** Options of an event. */
export interface EventOptions {
  /** When it happened: 0 or later (rule E3). */
  timestamp: TimestampInput;
  /**
   * Whether the timestamp is a point on the clock or an offset from the start of the test. All
   * events of a message say the same (rule M10). Default: `ABSOLUTE`.
   */
  timestampType?: TimestampKind | undefined;
  /** A sentence about the event. Default: none. */
  description?: string | undefined;
  /** Default: the worst of its metrics' statuses, `NOT_APPLICABLE` without metrics. */
  status?: Status | undefined;
  /** Default: `MEDIUM`. */
  importance?: Importance | undefined;
  /** Words that mark the event. Default: none. */
  tags?: readonly string[] | undefined;
  /**
   * Metrics that describeValue the event: what the writer's add…Metric returned, of different names (rule
   * E2), and made with `eventMetric: true` (rule N4). Default: none.
   */
  metrics?: readonly Metric[] | undefined;
}

/** Something that happened at a time during the test. */
export interface Event {
  /** The identifier by which a message refers to it. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly timestamp: Timestamp;
  readonly timestampType: TimestampKind | UnknownWord;
  readonly status: StatusRead;
  readonly importance: ImportanceRead;
  readonly tags: readonly string[];
  readonly metrics: readonly Metric[];
  /** What it was read from; undefined where it was made here. */
  readonly origin?: Origin<EventMessage> | undefined;
}

/** Makes an event from options, and says at once what the platform would refuse. */
export function makeEvent(name: string, options: EventOptions): Event {
  return about(`event "${name}"`, () => {
    checkName(name);
    const metrics = [...(options.metrics ?? [])];
    const names = new Set<string>();
    for (const metric of metrics) {
      if (names.has(metric.name)) {
        throw new MetricDefinitionError(`it lists two metrics of the name "${metric.name}"`, {
          hint: "Within one event the names of metrics are unique.",
        });
      }
      names.add(metric.name);
    }
    return {
      id: newUUID(),
      name,
      description: checkText("description", options.description) ?? "",
      timestamp: checkTime(timestampFrom(options.timestamp)),
      timestampType: checkTimestampType(options.timestampType) ?? "ABSOLUTE",
      status: checkStatus(options.status) ?? worstOfWords(metrics.map(({ status }) => status)),
      importance: checkImportance(options.importance) ?? "MEDIUM",
      tags: checkTags(options.tags),
      metrics,
    };
  });
}

/** Series may hold times before 1970, or before the start of a test; events may not. */
function checkTime(timestamp: Timestamp): Timestamp {
  if (timestamp.seconds >= 0) return timestamp;
  throw new MetricDefinitionError(`its timestamp has ${timestamp.seconds} seconds`, {
    hint: "The platform refuses events before 1970, or before the start of the test (rule E3).",
  });
}

function checkTimestampType(type: TimestampKind | undefined): TimestampKind | undefined {
  if (type === undefined || type === "ABSOLUTE" || type === "RELATIVE") return type;
  throw new MetricDefinitionError(`its timestampType is ${describeValue(type)}`, {
    hint: "It is ABSOLUTE or RELATIVE.",
  });
}

function checkTags(tags: readonly string[] = []): string[] {
  return [...tags].map((tag) => {
    if (typeof tag === "string") return tag;
    throw new MetricDefinitionError(`its tag ${describeValue(tag)} is not a text`);
  });
}
