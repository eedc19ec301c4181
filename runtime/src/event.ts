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
   * Whether the timestamp is an absolute time or an offset from the start of the test. All events of a
   * message must use the same type (rule M10). Default: `ABSOLUTE`.
   */
  timestampType?: TimestampKind | undefined;
  /** Description of the event, one sentence. Default: none. */
  description?: string | undefined;
  /** Default: the worst of its metrics' statuses, `NOT_APPLICABLE` without metrics. */
  status?: Status | undefined;
  /** Default: `MEDIUM`. */
  importance?: Importance | undefined;
  /** Tags of the event. Default: none. */
  tags?: readonly string[] | undefined;
  /**
   * Metrics that describe the event: the return values of the writer's add…Metric methods. Their names must
   * differ (rule E2), and they need `eventMetric: true` (rule N4). Default: none.
   */
  metrics?: readonly Metric[] | undefined;
}

/** Something that happened at a time during the test. */
export interface Event {
  /** The identifier of the event in a message. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly timestamp: Timestamp;
  readonly timestampType: TimestampKind | UnknownWord;
  readonly status: StatusRead;
  readonly importance: ImportanceRead;
  readonly tags: readonly string[];
  readonly metrics: readonly Metric[];
  /** The message that it was read from; undefined if it was created here. */
  readonly origin?: Origin<EventMessage> | undefined;
}

/** Creates an event from options. Throws at once for what the platform would refuse. */
export function makeEvent(name: string, options: EventOptions): Event {
  return about(`event "${name}"`, () => {
    checkName(name);
    const metrics = [...(options.metrics ?? [])];
    const names = new Set<string>();
    for (const metric of metrics) {
      if (names.has(metric.name)) {
        throw new MetricDefinitionError(`it lists two metrics named "${metric.name}"`, {
          hint: "The metrics of one event must have different names.",
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

/** Series may contain times before 1970, or before the start of a test; events may not. */
function checkTime(timestamp: Timestamp): Timestamp {
  if (timestamp.seconds >= 0) return timestamp;
  throw new MetricDefinitionError(`its timestamp has ${timestamp.seconds} seconds`, {
    hint: "The platform refuses events before 1970, or before the start of the test (rule E3).",
  });
}

function checkTimestampType(type: TimestampKind | undefined): TimestampKind | undefined {
  if (type === undefined || type === "ABSOLUTE" || type === "RELATIVE") return type;
  throw new MetricDefinitionError(`its timestampType is ${describeValue(type)}`, {
    hint: "It must be ABSOLUTE or RELATIVE.",
  });
}

function checkTags(tags: readonly string[] = []): string[] {
  return [...tags].map((tag) => {
    if (typeof tag === "string") return tag;
    throw new MetricDefinitionError(`its tag must be a string, got ${describeValue(tag)}`);
  });
}
