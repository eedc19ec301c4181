import { MetricsWriter, unpackJobMetrics, validateJobMetrics } from "@metrics-project/runtime";
import {
  addEpisodes,
  byDistance,
  byIoU,
  comfortOf,
  detectionQuality,
  episodesOf,
  intersectionOverUnion,
  nuPlanComfort,
  overTimeMetric,
  RoboticsError,
  stepResponseOf,
  timeFromSeconds,
  timeToGoal,
  trackingOf,
  trajectoryErrorMetric,
} from "@metrics-project/runtime/robotics";
import { trajectoryError } from "@metrics-project/runtime/robotics/alignment";
import { localFromGeodetic } from "@metrics-project/runtime/robotics/geodetic";
import { describe, expect, it } from "vitest";
import { logOf } from "./logs.js";

describe("routes", () => {
  const route = { x: Float64Array.of(0, 10, 10), y: Float64Array.of(0, 0, 10) };

  it("cross-track and heading errors are positive to the left, and progress goes along", () => {
    const log = logOf({ seconds: 8, hertz: 10 }, (t) => ({ x: t, y: 0.5, yaw: 0.1 }));
    const tracking = trackingOf(log, route);
    expect(tracking.crossTrack[40]).toBeCloseTo(0.5, 12);
    expect(tracking.heading?.[40]).toBeCloseTo(0.1, 12);
    expect(tracking.progress[40]).toBeCloseTo(4, 12);
    expect(tracking.length).toBe(20);
    expect(tracking.completion).toBeCloseTo(0.4, 12);
    const right = trackingOf({ ...log, y: log.y.map((y) => -y) }, route);
    expect(right.crossTrack[40]).toBeCloseTo(-0.5, 12);
  });

  it("a robot stays on its branch if the route crosses itself", () => {
    const eight = { x: Float64Array.of(-10, 10, 10, 0, 0), y: Float64Array.of(0, 0, 10, 10, -10) };
    const log = logOf({ seconds: 20, hertz: 10 }, (t) => ({ x: t - 10, y: 0.01 }));
    const { progress } = trackingOf(log, eight, { search: 2 });
    expect(progress[100]).toBeCloseTo(10, 6);
    expect(progress.every((value, at) => at === 0 || value >= Number(progress[at - 1]))).toBe(true);
  });

  it("a robot that was moved is found again", () => {
    const log = logOf({ seconds: 2, hertz: 1 }, (t) => (t < 2 ? { x: t } : { x: 10, y: 9 }));
    expect([...trackingOf(log, route, { search: 1 }).progress]).toEqual([0, 1, 19]);
  });

  it.each([
    ["no point", [], /two different points/],
    ["one point", [1], /two different points/],
    ["a repeated point", [1, 1], /two different points/],
    ["a point that is NaN", [0, Number.NaN], /x of the route/],
  ])("refuses a route of %s", (_, places, message) => {
    const log = logOf({ seconds: 1, hertz: 1 }, (t) => ({ x: t }));
    const x = Float64Array.from(places);
    expect(() => trackingOf(log, { x, y: x })).toThrow(message);
  });

  it.each([
    ["the time of the first pose within the radius", { x: 5, y: 0 }, 4.5],
    ["undefined if no pose is within the radius", { x: 5, y: 3 }, undefined],
  ])("time to goal is %s", (_, goal, expected) => {
    const log = logOf({ seconds: 10, hertz: 10 }, (t) => ({ x: t }));
    expect(timeToGoal(log, goal, 0.5)).toBe(expected);
  });
});

describe("steps", () => {
  const time = timeFromSeconds(Array.from({ length: 1001 }, (_, at) => at / 100));

  it("returns overshoot, rise and settling time of a damped oscillation", () => {
    // A second-order system with damping 0.5 and 2 rad/s: its overshoot is exp(-pi 0.5 / sqrt(0.75)).
    const damped = 2 * Math.sqrt(0.75);
    const values = Float64Array.from(time, (t) => {
      const s = Number(t) / 1e9;
      return 3 + 2 * (1 - Math.exp(-s) * (Math.cos(damped * s) + Math.sin(damped * s) / damped));
    });
    const response = stepResponseOf(time, values, { from: 3, to: 5 });
    expect(response.overshoot).toBeCloseTo(Math.exp((-Math.PI * 0.5) / Math.sqrt(0.75)), 3);
    expect(response.riseTime).toBeCloseTo(0.82, 1);
    expect(response.settlingTime).toBeCloseTo(4.04, 1);
    expect(response.steadyStateError).toBeCloseTo(0, 3);
  });

  it("has no rise or settling time if it never reaches the target", () => {
    const half = new Float64Array(time.length).fill(0.5);
    expect(stepResponseOf(time, half, { from: 0, to: 1 })).toEqual({
      overshoot: 0,
      riseTime: undefined,
      settlingTime: undefined,
      steadyStateError: -0.5,
    });
  });

  it("refuses a step to where it starts", () => {
    const half = new Float64Array(time.length).fill(0.5);
    expect(() => stepResponseOf(time, half, { from: 1, to: 1 })).toThrow(/different from `from`/);
  });
});

describe("comfort", () => {
  const ride = (speed: number) =>
    logOf({ seconds: 20, hertz: 20 }, (t) => ({
      x: 30 * Math.cos((speed * t) / 30),
      y: 30 * Math.sin((speed * t) / 30),
      yaw: (speed * t) / 30 + Math.PI / 2,
    }));

  it("a slow circle is comfortable, with its accelerations", () => {
    const calm = comfortOf(ride(8));
    expect(calm.comfortable).toBe(true);
    expect(calm.series.lateralAcceleration.values[200]).toBeCloseTo(64 / 30, 1);
    expect(calm.series.longitudinalAcceleration.values[200]).toBeCloseTo(0, 3);
    expect(calm.series.yawRate.values[200]).toBeCloseTo(8 / 30, 6);
  });

  it("a fast circle is not comfortable by its lateral acceleration", () => {
    const wild = comfortOf(ride(14));
    expect(wild.comfortable).toBe(false);
    expect(wild.series.lateralAcceleration.comfortable).toBe(false);
  });

  it("a fast circle is comfortable within wider bounds", () => {
    const bounds = {
      ...nuPlanComfort,
      lateralAcceleration: { unit: "m/s²", least: -9, most: 9 },
      jerk: { unit: "m/s³", least: 0, most: 20 },
    };
    expect(comfortOf(ride(14), { bounds }).comfortable).toBe(true);
  });
});

describe("detection", () => {
  const box = (x: number) => ({ x, y: 0, width: 2, height: 2 });

  it("matches the surest first, each true object once", () => {
    const frames = [
      {
        detections: [
          { object: box(0), score: 0.9 },
          { object: box(0.1), score: 0.8 },
          { object: box(50), score: 0.7 },
        ],
        truth: [box(0), box(10)],
      },
      { detections: [{ object: box(10.5), score: 0.6 }], truth: [box(10)] },
    ];
    const quality = detectionQuality(frames, byIoU(0.5));
    expect(quality).toMatchObject({
      truePositives: 2,
      falsePositives: 2,
      falseNegatives: 1,
      precision: 0.5,
    });
    expect(quality.recall).toBeCloseTo(2 / 3, 12);
    // Surest first: true, false, false, true: precision 1 up to a third, 1/2 up to two thirds.
    expect(quality.averagePrecision).toBeCloseTo(1 / 3 + 0.5 / 3, 12);
  });

  const place = { x: 0, y: 0 };
  it.each([
    ["no frames", [], { precision: NaN, recall: NaN, averagePrecision: NaN }],
    [
      "a true object that was not detected",
      [{ detections: [], truth: [place] }],
      { precision: NaN, recall: 0, averagePrecision: 0 },
    ],
    [
      "a detection at the greatest distance",
      [{ detections: [{ object: { x: 0, y: 1 }, score: 1 }], truth: [place] }],
      { precision: 1, recall: 1, averagePrecision: 1 },
    ],
  ])("has its result for %s", (_, frames, expected) => {
    expect(detectionQuality(frames, byDistance(1))).toMatchObject(expected);
  });

  it("refuses a score that is NaN", () => {
    expect(() =>
      detectionQuality(
        [{ detections: [{ object: box(0), score: Number.NaN }], truth: [] }],
        byIoU(0.5),
      ),
    ).toThrow(/score/);
  });

  it("refuses a box of negative width", () => {
    expect(() => intersectionOverUnion(box(0), { ...box(0), width: -1 })).toThrow(/width/);
  });
});

describe("geodetic places", () => {
  it("are meters east, north and up of the origin", () => {
    // A degree of longitude at the equator of WGS 84 is 6378137 pi / 180 m long.
    const local = localFromGeodetic({
      latitude: Float64Array.of(0, 0, 0.001, 0),
      longitude: Float64Array.of(0, 0.001, 0, 0),
      altitude: Float64Array.of(0, 0, 0, 10),
    });
    expect(local.x[1]).toBeCloseTo((6_378_137 * Math.PI) / 180_000, 3);
    expect(local.y[1]).toBeCloseTo(0, 6);
    // 110574.3 m a degree of latitude there.
    expect(local.y[2]).toBeCloseTo(110.574, 2);
    expect([local.x[3], local.y[3], local.z[3]].map((value) => Number(value?.toFixed(6)))).toEqual([
      0, 0, 10,
    ]);
  });

  it.each([
    ["beyond the pole", [91], /latitude must be from -90 to 90/],
    ["that are NaN", [Number.NaN], /latitude must be finite/],
    ["if there are none", [], /0 positions are too few/],
  ])("refuses positions %s", (_, latitudes, message) => {
    const latitude = Float64Array.from(latitudes);
    const [longitude, altitude] = [latitude.map(() => 0), latitude.map(() => 0)];
    const run = () => localFromGeodetic({ latitude, longitude, altitude });
    expect(run).toThrow(RoboticsError);
    expect(run).toThrow(message);
  });
});

describe("episodes and metrics", () => {
  const time = timeFromSeconds(Array.from({ length: 100 }, (_, at) => at / 10));
  const speed = new Float64Array(100).map((_, at) =>
    at === 10 || at === 12 ? 1.5 : at >= 50 && at < 60 ? 2 + (at === 55 ? 1 : 0) : 0.5,
  );

  const gone = speed.map((value, at) => (at === 11 ? Number.NaN : value));
  it.each([
    [
      "close to each other are one",
      speed,
      { above: 1 },
      [
        [0.9, 3, 2],
        [0.2, 1.5, 0.5],
      ],
    ],
    [
      "around a NaN are one",
      gone,
      { above: 1 },
      [
        [0.9, 3, 2],
        [0.2, 1.5, 0.5],
      ],
    ],
    [
      "farther apart than the merge gap are several",
      speed,
      { above: 1, mergeGap: 0.1 },
      [
        [0.9, 3, 2],
        [0, 1.5, 0.5],
        [0, 1.5, 0.5],
      ],
    ],
    ["shorter than the least length are none", speed, { above: 1, minLength: 0.5 }, [[0.9, 3, 2]]],
    ["of a limit that holds are none", speed, { above: 9 }, []],
  ])("episodes: violations %s, the worst first", (_, values, options, expected) => {
    const episodes = episodesOf(time, values, options);
    expect(episodes.map(({ seconds, worst, excess }) => [seconds, worst.value, excess])).toEqual(
      expected,
    );
  });

  it("become events, and their count becomes a metric", () => {
    const writer = new MetricsWriter();
    addEpisodes(writer, "Too fast", episodesOf(time, speed, { above: 1 }), {
      unit: "m/s",
      atMost: 1,
    });
    addEpisodes(writer, "Never", []);
    const message = writer.write();
    expect(validateJobMetrics(message)).toEqual([]);
    const read = unpackJobMetrics(message);
    expect(read.metric("Too fast", "SCALAR")).toMatchObject({ value: 2, status: "FAIL_WARN" });
    expect(read.metric("Never", "SCALAR")).toMatchObject({ value: 0, status: "PASSED" });
    expect(read.events.map(({ name, description }) => [name, description])).toEqual([
      ["Too fast 1", "3 m/s, above the limit of 1 m/s, within 0.90 s beyond it"],
    ]);
  });

  it("a column becomes a metric with statuses and a text about failures", () => {
    const writer = new MetricsWriter();
    writer.addDoubleOverTimeMetric(
      "Speed",
      overTimeMetric("speed", { time, values: speed, unit: "m/s" }, { warn: 1, block: 2.5 }),
    );
    const message = writer.write();
    expect(validateJobMetrics(message)).toEqual([]);
    const metric = unpackJobMetrics(message).metric("Speed", "DOUBLE_OVER_TIME");
    expect(metric).toMatchObject({
      status: "FAIL_BLOCK",
      description: "Greatest 3 m/s after 5.50 s; above 1 m/s for 1.20 s in 3 periods.",
    });
  });

  it("a blocking limit that is stricter than the warning is refused", () => {
    expect(() => overTimeMetric("v", { time, values: speed }, { warn: 2, block: 1 })).toThrow(
      /no stricter than warn/,
    );
  });

  it.each([
    [
      "nothing but NaN does not pass",
      [NaN, NaN, NaN],
      { block: 1 },
      "NOT_APPLICABLE",
      "No value is known.",
    ],
    ["nor without a limit", [NaN, NaN, NaN], {}, "NOT_APPLICABLE", "No value is known."],
    [
      "NaN fails where it is to",
      [0, NaN, 0],
      { warn: 1, nan: "FAIL_BLOCK" },
      "FAIL_BLOCK",
      "1 of 3 values are NaN.",
    ],
    [
      "also without a limit",
      [0, NaN, 0],
      { nan: "FAIL_WARN" },
      "FAIL_WARN",
      "1 of 3 values are NaN.",
    ],
    [
      "NaN beside good values leaves them as they are",
      [0, NaN, 0],
      { block: 1 },
      "PASSED",
      "1 of 3 values are NaN.",
    ],
    [
      "NaN beside bad values, too",
      [0, NaN, 2],
      { block: 1 },
      "FAIL_BLOCK",
      "1 of 3 values are NaN.",
    ],
  ] as const)("a column over time: %s", (_name, values, options, status, text) => {
    const writer = new MetricsWriter();
    const column = { time: BigInt64Array.of(0n, 1n, 2n), values: Float64Array.from(values) };
    writer.addDoubleOverTimeMetric("Error", overTimeMetric("error", column, options));
    const message = writer.write();
    expect(validateJobMetrics(message)).toEqual([]);
    const metric = unpackJobMetrics(message).metric("Error", "DOUBLE_OVER_TIME");
    expect(metric?.status).toBe(status);
    expect(metric?.description).toContain(text);
  });

  it("a trajectory's error becomes a metric with its figures", () => {
    const log = logOf({ seconds: 10, hertz: 10 }, (t) => ({ x: Math.cos(t), y: Math.sin(t) }));
    const off = { ...log, x: log.x.map((x, at) => (at > 50 ? x + 0.4 : x)) };
    const error = trajectoryError(off, log, { alignment: "none" });
    const options = trajectoryErrorMetric(error, { warn: 0.1, block: 0.3 });
    expect(options.description).toMatch(
      /^rmse 0\.2814 m, mean 0\.198 m, median 0 m\. 101 of 101 poses matched\. Greatest 0\.4 m after/,
    );
    const writer = new MetricsWriter();
    expect(writer.addDoubleOverTimeMetric("Position error", options).status).toBe("FAIL_BLOCK");
  });
});
