import type {
  JobMetrics,
  Metric,
  MetricsData,
  MetricsDataId,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { UUID } from "../generated/proto/resim/utils/proto/uuid.js";
import type { FindingCode } from "../metrics/messageRules.js";
import { Agreements } from "./agreement.js";
import { type Finding, Findings } from "./problem.js";

/** The message being checked, with its metrics and data by ID, and the findings so far. */
export class Scope {
  readonly message: JobMetrics;
  readonly data = new Map<string, MetricsData>();
  readonly metrics = new Map<string, Metric>();
  readonly findings = new Findings();
  readonly agreements = new Agreements();
  readonly #distinct = new Map<readonly string[], ReadonlySet<string>>();
  /** The current object of the findings: `metric "Speed"`. */
  subject: string | undefined;

  constructor(message: JobMetrics) {
    this.message = message;
    for (const data of message.metricsData) this.data.set(idOf(data.metricsDataId), data);
    for (const metric of metricsOf(message)) this.metrics.set(idOf(metric.metricId), metric);
  }

  /** The distinct strings of a series, in order. */
  distinct(strings: readonly string[]): ReadonlySet<string> {
    const found = this.#distinct.get(strings) ?? new Set(strings);
    this.#distinct.set(strings, found);
    return found;
  }

  report(code: FindingCode, path: string, value: unknown, expected: string, remedy: string): void {
    const finding: Finding = { code, path, value, expected, remedy, subject: this.subject };
    this.findings.add(finding);
  }
}

/** The string inside an ID; "" if any part of it is unset. */
export function idOf(wrapper: { id: UUID | undefined } | MetricsDataId | undefined): string {
  return wrapper?.id?.data ?? "";
}

export function metricsOf(message: JobMetrics): readonly Metric[] {
  return message.jobLevelMetrics?.metrics ?? [];
}

/** The job ID of a metric; undefined if it has none. */
export function jobIDOf(metric: Metric): string | undefined {
  return metric.parentId?.$case === "jobId" ? idOf(metric.parentId.value) : undefined;
}
