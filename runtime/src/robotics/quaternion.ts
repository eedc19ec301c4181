import type { Trajectory } from "./columns.js";

/** A rotation: x, y, z, w, in the order of ROS messages. */
export interface Quaternion {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
}

/** The orientation of one pose. */
export function orientationAt({ qx, qy, qz, qw }: Trajectory, at: number): Quaternion {
  return {
    x: qx[at] as number,
    y: qy[at] as number,
    z: qz[at] as number,
    w: qw[at] as number,
  };
}

/** A normalized quaternion. */
export function normalized({ x, y, z, w }: Quaternion): Quaternion {
  const length = Math.hypot(x, y, z, w);
  return { x: x / length, y: y / length, z: z / length, w: w / length };
}

/** The inverse rotation. */
export function conjugate({ x, y, z, w }: Quaternion): Quaternion {
  return { x: -x, y: -y, z: -z, w };
}

/** The rotation by `b`, then by `a`. */
export function multiplied(a: Quaternion, b: Quaternion): Quaternion {
  return {
    x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
    y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
    z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
    w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
  };
}

/** A position or direction: x, y and z in meters. */
export interface Vector3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Rotates a vector by a normalized rotation. */
export function rotated(q: Quaternion, { x, y, z }: Vector3): Vector3 {
  const tx = 2 * (q.y * z - q.z * y);
  const ty = 2 * (q.z * x - q.x * z);
  const tz = 2 * (q.x * y - q.y * x);
  return {
    x: x + q.w * tx + q.y * tz - q.z * ty,
    y: y + q.w * ty + q.z * tx - q.x * tz,
    z: z + q.w * tz + q.x * ty - q.y * tx,
  };
}

/** The nine numbers of a rotation matrix, row by row. */
export type RotationMatrix = readonly [
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

/** The rotation of a matrix as a normalized quaternion (Shepperd 1978). */
export function quaternionFromMatrix(m: RotationMatrix): Quaternion {
  const [m00, m01, m02, m10, m11, m12, m20, m21, m22] = m;
  const trace = m00 + m11 + m22;
  const greatest = Math.max(trace, m00, m11, m22);
  // Divides by the largest of the four: the others may be nearly zero.
  if (greatest === trace) {
    return normalized({ x: m21 - m12, y: m02 - m20, z: m10 - m01, w: 1 + trace });
  }
  if (greatest === m00) {
    return normalized({ x: 1 + m00 - m11 - m22, y: m01 + m10, z: m02 + m20, w: m21 - m12 });
  }
  if (greatest === m11) {
    return normalized({ x: m01 + m10, y: 1 + m11 - m00 - m22, z: m12 + m21, w: m02 - m20 });
  }
  return normalized({ x: m02 + m20, y: m12 + m21, z: 1 + m22 - m00 - m11, w: m10 - m01 });
}

/** The angle of a rotation of any length, in radians from 0 to π. */
export function angleOf({ x, y, z, w }: Quaternion): number {
  // Not acos, which loses half of the digits of small angles.
  return 2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w));
}

/** Spherical interpolation between two normalized rotations on the shorter arc (Shoemake 1985, slerp). */
export function slerp(a: Quaternion, b: Quaternion, share: number): Quaternion {
  const dot = a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
  const sign = dot < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(1, Math.abs(dot)));
  const sine = Math.sin(angle);
  // For rotations this close, the line and the arc are equal to the last digit.
  const [from, to] =
    sine < 1e-8
      ? [1 - share, share]
      : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
  return normalized({
    x: from * a.x + sign * to * b.x,
    y: from * a.y + sign * to * b.y,
    z: from * a.z + sign * to * b.z,
    w: from * a.w + sign * to * b.w,
  });
}

/** Writes the slerp between two poses of `from` to the orientation `at` of `into`. */
export function slerpInto(
  into: Trajectory,
  at: number,
  from: Trajectory,
  before: number,
  after: number,
  share: number,
): void {
  const a = normalized(orientationAt(from, before));
  const q = before === after ? a : slerp(a, normalized(orientationAt(from, after)), share);
  into.qx[at] = q.x;
  into.qy[at] = q.y;
  into.qz[at] = q.z;
  into.qw[at] = q.w;
}
