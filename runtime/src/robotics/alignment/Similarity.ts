import type { Path, Trajectory } from "../columns.js";
import { hasOrientation } from "../matchPoses.js";
import {
  multiplied,
  orientationAt,
  type Quaternion,
  rotated,
  type Vector3,
} from "../quaternion.js";

/** A similarity transform: scales, then rotates, then translates. */
export interface Similarity {
  /** 1 for a rigid transform. */
  readonly scale: number;
  /** Normalized. */
  readonly rotation: Quaternion;
  /** Meters. */
  readonly translation: Vector3;
}

/** Applies the transform to a path or trajectory. Its time column is shared. */
export function transformed<P extends Path>(path: P, motion: Similarity): P {
  const { scale, rotation, translation } = motion;
  const count = path.time.length;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const z = new Float64Array(count);
  // One matrix, instead of a quaternion product for each of many poses.
  const e1 = rotated(rotation, { x: scale, y: 0, z: 0 });
  const e2 = rotated(rotation, { x: 0, y: scale, z: 0 });
  const e3 = rotated(rotation, { x: 0, y: 0, z: scale });
  for (let at = 0; at < count; at++) {
    const px = path.x[at] as number;
    const py = path.y[at] as number;
    const pz = path.z[at] as number;
    x[at] = e1.x * px + e2.x * py + e3.x * pz + translation.x;
    y[at] = e1.y * px + e2.y * py + e3.y * pz + translation.y;
    z[at] = e1.z * px + e2.z * py + e3.z * pz + translation.z;
  }
  return { ...path, x, y, z, ...(hasOrientation(path) ? turned(path, rotation) : {}) };
}

function turned(trajectory: Trajectory, rotation: Quaternion) {
  const count = trajectory.time.length;
  const qx = new Float64Array(count);
  const qy = new Float64Array(count);
  const qz = new Float64Array(count);
  const qw = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const q = multiplied(rotation, orientationAt(trajectory, at));
    qx[at] = q.x;
    qy[at] = q.y;
    qz[at] = q.z;
    qw[at] = q.w;
  }
  return { qx, qy, qz, qw };
}
