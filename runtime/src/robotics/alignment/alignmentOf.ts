import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { badOption, checkLengths, checkPath } from "../checks.js";
import type { Path } from "../columns.js";
import { hasOrientation } from "../matchPoses.js";
import {
  conjugate,
  multiplied,
  normalized,
  orientationAt,
  type Quaternion,
  quaternionFromMatrix,
  rotated,
  type Vector3,
} from "../quaternion.js";
import { RoboticsError } from "../RoboticsError.js";
import type { Similarity } from "./Similarity.js";

/**
 * How to align an estimate with the reference before computing its error:
 *
 * - `se3`: rotation and translation that minimize the squared position errors (Umeyama 1991).
 * - `sim3`: also scale; for estimates without a scale, such as monocular ones.
 * - `yaw`: rotation about the z axis and translation; if gravity is known.
 * - `first-pose`: makes position and orientation of the first poses equal, so that drift shows in full.
 * - `none`: no alignment, if both are in the same frame.
 */
export type AlignmentMethod = "se3" | "sim3" | "yaw" | "first-pose" | "none";

const identity: Similarity = {
  scale: 1,
  rotation: { x: 0, y: 0, z: 0, w: 1 },
  translation: { x: 0, y: 0, z: 0 },
};

/**
 * The transform that aligns the poses of `estimate` with those of `reference`, matched one by one
 * ({@link matchPoses}).
 *
 * @throws {@link RoboticsError} "lengths differ". "too few" for fewer than three poses (`se3`,
 * `sim3`) or two (`yaw`). "degenerate" if all positions of either are on a line (`se3`, `sim3`) or
 * at one point, because then many rotations fit. "bad option" for `first-pose` without
 * orientations.
 */
export function alignmentOf(estimate: Path, reference: Path, method: AlignmentMethod): Similarity {
  checkPath(estimate);
  checkPath(reference);
  checkLengths({ "the estimate": estimate.time, "the reference": reference.time });
  switch (method) {
    case "none":
      return identity;
    case "first-pose":
      return firstPose(estimate, reference);
    case "yaw":
      return yawAlignment(estimate, reference);
    case "se3":
    case "sim3":
      return umeyama(estimate, reference, method);
  }
  throw badOption("the alignment", method, "se3, sim3, yaw, first-pose or none");
}

function firstPose(estimate: Path, reference: Path): Similarity {
  if (!hasOrientation(estimate) || !hasOrientation(reference)) {
    throw new RoboticsError(
      "aligning the first poses needs orientations, but one of the logs has none",
      {
        reason: "bad option",
        hint: "Align by se3, or by yaw.",
      },
    );
  }
  const from = normalized(orientationAt(estimate, 0));
  const to = normalized(orientationAt(reference, 0));
  const rotation = normalized(multiplied(to, conjugate(from)));
  return motion(1, rotation, positionAt(estimate, 0), positionAt(reference, 0));
}

function yawAlignment(estimate: Path, reference: Path): Similarity {
  const { meanE, meanR, covariance, spreadE, spreadR } = moments(estimate, reference, 2);
  if (!(spreadE.xy > 0) || !(spreadR.xy > 0)) throw onePlace(estimate.time.length);
  const [xx, xy, , yx, yy] = covariance;
  // The angle that maximizes the sum of products of the rotated positions.
  const yaw = Math.atan2(yx - xy, xx + yy);
  const rotation = { x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) };
  return motion(1, rotation, meanE, meanR);
}

/** Below this share of the largest singular value, positions count as being on a line. */
const lineShare = 1e-8;

function umeyama(estimate: Path, reference: Path, method: "se3" | "sim3"): Similarity {
  const { meanE, meanR, covariance, spreadE } = moments(estimate, reference, 3);
  const matrix = new Matrix([
    [...covariance.slice(0, 3)],
    [...covariance.slice(3, 6)],
    [...covariance.slice(6, 9)],
  ]);
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: false });
  const [greatest = 0, second = 0, third = 0] = svd.diagonal;
  if (!(greatest > 0)) throw onePlace(estimate.time.length);
  if (!(second > lineShare * greatest)) {
    throw new RoboticsError(
      `the ${estimate.time.length} matched positions are on a line: a rotation about it changes nothing, so there is no best one`,
      { reason: "degenerate", hint: "Align by yaw or first-pose, or drive a curve." },
    );
  }
  const u = svd.leftSingularVectors;
  const v = svd.rightSingularVectors;
  // A mirrored estimate would fit best if mirrored back, which no rotation can do.
  const sign = determinant(u) * determinant(v) < 0 ? -1 : 1;
  const r = u.mmul(Matrix.diag([1, 1, sign])).mmul(v.transpose());
  const rotation = quaternionFromMatrix([
    r.get(0, 0),
    r.get(0, 1),
    r.get(0, 2),
    r.get(1, 0),
    r.get(1, 1),
    r.get(1, 2),
    r.get(2, 0),
    r.get(2, 1),
    r.get(2, 2),
  ]);
  const scale = method === "se3" ? 1 : (greatest + second + sign * third) / spreadE.all;
  return motion(scale, rotation, meanE, meanR);
}

function determinant(matrix: Matrix): number {
  const at = (row: number, column: number) => matrix.get(row, column);
  return (
    at(0, 0) * (at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)) -
    at(0, 1) * (at(1, 0) * at(2, 2) - at(1, 2) * at(2, 0)) +
    at(0, 2) * (at(1, 0) * at(2, 1) - at(1, 1) * at(2, 0))
  );
}

/** The motion with this scale and rotation that moves one position to another. */
function motion(scale: number, rotation: Quaternion, from: Vector3, to: Vector3): Similarity {
  const turned = rotated(rotation, from);
  return {
    scale,
    rotation,
    translation: {
      x: to.x - scale * turned.x,
      y: to.y - scale * turned.y,
      z: to.z - scale * turned.z,
    },
  };
}

function positionAt({ x, y, z }: Path, at: number): Vector3 {
  return { x: x[at] as number, y: y[at] as number, z: z[at] as number };
}

/**
 * The means of both, the covariance of reference and estimate row by row, and the spread of each.
 */
function moments(estimate: Path, reference: Path, atLeast: number) {
  const count = estimate.time.length;
  if (count < atLeast) {
    throw new RoboticsError(
      `${count} matched poses are too few for an alignment: ${atLeast} are needed`,
      {
        reason: "too few",
        hint: "Do both use the same clock? `offset` shifts the reference's times.",
      },
    );
  }
  const meanE = meanOf(estimate);
  const meanR = meanOf(reference);
  const c = new Float64Array(9);
  const spreadE = { xy: 0, all: 0 };
  const spreadR = { xy: 0, all: 0 };
  for (let at = 0; at < count; at++) {
    const ex = (estimate.x[at] as number) - meanE.x;
    const ey = (estimate.y[at] as number) - meanE.y;
    const ez = (estimate.z[at] as number) - meanE.z;
    const rx = (reference.x[at] as number) - meanR.x;
    const ry = (reference.y[at] as number) - meanR.y;
    const rz = (reference.z[at] as number) - meanR.z;
    c[0] = (c[0] as number) + rx * ex;
    c[1] = (c[1] as number) + rx * ey;
    c[2] = (c[2] as number) + rx * ez;
    c[3] = (c[3] as number) + ry * ex;
    c[4] = (c[4] as number) + ry * ey;
    c[5] = (c[5] as number) + ry * ez;
    c[6] = (c[6] as number) + rz * ex;
    c[7] = (c[7] as number) + rz * ey;
    c[8] = (c[8] as number) + rz * ez;
    spreadE.xy += ex * ex + ey * ey;
    spreadE.all += ex * ex + ey * ey + ez * ez;
    spreadR.xy += rx * rx + ry * ry;
    spreadR.all += rx * rx + ry * ry + rz * rz;
  }
  const covariance = Array.from(c) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { meanE, meanR, covariance, spreadE, spreadR };
}

function meanOf({ x, y, z }: Path): Vector3 {
  return { x: mean(x), y: mean(y), z: mean(z) };
}

function mean(values: Float64Array): number {
  // Relative to the first, so that positions far from the origin lose no digits.
  const first = values[0] as number;
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at] as number) - first;
  return first + sum / values.length;
}

function onePlace(count: number): RoboticsError {
  return new RoboticsError(
    `the ${count} matched positions of one of the logs are all at one point, so there is no best rotation`,
    {
      reason: "degenerate",
      hint: "Align by first-pose, or use none to skip the alignment.",
    },
  );
}
