import { histogramBuckets, MetricDefinitionError } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

/** As a caller in JavaScript may say it. */
const untyped = (value: unknown) => value as never;

const cases: [what: string, wrong: () => unknown, message: string][] = [
  [
    "buckets without a range",
    () => histogramBuckets(untyped({ count: 3 })),
    "histogram buckets: from is undefined",
  ],
  [
    "no buckets",
    () => histogramBuckets({ from: 0, to: 1, count: 0 }),
    "histogram buckets: there would be 0 buckets",
  ],
  [
    "an empty range",
    () => histogramBuckets({ from: 1, to: 1, count: 2 }),
    "histogram buckets: they would go from 1 to 1",
  ],
];

describe("histogram buckets", () => {
  it.each(cases)("%s are refused", (_, wrong, message) => {
    expect(wrong).toThrow(MetricDefinitionError);
    expect(wrong).toThrow(message);
  });
});
