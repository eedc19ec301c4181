import { doubles, MetricsWriter, TestNames, unpackJobMetrics } from "@metrics-project/runtime";
import { expect, it } from "vitest";

function testWith(metrics: readonly string[], data: readonly string[]) {
  const writer = new MetricsWriter();
  for (const name of metrics) writer.addScalarMetric(name, { value: 1 });
  for (const name of data) writer.addMetricsData(doubles(name, [1]));
  return unpackJobMetrics(writer.write());
}

const wanted = { metrics: { Distance: "SCALAR" }, data: { speed: "doubles" } } as const;

it("reports nothing if every test has the metric", () => {
  const names = new TestNames();
  names.add(testWith(["Distance", "Other"], ["speed"]));
  expect(names.describeMissing(wanted)).toBeUndefined();
});

it("names the tests that lack a metric, and the metrics that they have", () => {
  const names = new TestNames();
  names.add(testWith(["Distance"], ["velocity"]));
  names.add(testWith(["Path length"], ["velocity"]));
  const text = names.describeMissing(wanted);
  expect(text).toContain('- 1 of 2 tests lack the metric "Distance" (SCALAR)');
  expect(text).toContain('- none of 2 tests has the data "speed" (doubles)');
  expect(text).toContain('Metrics that tests have: "Distance", "Path length".');
  expect(text).toContain('Data that tests have: "velocity".');
});

it("reports a name that belongs to another kind", () => {
  const names = new TestNames();
  names.add(testWith(["Distance"], []));
  expect(names.describeMissing({ metrics: { Distance: "TEXT" } })).toContain(
    'none of 1 tests has the metric "Distance" (TEXT); found 1 as SCALAR',
  );
});

it("reports that there are no tests", () => {
  expect(new TestNames().describeMissing(wanted)).toContain("no tests");
});
