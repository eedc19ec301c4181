import { type Path, type Trajectory, timeFromSeconds } from "@metrics-project/runtime/robotics";
import { expect } from "vitest";

/** Compares element by element, NaN equal to NaN. */
export function expectClose(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  within = 1e-12,
): void {
  expect(got.length).toBe(wanted.length);
  const apart = Array.from(got).findIndex((value, at) => {
    const other = wanted[at] as number;
    return !(Object.is(value, other) || Math.abs(value - other) <= within);
  });
  expect(apart < 0 ? "equal" : `at ${apart}: ${got[apart]} instead of ${wanted[apart]}`).toBe(
    "equal",
  );
}

/** Numbers that look random and are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Normally distributed numbers of mean 0 and standard deviation 1 (Box-Muller). */
export function normal(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

interface Pose {
  x: number;
  y?: number;
  z?: number;
  yaw?: number;
}

/** A log of poses at a fixed rate. */
export function logOf(
  { seconds, hertz, start = 0 }: { seconds: number; hertz: number; start?: number },
  poseAt: (seconds: number) => Pose,
): Trajectory {
  const count = Math.round(seconds * hertz) + 1;
  const times = Float64Array.from({ length: count }, (_, at) => at / hertz);
  const poses = Array.from(times, poseAt);
  const column = (of: (pose: Pose) => number) => Float64Array.from(poses, of);
  return {
    time: timeFromSeconds(times.map((time) => start + time)),
    x: column(({ x }) => x),
    y: column(({ y = 0 }) => y),
    z: column(({ z = 0 }) => z),
    qx: column(() => 0),
    qy: column(() => 0),
    qz: column(({ yaw = 0 }) => Math.sin(yaw / 2)),
    qw: column(({ yaw = 0 }) => Math.cos(yaw / 2)),
  };
}

/** Positions moved by noise of this standard deviation (meters) in each of `axes`. */
export function noisy(
  path: Path,
  deviation: number,
  seed: number,
  axes: readonly ("x" | "y" | "z")[] = ["x", "y"],
): Path {
  const next = normal(seed);
  const columns = Object.fromEntries(
    axes.map((axis) => [axis, path[axis].map((value) => value + deviation * next())]),
  );
  return { ...path, ...columns };
}
