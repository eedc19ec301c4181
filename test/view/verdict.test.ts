import {
  doubles,
  externalFile,
  fromNanoseconds,
  fromSeconds,
  groupBy,
  histogramBuckets,
  type JobMetrics,
  MetricsWriter,
  statuses,
  strings,
  timestamps,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { notJudged } from "../../generators/view/common/words.js";
import { vector } from "./messages.js";
import { modelOf } from "./modelOf.js";

function messageOf(fill: (writer: MetricsWriter) => void): JobMetrics {
  const writer = new MetricsWriter();
  fill(writer);
  return writer.write();
}

const time = timestamps(
  "time",
  [0, 10, 20, 30].map((at) => fromSeconds(at)),
);

function reasons(fill: (writer: MetricsWriter) => void): string[] {
  return modelOf(messageOf(fill)).run.reasons.map(({ text }) => text);
}

describe("why a run is red", () => {
  test.each<[string, (writer: MetricsWriter) => void, string[]]>([
    [
      "a scalar beyond its limit",
      (writer) => writer.addScalarMetric("Speed", { value: 12, unit: "m/s", failsAbove: 10 }),
      ["Speed: 12 m/s, limit 10 m/s"],
    ],
    [
      "by so little that six digits do not show it",
      (writer) => writer.addScalarMetric("Speed", { value: 2.0000004, failsAbove: 2 }),
      ["Speed: 2.0000004, limit 2"],
    ],
    [
      "the worst sample of a group, and how many there are",
      (writer) => {
        const robots = strings("robot", ["ego", "forklift", "forklift", "forklift"], {
          index: time,
        });
        const values = doubles("clearance", [1, -0.5, -1, 2], { index: time, unit: "m" });
        writer.addDoubleOverTimeMetric("Clearance", {
          lines: [{ values: groupBy(values, robots), failsBelow: 0 }],
        });
      },
      ["Clearance, group forklift: −1 m at 20 s, limit 0 m; 2 samples"],
    ],
    [
      "a line among several",
      (writer) =>
        writer.addDoubleOverTimeMetric("Wheels", {
          lines: [
            { values: doubles("left", [1, 1, 1, 1], { index: time }), failsAbove: 2 },
            { values: doubles("right", [1, 1, 3, 1], { index: time }), failsAbove: 2 },
          ],
        }),
      ["Wheels: right 3 at 20 s, limit 2"],
    ],
    [
      "a state",
      (writer) =>
        writer.addStatesOverTimeMetric("Mode", {
          series: [{ states: strings("mode", ["GO", "GO", "CRASH", "GO"], { index: time }) }],
          failureStates: ["CRASH"],
        }),
      ["Mode: CRASH at 20 s"],
    ],
    [
      "bars",
      (writer) => {
        const index = strings("sensor", ["lidar", "imu"]);
        writer.addBarChartMetric("Latency", {
          bars: [
            {
              values: doubles("latency", [250, 300], { index }),
              statuses: statuses("s", ["FAIL_WARN", "FAIL_BLOCK"], { index }),
            },
          ],
        });
      },
      ["Latency: imu is 300; 2 bars"],
    ],
    [
      "buckets of a histogram",
      (writer) => {
        const index = strings("n", ["a", "b", "c"]);
        writer.addHistogramMetric("Errors", {
          values: doubles("error", [1, 2, 9], { index }),
          statuses: statuses("s", ["PASSED", "PASSED", "FAIL_BLOCK"], { index }),
          buckets: histogramBuckets({ from: 0, to: 10, count: 5 }),
          lowerBound: 0,
          upperBound: 10,
        });
      },
      ["Errors: 1 of 3 values, the first of them between 8 and 10"],
    ],
    [
      "what the build says without a value",
      (writer) => writer.addTextMetric("Report", { text: "bad", status: "FAIL_BLOCK" }),
      ["Report: blocking set by the build; no value explains it"],
    ],
    [
      "a metric that is not displayed",
      (writer) =>
        writer.addScalarMetric("Secret", { value: 3, failsAbove: 2, shouldDisplay: false }),
      ["Secret: 3, limit 2 (a metric that is not displayed)"],
    ],
    [
      "an event metric of no event, and one of an event",
      (writer) => {
        const options = { value: 3, failsAbove: 2, eventMetric: true };
        writer.addScalarMetric("Lost", options);
        const metric = writer.addScalarMetric("Braking", options);
        writer.addEvent("Stop", { timestamp: fromSeconds(1), metrics: [metric] });
      },
      [
        "Lost: 3, limit 2 (an event metric without an event: the platform does not show it)",
        "Braking: 3, limit 2 (a metric of the event Stop)",
      ],
    ],
    [
      "an event without metrics",
      (writer) =>
        writer.addEvent("Collision", { timestamp: fromSeconds(12), status: "FAIL_BLOCK" }),
      ["Collision: blocking event at 12 s"],
    ],
    [
      "the worst first",
      (writer) => {
        writer.addScalarMetric("A", { value: 3, failsAbove: 2 });
        writer.addScalarMetric("B", { value: 3, failsAbove: 2, blocking: true });
      },
      ["B: 3, limit 2", "A: 3, limit 2"],
    ],
    ["nothing", (writer) => writer.addScalarMetric("Fine", { value: 1, failsAbove: 2 }), []],
  ])("%s", (_what, fill, expected) => {
    expect(reasons(fill)).toEqual(expected);
  });

  test("every metric of the platform's own example that failed has a sentence", () => {
    const { run } = modelOf(vector("kitchen_sink"));
    const failed = run.metrics.filter(({ status }) => status === 2 || status === 5);
    const told = new Set(run.reasons.map(({ metric = -1 }) => run.metrics[metric]?.name));
    expect([...told].sort()).toEqual(failed.map(({ name }) => name).sort());
    expect([...told].sort()).toEqual([
      "Braking distance",
      "Clearance at one second",
      "Pallet detector PR",
      "Ramp peak acceleration",
      "Sensor latency",
      "Wheel tracking error",
    ]);
  });
});

describe("passed means passed", () => {
  test.each<[string, (writer: MetricsWriter) => unknown, boolean]>([
    [
      "a limit that holds",
      (writer) => writer.addScalarMetric("x", { value: 1, failsAbove: 2 }),
      true,
    ],
    ["no limit", (writer) => writer.addScalarMetric("x", { value: 1 }), false],
    [
      "a line with a limit",
      (writer) =>
        writer.addDoubleOverTimeMetric("x", {
          lines: [{ values: doubles("v", [1, 2, 3, 4], { index: time }), failsAbove: 9 }],
        }),
      true,
    ],
    [
      "a line without one",
      (writer) =>
        writer.addDoubleOverTimeMetric("x", {
          lines: [{ values: doubles("v", [1, 2, 3, 4], { index: time }) }],
        }),
      false,
    ],
    [
      "states of which none is a failure",
      (writer) =>
        writer.addStatesOverTimeMetric("x", {
          series: [{ states: strings("m", ["A", "B", "A", "B"], { index: time }) }],
        }),
      false,
    ],
  ])("%s is judged or not", (_what, fill, judged) => {
    const [metric] = modelOf(messageOf(fill)).run.metrics;
    expect(metric?.status).toBe(1);
    expect(metric?.shown).toBe(judged ? 1 : notJudged);
  });

  test("a verdict names its NaN values, missing images and unused data", () => {
    const { run } = modelOf(
      messageOf((writer) => {
        writer.addDoubleOverTimeMetric("Speed", {
          lines: [{ values: doubles("v", [1, Number.NaN, 3, 4], { index: time }), failsAbove: 9 }],
        });
        writer.addImageMetric("Camera", { image: externalFile("front", "front.png") });
        writer.addScalarMetric("Orphan", { value: 1, failsAbove: 2, eventMetric: true });
      }),
    );
    expect(run.remarks.map(({ text }) => text)).toEqual([
      "Speed: 1 of 4 values are NaN or infinite",
      "Camera: image front.png is missing: the file was not read",
      "Orphan: an event metric without an event: the platform does not show it",
    ]);
  });
});

describe("moments of failure", () => {
  test("are the beginnings of stretches, in order of time over all metrics and events", () => {
    const { run } = modelOf(
      messageOf((writer) => {
        writer.addDoubleOverTimeMetric("Speed", {
          lines: [
            { values: doubles("v", [5, 5, 1, 5], { index: time, unit: "m/s" }), failsAbove: 4 },
          ],
        });
        writer.addEvent("Stop", { timestamp: fromSeconds(15), status: "FAIL_BLOCK" });
      }),
    );
    expect(run.moments.map(({ time, text }) => [time, text])).toEqual([
      [0, "Speed: 5 m/s at 0 s"],
      [15, "Stop"],
      [30, "Speed: 5 m/s at 30 s"],
    ]);
  });

  test("events without a date are placed on the clock of data with one, with a note", () => {
    const start = 1_767_603_600_500_000_000n;
    const index = timestamps("stamps", [
      fromNanoseconds(start),
      fromNanoseconds(start + 60_000_000_000n),
    ]);
    const { run } = modelOf(
      messageOf((writer) => {
        writer.addDoubleOverTimeMetric("Speed", {
          lines: [{ values: doubles("v", [1, 2], { index }) }],
        });
        writer.addEvent("Relative", { timestamp: fromSeconds(12), timestampType: "RELATIVE" });
      }),
    );
    expect(run.events[0]).toMatchObject({ time: 12.5, undated: true, calendar: false });
  });
});
