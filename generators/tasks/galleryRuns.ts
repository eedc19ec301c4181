import { doubles, histogramBuckets, MetricsWriter, strings } from "@metrics-project/runtime";
import {
  type Agent,
  addEpisodes,
  associate,
  byIoU,
  clearanceBetween,
  closestApproach,
  comfortOf,
  curvatureOf,
  type DetectionBox,
  type DetectionFrame,
  detectionQuality,
  driftOf,
  episodesOf,
  gapsOf,
  HistogramCounts,
  nuPlanComfort,
  overTimeMetric,
  pathLength,
  rateOf,
  relativePoseError,
  rollingMean,
  rollingQuantile,
  Summary,
  speedOf,
  stepResponseOf,
  type Trajectory,
  timeToCollision,
  timeToGoal,
  trackingOf,
  trajectoryErrorMetric,
  yawOf,
  yawRateOf,
} from "@metrics-project/runtime/robotics";
import { trajectoryError } from "@metrics-project/runtime/robotics/alignment";
import { QuantileSketch } from "@metrics-project/runtime/robotics/sketch";
import type { RunSource } from "../view/model/runSource.js";
import { driveLap, estimateOf, noise } from "./galleryLogs.js";
import {
  addAlignment,
  addColumns,
  addDerivatives,
  addFrames,
  addObjects,
  addTraffic,
} from "./galleryScenes.js";

/** A run for each group of functions, on a synthetic lap of a robot. */
export function galleryRuns(): RunSource[] {
  const truth = driveLap(0.02);
  const estimate = estimateOf(truth);
  const groups: Record<string, (writer: MetricsWriter) => void> = {
    time: (writer) => addTime(writer, truth, estimate),
    columns: (writer) => addColumns(writer, truth),
    trajectories: (writer) => addTrajectories(writer, truth, estimate),
    alignment: (writer) => addAlignment(writer, truth, estimate),
    motion: (writer) => addMotion(writer, truth),
    derivatives: (writer) => addDerivatives(writer, truth, estimate),
    frames: (writer) => addFrames(writer, truth),
    routes: addRoutes,
    safety: (writer) => addSafety(writer, truth),
    traffic: (writer) => addTraffic(writer, truth),
    comfort: (writer) => addComfort(writer, truth),
    detection: addDetection,
    objects: addObjects,
    episodes: (writer) => addSpeeding(writer, truth),
    summaries: addSummaries,
  };
  return Object.entries(groups).map(([name, add]) => {
    const writer = new MetricsWriter();
    add(writer);
    return { kind: "test", name, message: writer.write(), facts: [] };
  });
}

function addTime(writer: MetricsWriter, truth: Trajectory, estimate: Trajectory): void {
  const { matched, of, maxDifference } = associate(estimate.time, truth.time);
  const rate = rateOf(estimate.time);
  const gaps = gapsOf(estimate.time, { longerThan: 0.5 });
  const speed = speedOf(estimate, { window: 0.2 });
  writer.addScalarMetric("Poses matched", {
    description: `associate: ${matched} of ${of.a}, at most ${(maxDifference * 1e3).toFixed(1)} ms apart`,
    value: matched,
  });
  writer.addScalarMetric("Rate", {
    description: "rateOf: the median",
    value: rate.median,
    unit: "Hz",
    failsBelow: 10,
  });
  writer.addScalarMetric("Gaps beyond 0.5 s", {
    description: `gapsOf: the longest is ${rate.longestGap.toFixed(2)} s`,
    value: gaps.length,
    failsAbove: 0,
  });
  const window = 2;
  const lines = {
    "speed of 0.2 s": speed,
    "rolling mean": rollingMean(estimate.time, speed, { window }),
    "rolling 95 %": rollingQuantile(estimate.time, speed, 0.95, { window }),
  };
  for (const [name, values] of Object.entries(lines)) {
    const column = { time: estimate.time, values, unit: "m/s" };
    writer.addDoubleOverTimeMetric(`Speed: ${name}`, overTimeMetric(name, column));
  }
}

function addTrajectories(writer: MetricsWriter, truth: Trajectory, estimate: Trajectory): void {
  const limits = { warn: 0.1, block: 0.5 };
  const aligned = trajectoryError(estimate, truth);
  const raw = trajectoryError(estimate, truth, { alignment: "none" });
  const { translation } = relativePoseError(estimate, truth, { delta: { seconds: 1 } });
  const drift = driftOf(estimate, truth, { lengths: [5, 10, 20] });
  const figure = (value: number, description: string) => ({ value, description, unit: "m" });
  writer.addScalarMetric("ATE", figure(aligned.position.rmse, "rmse, aligned by se3"));
  writer.addScalarMetric("ATE, not aligned", figure(raw.position.rmse, "the frames differ"));
  writer.addScalarMetric("Drift", {
    description: "driftOf, over 5, 10 and 20 m",
    value: drift.translation * 100,
    unit: "%",
  });
  writer.addDoubleOverTimeMetric("Position error, aligned", trajectoryErrorMetric(aligned, limits));
  writer.addDoubleOverTimeMetric(
    "Position error, not aligned",
    trajectoryErrorMetric(raw, { name: "raw error" }),
  );
  writer.addDoubleOverTimeMetric(
    "Relative pose error over 1 s",
    trajectoryErrorMetric(translation, { warn: 0.1, name: "relative error" }),
  );
  const line = (name: string, { x, y }: Pick<Trajectory, "x" | "y">) => ({
    type: "scatter" as const,
    mode: "lines" as const,
    name,
    x: Array.from(x),
    y: Array.from(y),
  });
  writer.addPlotlyMetric("Paths", {
    figure: {
      data: [line("truth", truth), line("estimate", estimate), line("aligned", aligned.aligned)],
      layout: { yaxis: { scaleanchor: "x" } },
    },
  });
}

function addMotion(writer: MetricsWriter, truth: Trajectory): void {
  const { time } = truth;
  writer.addScalarMetric("Distance", {
    description: "pathLength",
    value: pathLength(truth),
    unit: "m",
  });
  const columns = {
    speed: [speedOf(truth), "m/s"],
    "yaw rate": [yawRateOf(truth, { window: 0.5 }), "rad/s"],
    curvature: [curvatureOf(truth, { window: 0.5 }), "1/m"],
  } as const;
  for (const [name, [values, unit]] of Object.entries(columns)) {
    writer.addDoubleOverTimeMetric(
      `${name} over time`,
      overTimeMetric(name, { time, values, unit }),
    );
  }
}

function addRoutes(writer: MetricsWriter): void {
  const route = driveLap(0);
  const driven = driveLap(0.15);
  const { time, crossTrack, heading, completion } = trackingOf(driven, route);
  writer.addScalarMetric("Completion", {
    description: "trackingOf",
    value: completion * 100,
    unit: "%",
    failsBelow: 95,
  });
  const seconds = timeToGoal(driven, { x: -10, y: 0 }, 0.5);
  if (seconds !== undefined) {
    writer.addScalarMetric("Time to goal", {
      description: "timeToGoal",
      value: seconds,
      unit: "s",
    });
  }
  // It is positive to the left: the limit applies to both sides.
  const cross = { time, values: crossTrack.map(Math.abs), unit: "m" };
  writer.addDoubleOverTimeMetric(
    "Cross-track error",
    overTimeMetric("cross-track error", cross, { warn: 0.1 }),
  );
  if (heading !== undefined) {
    const column = { time, values: heading, unit: "rad" };
    writer.addDoubleOverTimeMetric("Heading error", overTimeMetric("heading error", column));
  }
  // A speed controller with a setpoint of 1 m/s.
  const steps = time.subarray(0, 121);
  const values = Float64Array.from(steps, (_, at) => {
    const t = at / 20;
    return 1 - Math.exp(-1.4 * t) * (Math.cos(3 * t) + 0.45 * Math.sin(3 * t));
  });
  const step = stepResponseOf(steps, values, { from: 0, to: 1 });
  writer.addDoubleOverTimeMetric(
    "Step response",
    overTimeMetric(
      "step",
      { time: steps, values, unit: "m/s" },
      {
        description: `stepResponseOf: overshoot ${(step.overshoot * 100).toFixed(1)} %, rise ${step.riseTime?.toFixed(2)} s, settled after ${step.settlingTime?.toFixed(2)} s.`,
      },
    ),
  );
}

function addSafety(writer: MetricsWriter, truth: Trajectory): void {
  const { time } = truth;
  const yaws = yawOf(truth);
  const speeds = speedOf(truth, { window: 0.5 });
  const robot = { kind: "box", length: 1.2, width: 0.8 } as const;
  const person = { kind: "disc", radius: 0.3 } as const;
  const agents = (at: number): [Agent, Agent] => {
    const [yaw, speed] = [yaws[at] ?? 0, speeds[at] ?? 0];
    const place = { x: truth.x[at] ?? 0, y: truth.y[at] ?? 0, yaw };
    const motion = { vx: speed * Math.cos(yaw), vy: speed * Math.sin(yaw) };
    const walker = { x: 8, y: -11 + at / 80, yaw: Math.PI / 2, vx: 0, vy: 0.25 };
    return [
      { ...place, ...motion, footprint: robot },
      { ...walker, footprint: person },
    ];
  };
  const at = [...time.keys()];
  const clearance = Float64Array.from(at, (i) => {
    const [a, b] = agents(i);
    return clearanceBetween(a.footprint, a, b.footprint, b);
  });
  // Without a collision within the horizon there is no time to collision: the chart shows the horizon.
  const horizon = 10;
  const ttc = Float64Array.from(at, (i) =>
    Math.min(horizon, timeToCollision(...agents(i), { horizon })),
  );
  const nearest = clearance.indexOf(clearance.reduce((a, b) => Math.min(a, b)));
  const before = closestApproach(...agents(Math.max(0, nearest - 40)), { horizon });
  writer.addScalarMetric("Closest approach", {
    description: `closestApproach, as foreseen 2 s before: after ${before.seconds.toFixed(2)} s`,
    value: before.clearance,
    unit: "m",
  });
  writer.addDoubleOverTimeMetric(
    "Clearance",
    overTimeMetric(
      "clearance",
      { time, values: clearance, unit: "m" },
      {
        warn: 1,
        block: 0.2,
        fails: "below",
      },
    ),
  );
  writer.addDoubleOverTimeMetric(
    "Time to collision",
    overTimeMetric(
      "time to collision",
      { time, values: ttc, unit: "s" },
      {
        warn: 3,
        fails: "below",
      },
    ),
  );
}

function addComfort(writer: MetricsWriter, truth: Trajectory): void {
  // Bounds of cars, except for the robot's load: soup.
  const bounds = { ...nuPlanComfort, jerk: { unit: "m/s³", least: 0, most: 0.2 } };
  const { time, series } = comfortOf(truth, { window: 1, bounds });
  for (const [quantity, { values, unit, least, most, exceedance }] of Object.entries(series)) {
    writer.addScalarMetric(`${quantity} beyond`, {
      description: `Share of the time beyond ${least} to ${most} ${unit}`,
      value: exceedance.share * 100,
      unit: "%",
      failsAbove: 0,
    });
    if (quantity === "lateralAcceleration" || quantity === "jerk") {
      writer.addDoubleOverTimeMetric(
        `${quantity} over time`,
        overTimeMetric(quantity, { time, values, unit }, { warn: most }),
      );
    }
  }
}

function addDetection(writer: MetricsWriter): void {
  const box = (x: number, y: number): DetectionBox => ({ x, y, width: 40, height: 80 });
  const frames = Array.from({ length: 200 }, (_, at): DetectionFrame<DetectionBox> => {
    const truth = [box(100 + at, 50), box(400 - at, 60)];
    const seen = truth.map(({ x, y }, i) => ({
      object: box(x + 30 * noise(at, i), y + 20 * noise(at, i + 2)),
      score: 0.75 + 0.4 * noise(at, i + 4),
    }));
    const ghost = { object: box(700, 50), score: 0.5 + 0.4 * noise(at, 8) };
    return { truth, detections: at % 4 === 0 ? [...seen, ghost] : seen };
  });
  const thresholds = [0.4, 0.5, 0.6, 0.7, 0.8];
  const found = thresholds.map((threshold) => detectionQuality(frames, byIoU(threshold)));
  const index = strings(
    "IoU",
    thresholds.map((threshold) => `IoU ${threshold}`),
  );
  const bar = (name: string, values: number[]) => ({
    values: doubles(name, values, { index }),
    legend: name,
  });
  writer.addBarChartMetric("Detection by IoU", {
    description: "detectionQuality with byIoU, two objects in 200 frames",
    bars: [
      bar(
        "precision",
        found.map(({ precision }) => precision),
      ),
      bar(
        "recall",
        found.map(({ recall }) => recall),
      ),
      bar(
        "average precision",
        found.map(({ averagePrecision }) => averagePrecision),
      ),
    ],
  });
}

function addSpeeding(writer: MetricsWriter, truth: Trajectory): void {
  const { time } = truth;
  const values = speedOf(truth, { window: 0.5 });
  writer.addDoubleOverTimeMetric(
    "Speed",
    overTimeMetric("speed", { time, values, unit: "m/s" }, { warn: 1.3 }),
  );
  const episodes = episodesOf(time, values, { above: 1.3, mergeGap: 1 });
  addEpisodes(writer, "Too fast", episodes, { unit: "m/s", atMost: 3 });
}

function addSummaries(writer: MetricsWriter): void {
  const summary = new Summary();
  const sketch = new QuantileSketch();
  const edges = Float64Array.from({ length: 31 }, (_, at) => at / 10);
  const counts = new HistogramCounts(edges);
  const means: number[] = [];
  for (let test = 0; test < 12; test++) {
    const values = Float64Array.from({ length: 5000 }, (_, at) =>
      Math.max(0, 1.5 + noise(at, test) + noise(at, test + 50) + 0.05 * test),
    );
    const one = new Summary();
    one.addAll(values);
    means.push(one.mean);
    summary.merge(one);
    sketch.addAll(values);
    counts.addAll(values);
  }
  const figures = {
    Mean: summary.mean,
    "Standard deviation": summary.standardDeviation,
    Greatest: summary.max,
    "95 %": sketch.quantile(0.95),
  };
  for (const [name, value] of Object.entries(figures)) {
    const description = `Of ${summary.count} values of 12 tests, in constant memory`;
    writer.addScalarMetric(name, { description, value, unit: "m/s" });
  }
  const bins = strings(
    "speed",
    Array.from(counts.counts, (_, at) => (edges[at] ?? 0).toFixed(1)),
  );
  writer.addBarChartMetric("HistogramCounts", {
    bars: [{ values: doubles("samples", counts.counts, { index: bins }), legend: "samples" }],
    xAxisName: "Speed (m/s), from",
  });
  const values = doubles("mean speeds", means, { unit: "m/s" });
  writer.addHistogramMetric("Means of tests", {
    values,
    buckets: histogramBuckets({ values, count: 6 }),
  });
}
