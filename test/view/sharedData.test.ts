import {
  doubles,
  fromSeconds,
  type JobMetrics,
  MetricsWriter,
  strings,
  timestamps,
} from "@metrics-project/runtime";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { modelOf } from "./modelOf.js";

const count = 300;

function messageOf(fill: (writer: MetricsWriter) => void): JobMetrics {
  const writer = new MetricsWriter();
  fill(writer);
  return writer.write();
}

test("data that many metrics share is in the page once: labels, states and numbers", () => {
  const { run, lists, arrays } = modelOf(
    messageOf((writer) => {
      const labels = strings("labels", ["front", "rear"]);
      const values = doubles("values", [1, 2], { index: labels });
      const time = timestamps("time", [fromSeconds(1), fromSeconds(2)]);
      const states = strings("states", ["GO", "STOP"], { index: time });
      for (let i = 0; i < count; i += 1) {
        writer.addBarChartMetric(`bars ${i}`, { bars: [{ values }] });
        writer.addStatesOverTimeMetric(`states ${i}`, { series: [{ states }] });
      }
    }),
  );
  const names = Array.from({ length: count }, (_, i) => [`bars ${i}`, `states ${i}`]).flat();
  expect(run.metrics.map(({ name }) => name).sort()).toEqual(names.sort());
  expect(lists).toEqual([["front", "rear"]]);
  expect(arrays).toBeLessThan(10);
});

test("a summary finds the first value at its index in any shared series", () => {
  const { run } = modelOf(
    messageOf((writer) => {
      const names = Array.from({ length: count }, (_, i) => `place ${i % (count - 1)}`);
      const index = strings("places", names);
      const value = doubles(
        "values",
        Float64Array.from(names, (_, i) => i),
        { index },
      );
      for (const [i, name] of names.slice(0, -1).entries()) {
        writer.addDoubleSummaryMetric(`at ${String(i).padStart(4, "0")}`, { value, index: name });
      }
    }),
  );
  const found = run.metrics.map(({ groups }) => {
    const [group] = groups;
    return group?.body.kind === "summary" ? group.body.rows[0]?.value : undefined;
  });
  expect(found).toEqual(Array.from({ length: count - 1 }, (_, i) => i));
});

test("a histogram counts as counting value by value does", () => {
  const edges = fc.uniqueArray(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 6 });
  const values = fc.array(
    fc.oneof(fc.integer({ min: -6, max: 6 }), fc.constantFrom(Number.NaN, -0, Infinity, -Infinity)),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(edges, values, (unsorted, given) => {
      const sorted = unsorted.toSorted((a, b) => a - b);
      const buckets = sorted.slice(1).map((upper, i) => ({ lower: sorted[i] ?? 0, upper }));
      const last = buckets.length - 1;
      const { run } = modelOf(
        messageOf((writer) => {
          writer.addHistogramMetric("h", { values: doubles("values", given), buckets });
        }),
      );
      const body = run.metrics[0]?.groups[0]?.body;
      if (body?.kind !== "histogram") throw new Error(`it is ${body?.kind}`);
      const expected = buckets.map(
        ({ lower, upper }, i) =>
          given.filter((v) => v >= lower && (v < upper || (i === last && v === upper))).length,
      );
      const counted = buckets.map((_, i) =>
        body.counts.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0),
      );
      expect(counted).toEqual(expected);
      expect(body.outside).toBe(given.length - expected.reduce((sum, n) => sum + n, 0));
    }),
  );
});
