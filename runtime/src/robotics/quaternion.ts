import type { Trajectory } from "./columns.js";

/** A rotation: x, y, z, w, in the order of ROS messages. */
export interface Quaternion {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
}

/** The orientation of one pose, as long as it stands there. */
export function orientationAt({ qx, qy, qz, qw }: Trajectory, at: number): Quaternion {
  return {
    x: qx[at] as number,
    y: qy[at] as number,
    z: qz[at] as number,
    w: qw[at] as number,
  };
}

/** A quaternion brought to length 1. */
export function normalized({ x, y, z, w }: Quaternion): Quaternion {
  const length = Math.hypot(x, y, z, w);
  return { x: x / length, y: y / length, z: z / length, w: w / length };
}

/** The rotation back. */
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

/** By how much a rotation of any length turns: radians from 0 to π. */
export function angleOf({ x, y, z, w }: Quaternion): number {
  // Not by acos, which loses half the digits of small angles.
  return 2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w));
}

/** Between two rotations of length 1, a share of the shorter way (Shoemake 1985, slerp). */
export function slerp(a: Quaternion, b: Quaternion, share: number): Quaternion {
  const dot = a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
  const sign = dot < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(1, Math.abs(dot)));
  const sine = Math.sin(angle);
  // Between rotations this close the line and the arc are the same to the last digit.
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

/** Puts the slerp between two poses of `from` into the orientation `at` of `into`. */
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
