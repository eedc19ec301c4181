import type { MetricsWriter, PlotlyTrace } from "@metrics-project/runtime";
import {
  type Agent,
  accelerationOf,
  byDistance,
  cumulativeLength,
  decelerationNeeded,
  derivativeOf,
  detectionQuality,
  dropNonFinite,
  durationOf,
  exceedanceOf,
  integralOf,
  intersectionOverUnion,
  jerkOf,
  matchPoses,
  meanSpeedOf,
  overTimeMetric,
  positionNoise,
  quantiles,
  regularTimes,
  resample,
  resampleTrajectory,
  rollingMax,
  rollingMin,
  scanMinimum,
  secondsOf,
  sortByTime,
  speedOf,
  type TimeColumn,
  type Trajectory,
  TransformTree,
  takeSamples,
  throttle,
  timeMeanOf,
  unwrapAngles,
  velocityOf,
  wrapAngle,
  yawOf,
} from "@metrics-project/runtime/robotics";
import { alignmentOf, transformed } from "@metrics-project/runtime/robotics/alignment";
import { localFromGeodetic } from "@metrics-project/runtime/robotics/geodetic";
import { postEncroachment, trafficAround } from "@metrics-project/runtime/robotics/traffic";
import { noise } from "./galleryLogs.js";

/** Adds a column over time as a line, without limits. */
function addLine(
  writer: MetricsWriter,
  name: string,
  time: TimeColumn,
  values: Float64Array,
  unit: string,
): void {
  // Data needs a different name: the Python SDK has a single namespace for metrics and data.
  writer.addDoubleOverTimeMetric(name, overTimeMetric(`${name}, values`, { time, values, unit }));
}

function addFigure(writer: MetricsWriter, name: string, value: number, unit: string, of: string) {
  writer.addScalarMetric(name, { value, unit, description: of });
}

/** Columns of a log with a NaN, messages out of order and a gap, on one clock. */
export function addColumns(writer: MetricsWriter, truth: Trajectory): void {
  const swapped = [...truth.time.keys()].map((at) =>
    at % 50 === 7 ? at + 1 : at % 50 === 8 ? at - 1 : at,
  );
  const speed = speedOf(truth, { window: 0.5 });
  const raw = {
    time: truth.time.map((_, at) => truth.time[swapped[at] ?? at] ?? 0n),
    speed: speed.map((_, at) => (at % 200 === 13 ? Number.NaN : (speed[swapped[at] ?? at] ?? 0))),
  };
  const { samples, dropped } = dropNonFinite(sortByTime(raw));
  addFigure(writer, "Samples dropped", dropped, "", "sortByTime, then dropNonFinite");
  const slow = throttle(samples, 4);
  const seconds = secondsOf(slow.time);
  addFigure(
    writer,
    "Samples after throttling",
    slow.time.length,
    "",
    `throttle and secondsOf: at most one in 4 s, the second after ${seconds[1]?.toFixed(2)} s`,
  );
  const regular = regularTimes(samples.time, 0.25);
  addLine(writer, "resample: linear", regular, resample(slow.time, slow.speed, regular), "m/s");
  addLine(
    writer,
    "resample: previous",
    regular,
    resample(slow.time, slow.speed, regular, { method: "previous" }),
    "m/s",
  );
  addLine(
    writer,
    "rollingMax over 5 s",
    samples.time,
    rollingMax(samples.time, samples.speed, { window: 5 }),
    "m/s",
  );
  addLine(
    writer,
    "rollingMin over 5 s",
    samples.time,
    rollingMin(samples.time, samples.speed, { window: 5 }),
    "m/s",
  );
  const [median = 0, most = 0] = quantiles(samples.speed, [0.5, 0.95]);
  addFigure(
    writer,
    "Median speed",
    median,
    "m/s",
    `quantiles: 95 % are below ${most.toFixed(2)} m/s`,
  );
  addFigure(writer, "Mean over time", timeMeanOf(samples.time, samples.speed), "m/s", "timeMeanOf");
  addLine(
    writer,
    "integralOf the speed",
    samples.time,
    integralOf(samples.time, samples.speed),
    "m",
  );
  const { share, longest } = exceedanceOf(samples.time, samples.speed, { above: 1.3 });
  addFigure(
    writer,
    "Time above 1.3 m/s",
    share * 100,
    "%",
    `exceedanceOf: ${longest?.seconds.toFixed(1)} s in one piece`,
  );
}

/** Derivatives of positions, and their noise. */
export function addDerivatives(
  writer: MetricsWriter,
  truth: Trajectory,
  estimate: Trajectory,
): void {
  const { time } = truth;
  const duration = durationOf(time);
  addFigure(
    writer,
    "Position noise of the estimate",
    positionNoise(estimate) * 1000,
    "mm",
    "positionNoise",
  );
  addFigure(
    writer,
    "Mean speed",
    meanSpeedOf(truth),
    "m/s",
    `meanSpeedOf and durationOf: of ${duration} s`,
  );
  addLine(writer, "cumulativeLength", time, cumulativeLength(truth), "m");
  addLine(writer, "velocityOf: x", time, velocityOf(truth, { window: 0.5 }).x, "m/s");
  addLine(writer, "accelerationOf", time, accelerationOf(truth, { window: 0.5 }), "m/s²");
  addLine(writer, "jerkOf", time, jerkOf(truth, { window: 1 }), "m/s³");
  const yaw = yawOf(truth);
  addLine(writer, "yawOf", time, yaw.map(wrapAngle), "rad");
  addLine(writer, "unwrapAngles", time, unwrapAngles(yaw), "rad");
  addLine(
    writer,
    "derivativeOf the unwrapped yaw",
    time,
    derivativeOf(time, unwrapAngles(yaw), { window: 0.5 }),
    "rad/s",
  );
}

/** Two trajectories with different frames and rates, aligned step by step. */
export function addAlignment(writer: MetricsWriter, truth: Trajectory, estimate: Trajectory): void {
  const dense = resampleTrajectory(truth, regularTimes(truth.time, 0.01), { maxGap: 0.1 });
  addFigure(
    writer,
    "Poses at 100 Hz",
    dense.time.length,
    "",
    `resampleTrajectory: of ${truth.time.length}`,
  );
  const matched = matchPoses(estimate, dense, { tolerance: 0.006 });
  addFigure(writer, "Poses in common", matched.association.matched, "", "matchPoses");
  const methods = ["first-pose", "yaw", "se3", "sim3"] as const;
  const laid = methods.map((method) =>
    transformed(estimate, alignmentOf(matched.estimate, matched.reference, method)),
  );
  const paths: PlotlyTrace[] = [truth, estimate, ...laid].map((path, at) => ({
    type: "scatter",
    mode: "lines",
    name: ["truth", "estimate as it is", ...methods][at] ?? "",
    x: Array.from(path.x),
    y: Array.from(path.y),
  }));
  writer.addPlotlyMetric("alignmentOf and transformed", {
    figure: { data: paths, layout: { yaxis: { scaleanchor: "x" } } },
  });
}

/** A lidar on a robot: its frame by tf, its closest return by sector, and its GPS position. */
export function addFrames(writer: MetricsWriter, truth: Trajectory): void {
  const { time } = truth;
  const yaw = yawOf(truth);
  const tree = new TransformTree();
  const none = { x: 0, y: 0, z: 0, w: 1 };
  tree.addStatic({
    parent: "base_link",
    child: "lidar",
    translation: { x: 0.4, y: 0, z: 0.3 },
    rotation: none,
  });
  for (const [at, stamp] of time.entries()) {
    const half = (yaw[at] ?? 0) / 2;
    tree.add({
      parent: "odom",
      child: "base_link",
      time: stamp,
      translation: { x: truth.x[at] ?? 0, y: truth.y[at] ?? 0, z: 0 },
      rotation: { x: 0, y: 0, z: Math.sin(half), w: Math.cos(half) },
    });
  }
  const lidar = Array.from(time, (stamp) => tree.lookup("odom", "lidar", stamp).translation);
  // A wall 3 m north of the lap, scanned by beams of 5 degrees.
  const increment = Math.PI / 36;
  const closest = (sector: { from: number; to: number }) =>
    Float64Array.from(lidar, ({ y }, at) => {
      const ranges = Array.from({ length: 72 }, (_, beam) => {
        const north = Math.sin((yaw[at] ?? 0) - Math.PI + beam * increment);
        return north > 0 ? (8 - y) / north + 0.02 * noise(at, beam) : Number.POSITIVE_INFINITY;
      });
      const scan = { ranges, angleMin: -Math.PI, angleIncrement: increment, rangeMax: 30 };
      return scanMinimum(scan, sector)?.range ?? 30;
    });
  const front = { time, values: closest({ from: -Math.PI / 6, to: Math.PI / 6 }), unit: "m" };
  writer.addDoubleOverTimeMetric(
    "scanMinimum in front",
    overTimeMetric("closest return", front, { warn: 5, block: 3.2, fails: "below" }),
  );
  // The same lap in a receiver's log: degrees near Zurich, with noise of decimeters.
  const degree = 111_195;
  const fixes = localFromGeodetic({
    latitude: truth.y.map((y, at) => 47.3769 + (y + 0.4 * noise(at, 11)) / degree),
    longitude: truth.x.map(
      (x, at) =>
        8.5417 + (x + 0.4 * noise(at, 12)) / (degree * Math.cos((47.3769 * Math.PI) / 180)),
    ),
    altitude: truth.z.map(() => 408),
  });
  const line = (name: string, x: ArrayLike<number>, y: ArrayLike<number>): PlotlyTrace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: Array.from(x),
    y: Array.from(y),
  });
  const [fromX, fromY] = [truth.x[0] ?? 0, truth.y[0] ?? 0];
  writer.addPlotlyMetric("TransformTree and localFromGeodetic", {
    figure: {
      data: [
        line("fixes in meters", fixes.x, fixes.y),
        line(
          "base_link",
          truth.x.map((x) => x - fromX),
          truth.y.map((y) => y - fromY),
        ),
        line(
          "lidar, by tf",
          lidar.map(({ x }) => x - fromX),
          lidar.map(({ y }) => y - fromY),
        ),
      ],
      layout: { yaxis: { scaleanchor: "x" } },
    },
  });
}

/** A robot among others: the nearest one, the first possible collision, and the required braking. */
export function addTraffic(writer: MetricsWriter, truth: Trajectory): void {
  const yaw = yawOf(truth);
  const speed = speedOf(truth, { window: 0.5 });
  const robot = { kind: "box", length: 1.2, width: 0.8 } as const;
  const person = { kind: "disc", radius: 0.3 } as const;
  const { time } = takeSamples(
    truth,
    [...truth.time.keys()].filter((at) => at % 4 === 0),
  );
  const scenes = [...time.keys()].map((at) => {
    const [heading, fast] = [yaw[4 * at] ?? 0, speed[4 * at] ?? 0];
    const motion = { vx: fast * Math.cos(heading), vy: fast * Math.sin(heading) };
    const ego: Agent = {
      x: truth.x[4 * at] ?? 0,
      y: truth.y[4 * at] ?? 0,
      yaw: heading,
      ...motion,
      footprint: robot,
    };
    const others = Array.from({ length: 20 }, (_, n): Agent => {
      const [vx, vy] = [2 * noise(n, 21), 2 * noise(n, 22)];
      const place = {
        x: 24 * noise(n, 23) + (vx * at) / 20,
        y: 14 * noise(n, 24) + (vy * at) / 20,
      };
      return { ...place, yaw: 0, vx, vy, footprint: person };
    });
    return { ego, traffic: trafficAround(ego, others, { horizon: 5 }) };
  });
  const clearance = Float64Array.from(scenes, ({ traffic }) => traffic.clearance);
  writer.addDoubleOverTimeMetric(
    "trafficAround: clearance",
    overTimeMetric(
      "clearance",
      { time, values: clearance, unit: "m" },
      { warn: 0.5, block: 0.01, fails: "below" },
    ),
  );
  const brakes = Float64Array.from(scenes, ({ ego, traffic }) =>
    Math.min(
      6,
      decelerationNeeded(
        traffic.clearance,
        Number.isFinite(traffic.timeToCollision) ? Math.hypot(ego.vx, ego.vy) : 0,
      ),
    ),
  );
  writer.addDoubleOverTimeMetric(
    "decelerationNeeded, at most 6",
    overTimeMetric("deceleration", { time, values: brakes, unit: "m/s²" }, { warn: 2, block: 4 }),
  );
  // A second robot drives the same lap in the opposite direction, three seconds later.
  const mirrored: Trajectory = {
    ...truth,
    time: truth.time.map((t) => t + 3_000_000_000n),
    x: truth.x.map((x) => -x),
  };
  const met = postEncroachment(truth, robot, mirrored, robot);
  if (met !== undefined) {
    const place = `at x ${truth.x[met.a]?.toFixed(1)} m, y ${truth.y[met.a]?.toFixed(1)} m`;
    addFigure(writer, "Post-encroachment time", met.seconds, "s", `postEncroachment: ${place}`);
  }
}

/** Objects on the ground instead of boxes in a picture. */
export function addObjects(writer: MetricsWriter): void {
  const frames = Array.from({ length: 100 }, (_, at) => {
    const truth = [
      { x: at / 10, y: 2 },
      { x: 5, y: -at / 20 },
    ];
    const detections = truth.map(({ x, y }, i) => ({
      object: { x: x + noise(at, i), y: y + noise(at, i + 5) },
      score: 0.6 + 0.5 * noise(at, i + 9),
    }));
    return { truth, detections };
  });
  for (const meters of [0.25, 0.5, 1]) {
    const { precision, recall } = detectionQuality(frames, byDistance(meters));
    addFigure(
      writer,
      `Precision within ${meters} m`,
      precision * 100,
      "%",
      `byDistance: recall ${(recall * 100).toFixed(0)} %`,
    );
  }
  const overlap = intersectionOverUnion(
    { x: 0, y: 0, width: 2, height: 2 },
    { x: 1, y: 0, width: 2, height: 2 },
  );
  addFigure(writer, "Overlap of half-shifted boxes", overlap, "", "intersectionOverUnion");
}
