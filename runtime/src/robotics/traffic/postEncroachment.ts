import Flatbush from "flatbush";
import { checkTrajectory } from "../checks.js";
import type { Trajectory } from "../columns.js";
import { type Footprint, outlineDistance, outlineOf, placed } from "../footprint.js";
import { yawOf } from "../motion.js";
import { nanosecondsSince } from "../nanoseconds.js";

/** Where and when two tracks came closest in time to being at one place. */
export interface PostEncroachment {
  /** Seconds between one leaving the place and the other taking it; 0 for a contact. */
  readonly seconds: number;
  /** The number of the pose of the first track. */
  readonly a: number;
  /** The number of the pose of the second. */
  readonly b: number;
}

/**
 * Post-encroachment time (Allen, Shin and Cooper 1978): the least time between two agents' covering one
 * place, pose against pose; undefined where their tracks have no place in common. It is as fine as the
 * poses are dense: resample tracks that are sparse.
 *
 * @throws {@link RoboticsError} for no poses, poses that are not finite, times that descend, footprints
 * without a size.
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
