import { readFileSync } from "node:fs";
import {
  driftOf,
  RoboticsError,
  relativePoseError,
  type Trajectory,
  timeFromSeconds,
} from "@metrics-project/runtime/robotics";
import {
  type AlignmentMethod,
  alignmentOf,
  type Similarity,
  trajectoryError,
  transformed,
} from "@metrics-project/runtime/robotics/alignment";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedPath } from "../shared.js";
import { logOf, normal } from "./logs.js";
import { readKitti, readTum } from "./tracks.js";

const bySciPy = JSON.parse(
  readFileSync(new URL("../fixtures/robotics/numpy.json", import.meta.url), "utf8"),
);

/** The product of turns about z, y and x, in this order of axes that move along. */
function turn(yaw: number, pitch: number, roll: number): [number, number, number, number] {
  const [cy, sy] = [Math.cos(yaw / 2), Math.sin(yaw / 2)];
  const [cp, sp] = [Math.cos(pitch / 2), Math.sin(pitch / 2)];
  const [cr, sr] = [Math.cos(roll / 2), Math.sin(roll / 2)];
  return [
    sr * cp * cy - cr * sp * sy,
    cr * sp * cy + sr * cp * sy,
    cr * cp * sy - sr * sp * cy,
    cr * cp * cy + sr * sp * sy,
  ];
}

type Q = readonly [number, number, number, number];
const times = ([ax, ay, az, aw]: Q, [bx, by, bz, bw]: Q): [number, number, number, number] => [
  aw * bx + ax * bw + ay * bz - az * by,
  aw * by - ax * bz + ay * bw + az * bx,
  aw * bz + ax * by - ay * bx + az * bw,
  aw * bw - ax * bx - ay * by - az * bz,
];

interface Pose {
  p: readonly [number, number, number];
  q: Q;
}

function trajectoryFrom(
  count: number,
  hertz: number,
  poseAt: (seconds: number) => Pose,
): Trajectory {
  const seconds = Float64Array.from({ length: count }, (_, at) => at / hertz);
  const poses = Array.from(seconds, poseAt);
  const column = (of: (pose: Pose) => number) => Float64Array.from(poses, of);
  return {
    time: timeFromSeconds(seconds),
    x: column(({ p }) => p[0]),
    y: column(({ p }) => p[1]),
    z: column(({ p }) => p[2]),
    qx: column(({ q }) => q[0]),
    qy: column(({ q }) => q[1]),
    qz: column(({ q }) => q[2]),
    qw: column(({ q }) => q[3]),
  };
}

const referenceAt = (t: number): Pose => ({
  p: [10 * Math.cos(t / 5), 8 * Math.sin(t / 4), 0.5 * Math.sin(t)],
  q: turn(t / 5, 0.1 * Math.sin(t), 0.05 * Math.cos(t)),
});
const reference = trajectoryFrom(400, 10, referenceAt);

describe("against numpy on the same poses", () => {
  const a = turn(0.7, -0.3, 1.1);
  const turned = ([x, y, z]: Pose["p"]) => {
    const [rx, ry, rz] = times(times(a, [x, y, z, 0]), [-a[0], -a[1], -a[2], a[3]]);
    return [rx, ry, rz] as const;
  };
  const estimate = trajectoryFrom(400, 10, (t) => {
    const { p, q } = referenceAt(t);
    const [x, y, z] = turned(p);
    return {
      p: [
        1.05 * x + 3 + 0.05 * Math.sin(7 * t),
        1.05 * y - 20 + 0.05 * Math.cos(5 * t),
        1.05 * z + 7 + 0.05 * Math.sin(3 * t + 1),
      ],
      q: times(times(a, q), turn(0.02 * Math.sin(2 * t), 0.01 * Math.cos(3 * t), 0)),
    };
  });

  it.each(["se3", "sim3"] as const)("absolute trajectory error after %s", (alignment) => {
    const error = trajectoryError(estimate, reference, { alignment });
    const wanted = bySciPy[alignment];
    for (const key of ["rmse", "mean", "median", "max"] as const) {
      expect(error.position[key]).toBeCloseTo(wanted[key], 9);
    }
    expect(error.rotation?.rmse).toBeCloseTo(wanted.rotationRmse, 9);
    expect(error.alignment.scale).toBeCloseTo(wanted.scale, 12);
    const { x, y, z, w } = error.alignment.rotation;
    const sign = Math.sign(w);
    [x, y, z, w].forEach((part, at) => {
      expect(sign * part).toBeCloseTo(wanted.quaternion[at], 9);
    });
  });

  it.each([1, 10])("relative pose error over %d frames", (frames) => {
    const error = relativePoseError(estimate, reference, { delta: { frames } });
    const wanted = bySciPy[`relative${frames}`];
    expect(error.translation.rmse).toBeCloseTo(wanted.translation, 9);
    expect(error.rotation.rmse).toBeCloseTo(wanted.rotation, 9);
  });
});

describe("published figures", () => {
  const kitti = [sharedPath("data/KITTI_00_ORB.txt"), sharedPath("data/KITTI_00_gt.txt")] as const;
  const fr1 = [
    sharedPath("data/freiburg1_xyz-rgbdslam.txt"),
    sharedPath("data/freiburg1_xyz-groundtruth.txt"),
  ] as const;
  const fr2 = [
    sharedPath("data/fr2_desk_ORB.txt"),
    sharedPath("data/fr2_desk_groundtruth.txt"),
  ] as const;
  const absent = [...kitti, ...fr1, ...fr2].includes(undefined);
  const why = absent
    ? " (skipped: the folder of real trajectories is not there, see METRICS_SHARED)"
    : "";

  it.skipIf(absent)(
    `KITTI 00 by ORB-SLAM2: 1.3034 m, 0.70 % and 0.25 degrees per 100 m${why}`,
    () => {
      const [estimate, truth] = kitti.map((path) => readKitti(path as string)) as [
        Trajectory,
        Trajectory,
      ];
      const error = trajectoryError(estimate, truth);
      expect(error.position.rmse).toBeCloseTo(1.3034, 4);
      expect(error.association.matched).toBe(4541);
      const drift = driftOf(estimate, truth);
      expect(drift.translation * 100).toBeCloseTo(0.7, 2);
      expect(((drift.rotation * 180) / Math.PI) * 100).toBeCloseTo(0.25, 2);
    },
  );

  it.skipIf(absent)(`fr1/xyz by RGB-D SLAM: 0.01347 m, also when its frame was moved${why}`, () => {
    const truth = readTum(fr1[1] as string);
    const error = trajectoryError(readTum(fr1[0] as string), truth);
    expect(error.position.rmse).toBeCloseTo(0.01347, 5);
    expect(error.association.matched).toBe(785);
  });

  it.skipIf(absent)(`fr2/desk by ORB-SLAM2: 0.00812 m${why}`, () => {
    const error = trajectoryError(readTum(fr2[0] as string), readTum(fr2[1] as string));
    expect(error.position.rmse).toBeCloseTo(0.00812, 5);
  });
});

const motions: fc.Arbitrary<Similarity> = fc
  .record({
    angles: fc.tuple(...[1, 2, 3].map(() => fc.double({ min: -3, max: 3, noNaN: true }))),
    translation: fc.record({
      x: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      y: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      z: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    }),
    scale: fc.double({ min: 0.1, max: 10, noNaN: true }),
  })
  .map(({ angles, translation, scale }) => {
    const [x, y, z, w] = turn(...(angles as [number, number, number]));
    return { rotation: { x, y, z, w }, translation, scale };
  });

describe("laws", () => {
  const runs = { numRuns: 40 };

  it("alignment undoes any rigid motion, and with a scale any similarity", () => {
    fc.assert(
      fc.property(motions, (motion) => {
        const rigid = transformed(reference, { ...motion, scale: 1 });
        const error = trajectoryError(rigid, reference);
        expect(error.position.max).toBeLessThan(1e-9);
        expect(error.rotation?.max).toBeLessThan(1e-7);
        const scaled = trajectoryError(transformed(reference, motion), reference, {
          alignment: "sim3",
        });
        expect(scaled.position.max).toBeLessThan(1e-9);
        expect(scaled.alignment.scale * motion.scale).toBeCloseTo(1, 9);
        const first = trajectoryError(rigid, reference, { alignment: "first-pose" });
        expect(first.position.max).toBeLessThan(1e-9);
      }),
      runs,
    );
  });

  it("the yaw alignment undoes a turn about z and a move, and no tilt", () => {
    fc.assert(
      fc.property(motions, fc.double({ min: -3, max: 3, noNaN: true }), ({ translation }, yaw) => {
        const [x, y, z, w] = turn(yaw, 0, 0);
        const moved = transformed(reference, { scale: 1, rotation: { x, y, z, w }, translation });
        expect(trajectoryError(moved, reference, { alignment: "yaw" }).position.max).toBeLessThan(
          1e-9,
        );
      }),
      runs,
    );
    const [x, y, z, w] = turn(0, 0.2, 0);
    const tilted = transformed(reference, {
      scale: 1,
      rotation: { x, y, z, w },
      translation: { x: 0, y: 0, z: 0 },
    });
    expect(trajectoryError(tilted, reference, { alignment: "yaw" }).position.rmse).toBeGreaterThan(
      0.1,
    );
  });

  it("errors do not change when either log is moved as a whole", () => {
    const next = normal(5);
    const jitter = (column: Float64Array) => column.map((value) => value + 0.02 * next());
    const estimate = {
      ...reference,
      x: jitter(reference.x),
      y: jitter(reference.y),
      z: jitter(reference.z),
    };
    const before = trajectoryError(estimate, reference).position.rmse;
    const relative = relativePoseError(estimate, reference);
    fc.assert(
      fc.property(motions, motions, (one, other) => {
        const a = transformed(estimate, { ...one, scale: 1 });
        const b = transformed(reference, { ...other, scale: 1 });
        expect(trajectoryError(a, b).position.rmse).toBeCloseTo(before, 9);
        const moved = relativePoseError(a, b);
        expect(moved.translation.rmse).toBeCloseTo(relative.translation.rmse, 9);
        expect(moved.rotation.rmse).toBeCloseTo(relative.rotation.rmse, 6);
      }),
      runs,
    );
  });

  it.each(["se3", "sim3", "yaw", "first-pose", "none"] as const)(
    "a trajectory has no error against itself (%s)",
    (alignment) => {
      const { position, rotation } = trajectoryError(reference, reference, { alignment });
      expect(position.max).toBeLessThan(1e-12);
      expect(rotation?.max).toBeLessThan(1e-7);
    },
  );

  it("a mirrored estimate is not turned into its mirror image", () => {
    const mirrored = {
      ...reference,
      z: reference.z.map((z) => -z),
      x: reference.x.map((x, at) => x + 0.3 * Number(reference.z[at])),
    };
    const { rotation } = alignmentOf(mirrored, reference, "se3");
    expect(Math.hypot(rotation.x, rotation.y, rotation.z, rotation.w)).toBeCloseTo(1, 12);
    expect(trajectoryError(mirrored, reference).position.rmse).toBeGreaterThan(0.1);
  });
});

describe("input without an alignment is refused by name", () => {
  const line = logOf({ seconds: 10, hertz: 10 }, (t) => ({ x: t, y: 2 * t }));
  const still = logOf({ seconds: 10, hertz: 10 }, () => ({ x: 1 }));
  const shifted = { ...line, time: line.time.map((t) => t + 3_600_000_000_000n) };
  const two = logOf({ seconds: 0.1, hertz: 10 }, (t) => ({ x: t, y: t * t }));
  const { qx: _qx, qy: _qy, qz: _qz, qw: _qw, ...path } = line;

  it.each([
    ["a line", () => trajectoryError(line, line), "degenerate", /are on a line/],
    [
      "a line that is nearly one",
      () => trajectoryError({ ...line, z: line.x.map((x) => 1e-5 * Math.sin(x)) }, line),
      "degenerate",
      /are on a line/,
    ],
    ["one place", () => trajectoryError(still, still), "degenerate", /all at one point/],
    [
      "one place, by yaw",
      () => trajectoryError(still, line, { alignment: "yaw" }),
      "degenerate",
      /all at one point/,
    ],
    [
      "two poses",
      () => trajectoryError(two, two),
      "too few",
      /2 matched poses are too few for an alignment: 3/,
    ],
    [
      "other times",
      () => trajectoryError(line, shifted),
      "no overlap",
      /0 of 101 poses .* the estimate covers 0\.000 to 10\.000 s, the reference 3600\.000/,
    ],
    [
      "one match of many",
      () =>
        trajectoryError(line, {
          ...line,
          time: line.time.map((t, at) => (at === 0 ? t : t + 50_000_000n)),
        }),
      "no overlap",
      /1 of 101 .* below the minimum share of 0\.5/,
    ],
    [
      "first poses without orientation",
      () => trajectoryError(path, line, { alignment: "first-pose" }),
      "bad option",
      /needs orientations/,
    ],
    [
      "an unknown method",
      () => trajectoryError(line, line, { alignment: "icp" as AlignmentMethod }),
      "bad option",
      /got icp/,
    ],
    [
      "a NaN in the reference",
      () => trajectoryError(line, { ...line, x: line.x.map(() => Number.NaN) }),
      "not finite",
      /the reference: x must be finite/,
    ],
    [
      "a zero quaternion",
      () => relativePoseError({ ...line, qw: line.qw.map(() => 0) }, line),
      "zero quaternion",
      /the estimate: the quaternion of sample 0/,
    ],
    [
      "a delta that is too long",
      () => relativePoseError(line, line, { delta: { meters: 100 } }),
      "too few",
      /100 m/,
    ],
    [
      "a delta of no frame",
      () => relativePoseError(line, line, { delta: { frames: 0 } }),
      "bad option",
      /delta\.frames/,
    ],
    ["drift over more than was driven", () => driftOf(line, line), "too few", /22\.361 m long/],
  ] as const)("%s", (_, run, reason, message) => {
    expect(run).toThrow(
      expect.objectContaining({ reason, message: expect.stringMatching(message) }),
    );
    expect(run).toThrow(RoboticsError);
  });

  it.each(["yaw", "first-pose"] as const)("a line can still be aligned by %s", (alignment) => {
    const [x, y, z, w] = turn(1, 0, 0);
    const moved = transformed(line, {
      scale: 1,
      rotation: { x, y, z, w },
      translation: { x: 5, y: 6, z: 0 },
    });
    expect(trajectoryError(moved, line, { alignment }).position.max).toBeLessThan(1e-9);
  });

  it("without orientations there is a position error, and no rotation error", () => {
    expect(trajectoryError(path, path, { alignment: "yaw" }).rotation).toBeUndefined();
  });

  it("relative errors per meter and per second start at the first complete distance", () => {
    const drift = { ...line, x: line.x.map((value) => value * 1.1) };
    const meters = relativePoseError(drift, line, { delta: { meters: 5 } });
    // Samples are 0.1 √5 m apart: 5 m take 23 of them, which the last 23 samples do not have before them.
    expect([...meters.translation.time]).toEqual([...line.time].slice(0, -23));
    const seconds = relativePoseError(drift, line, { delta: { seconds: 1 } });
    expect(seconds.translation.rmse).toBeCloseTo(0.1, 9);
    expect(seconds.rotation.max).toBe(0);
  });
});
