import {
  doubles,
  fromNanoseconds,
  fromSeconds,
  groupBy,
  histogramBuckets,
  MetricsWriter,
  strings,
  timestamps,
  uuids,
} from "@metrics-project/runtime";
import { expect, test } from "vitest";
import type { Body, MetricView, RunView } from "../../generators/view/model/pageData.js";
import { vector } from "./messages.js";
import { modelOf } from "./modelOf.js";

function metricOf(run: RunView, name: string): MetricView {
  const found = run.metrics.find((metric) => metric.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}

function bodyOf<K extends Body["kind"]>(run: RunView, name: string, kind: K) {
  const body = metricOf(run, name).groups[0]?.body;
  if (body?.kind !== kind) throw new Error(`${name} is ${body?.kind}`);
  return body as Extract<Body, { kind: K }>;
}

test("metrics are in the platform's order: by order, unset last, ties by name", () => {
  const writer = new MetricsWriter();
  for (const [name, order] of [
    ["d", undefined],
    ["c", 2],
    ["b", 2],
    ["a", 3],
    ["e", undefined],
  ] as const) {
    writer.addScalarMetric(name, { value: 1, ...(order === undefined ? {} : { order }) });
  }
  const message = writer.write();
  for (const metric of message.jobLevelMetrics?.metrics ?? []) {
    if (metric.name === "d" || metric.name === "e") metric.order = undefined;
  }
  expect(modelOf(message).run.metrics.map(({ name }) => name)).toEqual(["b", "c", "a", "d", "e"]);
});

test("calendar times keep their nanoseconds, counted from the earliest second", () => {
  const writer = new MetricsWriter();
  const start = 1_767_603_600_123_456_789n;
  const index = timestamps("time", [
    fromNanoseconds(start),
    fromNanoseconds(start + 1_000_000_001n),
  ]);
  writer.addDoubleOverTimeMetric("Speed", {
    lines: [{ values: doubles("speed", [1, 2], { index, unit: "m/s" }) }],
  });
  writer.addEvent("Stop", { timestamp: fromNanoseconds(start + 5n) });
  const { run, doublesAt } = modelOf(writer.write());
  const body = bodyOf(run, "Speed", "lines");
  expect(body.x.origin).toBe("2026-01-05T09:00:00.000Z");
  expect(body.y.name).toBe("speed (m/s)");
  expect(doublesAt(body.lines[0]?.x ?? -1)).toEqual([0.123456789, 1.12345679]);
  expect(run.events[0]).toMatchObject({
    calendar: true,
    time: 0.123456794,
    timeText: "2026-01-05 09:00:00.123456794 UTC",
  });
});

test("an axis of several series is named by the unit that they share", () => {
  const writer = new MetricsWriter();
  const index = timestamps("time", [fromSeconds(0), fromSeconds(1)]);
  const [x, y, heading] = [
    doubles("x", [1, 2], { index, unit: "m" }),
    doubles("y", [1, 2], { index, unit: "m" }),
    doubles("heading", [1, 2], { index, unit: "rad" }),
  ];
  writer.addDoubleOverTimeMetric("One", { lines: [{ values: x }] });
  writer.addDoubleOverTimeMetric("Both", { lines: [{ values: x }, { values: y }] });
  writer.addDoubleOverTimeMetric("All", {
    lines: [{ values: x }, { values: y }, { values: heading }],
  });
  const { run } = modelOf(writer.write());
  const names = ["One", "Both", "All"].map((name) => bodyOf(run, name, "lines").y.name);
  expect(names).toEqual(["x (m)", "m", ""]);
  const legends = bodyOf(run, "All", "lines").lines.map(({ legend }) => legend);
  expect(legends).toEqual(["x (m)", "y (m)", "heading (rad)"]);
});

test("times since the start of a test stay unchanged", () => {
  const writer = new MetricsWriter();
  const index = timestamps("time", [fromSeconds(2.5), fromSeconds(3)]);
  writer.addDoubleOverTimeMetric("Speed", {
    lines: [{ values: doubles("speed", [1, 2], { index }) }],
  });
  const { run, doublesAt } = modelOf(writer.write());
  const body = bodyOf(run, "Speed", "lines");
  expect(body.x.origin).toBeUndefined();
  expect(doublesAt(body.lines[0]?.x ?? -1)).toEqual([2.5, 3]);
});

test("a histogram counts into half-open buckets, the last one closed", () => {
  const writer = new MetricsWriter();
  writer.addHistogramMetric("Errors", {
    values: doubles("error", [0, 0.5, 1, 1.99, 2, 3, 3.0001, -0.1, Number.NaN], { unit: "m" }),
    buckets: histogramBuckets({ from: 0, to: 3, count: 3 }),
    lowerBound: 0,
    upperBound: 3,
  });
  const body = bodyOf(modelOf(writer.write()).run, "Errors", "histogram");
  const sum = body.counts.reduce(
    (all, { counts }) => all.map((n, i) => n + (counts[i] ?? 0)),
    [0, 0, 0],
  );
  expect(sum).toEqual([2, 2, 2]);
  expect(body).toMatchObject({ total: 9, outside: 3, xName: "error (m)" });
});

test("a summary shows the value at its index, and a row for each group", () => {
  const { run } = modelOf(vector("kitchen_sink"));
  expect(bodyOf(run, "Ramp peak acceleration", "summary").rows).toMatchObject([
    { label: "ramp", value: 2.5 },
  ]);
  expect(bodyOf(run, "Clearance at one second", "summary").rows).toMatchObject([
    { label: "1 s", value: 0.75 },
  ]);
  expect(bodyOf(run, "Top speeds", "summary").rows).toMatchObject([
    { category: "ego", value: 2.25 },
    { category: "cart", value: 0.5 },
  ]);
});

test("grouped data is offered group by group", () => {
  const writer = new MetricsWriter();
  const time = timestamps(
    "time",
    [0, 1, 2, 3].map((seconds) => fromSeconds(seconds)),
  );
  const robots = strings("robot", ["a", "b", "a", "b"], { index: time });
  const speed = doubles("speed", [1, 2, 3, 4], { index: time });
  writer.addDoubleOverTimeMetric("Speed", { lines: [{ values: groupBy(speed, robots) }] });
  const { run, doublesAt } = modelOf(writer.write());
  const values = metricOf(run, "Speed").groups.map(({ name, body }) => [
    name,
    body.kind === "lines" ? doublesAt(body.lines[0]?.y ?? -1) : body.kind,
  ]);
  expect(values).toEqual([
    ["a", [1, 3]],
    ["b", [2, 4]],
  ]);
});

test("batches are in order of time, for any order of the data", () => {
  const writer = new MetricsWriter();
  const ids = ["1", "2", "3"].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);
  const index = uuids("batch", ids);
  writer.addBatchwiseBarChartMetric("Outcomes", {
    projectID: "00000000-0000-4000-8000-000000000001",
    categories: [
      {
        category: "passed",
        times: timestamps(
          "times",
          [30, 10, 20].map((seconds) => fromSeconds(seconds)),
          { index },
        ),
        values: doubles("passed", [3, 1, 2], { index }),
      },
    ],
  });
  const body = bodyOf(modelOf(writer.write()).run, "Outcomes", "batchwise");
  expect(body.batches.map(({ time }) => time)).toEqual(["10 s", "20 s", "30 s"]);
  expect(body.bars[0]?.at).toEqual([2, 0, 1]);
});

test("numbers that JSON cannot represent survive", () => {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Endless", { value: Number.POSITIVE_INFINITY });
  const body = bodyOf(modelOf(writer.write()).run, "Endless", "scalar");
  expect(Number(body.value)).toBe(Number.POSITIVE_INFINITY);
});

test("data that several metrics share is held once", () => {
  const writer = new MetricsWriter();
  const index = timestamps("time", [fromSeconds(0), fromSeconds(1)]);
  const values = doubles("speed", [1, 2], { index });
  writer.addDoubleOverTimeMetric("One", { lines: [{ values }] });
  writer.addDoubleOverTimeMetric("Two", { lines: [{ values }] });
  const { run } = modelOf(writer.write());
  const refs = (name: string) => {
    const [line] = bodyOf(run, name, "lines").lines;
    return [line?.x, line?.y];
  };
  expect(refs("One")).toEqual(refs("Two"));
});
