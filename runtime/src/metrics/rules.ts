import type { MetricsData, MetricsDataId } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { FindingCode } from "./messageRules.js";

/** A value that needs a readable description: the value, and the description. */
export class Found {
  readonly value: unknown;
  readonly text: string;

  constructor(value: unknown, text: string) {
    this.value = value;
    this.text = text;
  }
}

/** What the rules of a metric type use to examine a values message and report problems. */
export interface RuleScope {
  /**
   * Reports a violated rule. `way` is the path from the values message to the value in question,
   * which is described by {@link shown} or by a {@link Found}.
   */
  report(
    code: FindingCode,
    way: readonly (string | number)[],
    found: unknown,
    expected: string,
    remedy: string,
  ): void;
  /** The target of a reference; undefined if it does not exist. */
  data(reference: MetricsDataId | undefined): MetricsData | undefined;
  /** The distinct strings of a series, in order; collected once, because metrics share data. */
  distinct(strings: readonly string[]): ReadonlySet<string>;
}

/** For types whose rules all follow from the references. */
export function noOwnRules(): void {}

/** The expectation for an invalid ID. */
export const idExpected = "a UUID, such as 3f2b8c1e-5d4a-4c7b-9e0f-1a2b3c4d5e6f";

const longest = 80;

/** A readable form of a value, never longer than a line. */
export function shown(value: unknown): string {
  if (value === undefined) return "not set";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)}… (${text.length} characters)`;
}

/** How findings name metrics data: `metrics data "speed"`. */
export function called(data: MetricsData): string {
  return `metrics data ${shown(data.name)}`;
}
