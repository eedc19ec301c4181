import {
  doubles,
  fromSeconds,
  groupBy,
  histogramBuckets,
  type JobMetrics,
  MetricsWriter,
  statuses,
  strings,
  timestamps,
  uuids,
} from "@metrics-project/runtime";
import type { RunSource } from "../view/model/runSource.js";

const samples = 600;
const start = 1_767_603_600;
/** Start times of a mission's phases, in seconds. */
const moments = [0, 4, 17, 23, 38, 45, 57];

/** A synthetic batch of a warehouse robot's tests, for the pictures of the README. */
export function showcase(): RunSource[] {
  const run = (kind: RunSource["kind"], name: string, message: JobMetrics, time: string) => ({
    kind,
    name,
    message,
    facts: [["time", time] as const],
  });
  return [
    run("test", "aisle-3", testMessage(0.9, 1), "1.84 s"),
    run("test", "cold-store", testMessage(0.72, 2), "1.79 s"),
    run("test", "dock-1", testMessage(0.6, 3), "1.42 s"),
    run("test", "ramp-2", testMessage(1.02, 4), "1.91 s"),
    run("batch", "batch", batchMessage(), "0.62 s"),
    run("report", "report", reportMessage(), "0.55 s"),
  ];
}

/** Reproducible pseudo-noise. */
function noise(i: number, seed: number): number {
  const x = Math.sin(i * 12.9898 + seed * 78.233) * 43758.5453;
  return x - Math.floor(x) - 0.5;
}

function testMessage(pace: number, seed: number): JobMetrics {
  const writer = new MetricsWriter();
  const time = timestamps(
    "time",
    Array.from({ length: samples }, (_, i) => fromSeconds(start + i / 10)),
  );
  const wave = (i: number) => Math.max(0, Math.sin(i / 48) + 0.55 * Math.sin(i / 17 + seed));
  const speeds = Float64Array.from({ length: samples }, (_, i) => pace * wave(i));
  const wanted = Float64Array.from({ length: samples }, (_, i) => pace * wave(i + 4) * 0.94);
  const speed = doubles("speed", speeds, { index: time, unit: "m/s" });
  const errors = Float64Array.from(
    { length: samples },
    (_, i) => 0.018 + 0.02 * Math.abs(noise(i, seed)) + 0.03 * Math.max(0, Math.sin(i / 60 + seed)),
  );
  const error = doubles("position error", errors, { index: time, unit: "m" });
  const top = speeds.reduce((a, b) => Math.max(a, b), 0);

  writer.addScalarMetric("Distance traveled", {
    value: speeds.reduce((sum, value) => sum + value / 10, 0),
    unit: "m",
    failsBelow: 10,
    importance: "HIGH",
  });
  writer.addScalarMetric("Top speed", { value: top, unit: "m/s", failsAbove: 1.4 });
  writer.addScalarMetric("Closest obstacle", {
    value: 0.42 - 0.3 * (pace - 0.6),
    unit: "m",
    failsBelow: 0.3,
    status: pace > 1 ? "FAIL_BLOCK" : "PASSED",
    importance: "CRITICAL",
  });
  writer.addScalarMetric("Emergency stops", { value: pace > 1 ? 1 : 0, unit: "", failsAbove: 0.5 });
  writer.addDoubleOverTimeMetric("Speed", {
    description: "Driven against planned; the limit holds inside of the aisles",
    lines: [
      { values: speed, legend: "driven", failsAbove: 1.4 },
      { values: doubles("planned speed", wanted, { index: time }), legend: "planned" },
    ],
    yAxisName: "Speed (m/s)",
  });
  writer.addDoubleOverTimeMetric("Position error", {
    description: "Distance between estimate and ground truth",
    lines: [{ values: error, failsAbove: 0.055 }],
  });
  writer.addStatesOverTimeMetric("Mission", {
    series: [
      { states: phases("mission", ["IDLE", "DRIVE", "LIFT", "DRIVE", "LOWER", "DRIVE", "IDLE"]) },
      {
        states: phases("safety", [
          "CLEAR",
          "SLOW",
          "CLEAR",
          pace > 1 ? "STOP" : "SLOW",
          "CLEAR",
          "CLEAR",
          "CLEAR",
        ]),
      },
    ],
    statesSet: ["IDLE", "DRIVE", "LIFT", "LOWER", "CLEAR", "SLOW", "STOP"],
    failureStates: ["STOP"],
  });
  writer.addHistogramMetric("Speed distribution", {
    values: speed,
    statuses: statuses(
      "speed status",
      Array.from(speeds, (value) => (value > 1.4 ? "FAIL_WARN" : "PASSED")),
      { index: time },
    ),
    buckets: histogramBuckets({ from: 0, values: speed, count: 24 }),
    lowerBound: 0,
  });
  writer.addPlotlyMetric("Path driven", {
    description: "Seen from above",
    figure: pathFigure(seed),
  });
  writer.addTextMetric("Notes", {
    text: [
      "**Conditions** wet floor, two pedestrians, pallet 0.9 m wide",
      "| Sensor | Rate | Dropped |",
      "| --- | ---: | ---: |",
      "| lidar | 10 Hz | 0 |",
      "| front camera | 30 Hz | 4 |",
      "| wheel odometry | 50 Hz | 0 |",
    ].join("\n"),
  });
  addEvents(writer, pace);
  return writer.write();
}

function phases(name: string, states: string[]) {
  const index = timestamps(
    `${name} changes`,
    states.map((_, i) => fromSeconds(start + (moments[i] ?? 0))),
  );
  return strings(name, states, { index });
}

function addEvents(writer: MetricsWriter, pace: number): void {
  writer.addEvent("Mission accepted", { timestamp: fromSeconds(start + 2), status: "PASSED" });
  writer.addEvent("Pallet lifted", {
    timestamp: fromSeconds(start + 19.5),
    status: "PASSED",
    tags: ["fork"],
  });
  if (pace > 1) {
    const braking = writer.addScalarMetric("Braking distance", {
      value: 0.61,
      unit: "m",
      failsAbove: 0.5,
      eventMetric: true,
    });
    writer.addEvent("Protective stop", {
      timestamp: fromSeconds(start + 24.25),
      description: "A pedestrian stepped into the protective field",
      status: "FAIL_BLOCK",
      importance: "CRITICAL",
      tags: ["safety", "lidar"],
      metrics: [braking],
    });
  }
  writer.addEvent("Pallet set down", { timestamp: fromSeconds(start + 41), status: "PASSED" });
}

function pathFigure(seed: number) {
  const points = Array.from({ length: 200 }, (_, i) => i / 199);
  const path = (offset: number) => ({
    x: points.map((t) => 18 * t + offset * noise(Math.round(t * 40), seed)),
    y: points.map((t) => 3 * Math.sin(t * 5 + seed) * t + offset * noise(Math.round(t * 30), 9)),
  });
  return {
    data: [
      { type: "scatter" as const, mode: "lines" as const, name: "ground truth", ...path(0) },
      { type: "scatter" as const, mode: "lines" as const, name: "estimate", ...path(0.25) },
    ],
    layout: {
      xaxis: { title: { text: "x (m)" } },
      yaxis: { title: { text: "y (m)" }, scaleanchor: "x" as const },
      legend: { orientation: "h" as const, y: 1.12 },
    },
  };
}

function batchMessage(): JobMetrics {
  const writer = new MetricsWriter();
  const names = strings("test", ["aisle-3", "cold-store", "dock-1", "ramp-2"]);
  writer.addScalarMetric("Mean speed", { value: 0.482, unit: "m/s", importance: "HIGH" });
  writer.addBarChartMetric("Position error by test", {
    bars: [
      {
        values: doubles("median error", [0.031, 0.034, 0.028, 0.036], { index: names }),
        legend: "median",
      },
      {
        values: doubles("worst error", [0.058, 0.061, 0.052, 0.067], { index: names }),
        statuses: statuses("worst status", ["PASSED", "FAIL_WARN", "PASSED", "FAIL_BLOCK"], {
          index: names,
        }),
        legend: "worst",
      },
    ],
    yAxisName: "Error (m)",
  });
  const robots = strings(
    "robot",
    Array.from({ length: 240 }, (_, i) => `forklift-${1 + (i % 3)}`),
  );
  const values = doubles(
    "clearance",
    Array.from({ length: 240 }, (_, i) => 0.6 + 0.5 * noise(i, 5) + 0.1 * (i % 3)),
    { unit: "m" },
  );
  writer.addHistogramMetric("Clearance by robot", {
    values: groupBy(values, robots),
    buckets: histogramBuckets({ values, count: 16 }),
    xAxisName: "Clearance (m)",
  });
  return writer.write();
}

function reportMessage(): JobMetrics {
  const writer = new MetricsWriter();
  const ids = Array.from(
    { length: 8 },
    (_, i) => `${String(i + 1).repeat(8)}-0000-4000-8000-000000000000`,
  );
  const batches = uuids("batches", ids);
  const times = timestamps(
    "started",
    ids.map((_, i) => fromSeconds(start - (7 - i) * 86_400)),
    { index: batches },
  );
  const outcome = (name: string, counts: number[], color: string) => ({
    category: name,
    times,
    values: doubles(`${name} tests`, counts, { index: batches }),
    color,
  });
  writer.addBatchwiseBarChartMetric("Outcomes per batch", {
    projectID: "00000000-0000-4000-8000-000000000001",
    categories: [
      outcome("passed", [18, 19, 17, 20, 21, 21, 22, 21], "#2e8b57"),
      outcome("warned", [4, 3, 4, 2, 2, 2, 1, 2], "#d68a00"),
      outcome("blocked", [2, 2, 3, 2, 1, 1, 1, 1], "#cf3a3a"),
    ],
    stackBars: true,
    yAxisName: "Tests",
  });
  return writer.write();
}
