import Flatbush from "flatbush";
import { checkTrajectory } from "../checks.js";
import type { Trajectory } from "../columns.js";
import { type Footprint, outlineDistance, outlineOf, placed } from "../footprint.js";
import { yawOf } from "../motion.js";
import { nanosecondsSince } from "../nanoseconds.js";

/** Where and when two tracks were closest in time to occupying the same place. */
export interface PostEncroachment {
  /** Seconds between one leaving the place and the other entering it; 0 for a contact. */
  readonly seconds: number;
  /** Pose index of the first track. */
  readonly a: number;
  /** Pose index of the second track. */
  readonly b: number;
}

/**
 * Post-encroachment time (Allen, Shin and Cooper 1978): the minimum time between two agents
 * occupying the same place, compared pose by pose. Undefined if their tracks have no common place.
 * The resolution is that of the poses: resample sparse tracks.
 *
 * @throws {@link RoboticsError} for no poses, non-finite poses, descending times, and footprints without a size.
 */
export function postEncroachment(
  a: Trajectory,
  footprintA: Footprint,
  b: Trajectory,
  footprintB: Footprint,
): PostEncroachment | undefined {
  checkTrajectory(a, 1);
  checkTrajectory(b, 1);
  const [outlineA, outlineB] = [outlineOf(footprintA), outlineOf(footprintB)];
  const origin = a.time[0] as bigint;
  const [timeA, timeB] = [nanosecondsSince(a.time, origin), nanosecondsSince(b.time, origin)];
  const [yawA, yawB] = [yawOf(a), yawOf(b)];
  const index = new Flatbush(b.time.length);
  for (let j = 0; j < b.time.length; j++) index.add(b.x[j] as number, b.y[j] as number);
  index.finish();
  const reach = outlineA.reach + outlineB.reach;
  let best: PostEncroachment | undefined;
  for (let i = 0; i < a.time.length; i++) {
    const x = a.x[i] as number;
    const y = a.y[i] as number;
    const covers = placed(outlineA, { x, y, yaw: yawA[i] as number });
    for (const j of index.search(x - reach, y - reach, x + reach, y + reach)) {
      const seconds = Math.abs((timeA[i] as number) - (timeB[j] as number)) / 1e9;
      if (best !== undefined && seconds >= best.seconds) continue;
      const place = { x: b.x[j] as number, y: b.y[j] as number, yaw: yawB[j] as number };
      if (outlineDistance(covers, placed(outlineB, place)) === 0) best = { seconds, a: i, b: j };
    }
  }
  return best;
}
