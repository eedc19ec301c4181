import type { MetricsData, MetricsDataId } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { FindingCode } from "./messageRules.js";

/** A value that a person needs told in other words: what stands there, and the words. */
export class Found {
  readonly value: unknown;
  readonly text: string;

  constructor(value: unknown, text: string) {
    this.value = value;
    this.text = text;
  }
}

/** What the own rules of a type of metric say about one values message, and may ask. */
export interface RuleScope {
  /**
   * Says that a rule is broken. `way` leads from the values message to what breaks it; what stands
   * there is told as {@link shown} tells it, or in the words of a {@link Found}.
   */
  report(
    code: FindingCode,
    way: readonly (string | number)[],
    found: unknown,
    expected: string,
    remedy: string,
  ): void;
  /** The metrics data behind a reference; undefined where it leads to none. */
  data(reference: MetricsDataId | undefined): MetricsData | undefined;
  /** The strings of a series, each once and in their order; looked for once, as metrics share data. */
  distinct(strings: readonly string[]): ReadonlySet<string>;
}

/** For types of which the references say all. */
export function noOwnRules(): void {}

/** What to say where an id is not one. */
export const idExpected = "a UUID, such as 3f2b8c1e-5d4a-4c7b-9e0f-1a2b3c4d5e6f";

const longest = 80;

/** A value as a person reads it, never longer than a line. */
export function shown(value: unknown): string {
  if (value === undefined) return "not set";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)}… (${text.length} characters)`;
}

/** `metrics data "speed"`: how findings call a piece of metrics data. */
export function called(data: MetricsData): string {
  return `metrics data ${shown(data.name)}`;
}
