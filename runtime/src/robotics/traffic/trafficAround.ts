import Flatbush from "flatbush";
import { checkPositive } from "../checks.js";
import { type Agent, type HorizonOptions, Moving, timeToCollision } from "../collision.js";
import { clearanceBetween } from "../footprint.js";

/** The nearest other agent, and the first one to collide with. */
export interface Traffic {
  /** Meters to the nearest other agent; Infinity without others. */
  readonly clearance: number;
  /** Index of that agent; -1 without others. */
  readonly nearest: number;
  /** Seconds to the first collision, if all agents keep their motion; Infinity if there is none within the horizon. */
  readonly timeToCollision: number;
  /** Index of the agent to collide with; -1 if there is none. */
  readonly first: number;
}

/**
 * Clearance and time to collision of one agent among many at one time, assuming constant velocity or turn rate. A spatial
 * index (flatbush) of the reachable areas within the horizon selects the agents that could matter.
 *
 * @throws {@link RoboticsError} for footprints without a size and non-finite numbers.
 */
export function trafficAround(
  ego: Agent,
  others: readonly Agent[],
  options: HorizonOptions = {},
): Traffic {
  const horizon = checkPositive("horizon", options.horizon ?? 10);
  if (others.length === 0) {
    return {
      clearance: Number.POSITIVE_INFINITY,
      nearest: -1,
      timeToCollision: Number.POSITIVE_INFINITY,
      first: -1,
    };
  }
  const now = new Flatbush(others.length);
  const ahead = new Flatbush(others.length);
  for (const other of others) {
    const moving = new Moving(other);
    addBox(now, boxOf(other, moving, 0));
    addBox(ahead, boxOf(other, moving, horizon));
  }
  now.finish();
  ahead.finish();
  const { clearance, nearest } = nearestTo(ego, others, now);
  const [minX, minY, maxX, maxY] = boxOf(ego, new Moving(ego), horizon);
  let first = -1;
  let soonest = Number.POSITIVE_INFINITY;
  for (const number of ahead.search(minX, minY, maxX, maxY)) {
    // Collisions after the earliest one do not matter.
    const within = Math.min(horizon, soonest);
    if (within === 0) break;
    const seconds = timeToCollision(ego, others[number] as Agent, { horizon: within });
    if (seconds >= soonest) continue;
    soonest = seconds;
    first = number;
  }
  return { clearance, nearest, timeToCollision: soonest, first };
}

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

/** The bounding box that an agent can reach within this many seconds. */
function boxOf({ x, y }: Agent, moving: Moving, seconds: number): Box {
  const { reach } = moving.outline;
  if (moving.turns) {
    const far = reach + moving.speed * seconds;
    return [x - far, y - far, x + far, y + far];
  }
  const end = moving.poseAt(seconds);
  return [
    Math.min(x, end.x) - reach,
    Math.min(y, end.y) - reach,
    Math.max(x, end.x) + reach,
    Math.max(y, end.y) + reach,
  ];
}

function addBox(index: Flatbush, [minX, minY, maxX, maxY]: Box): void {
  index.add(minX, minY, maxX, maxY);
}

/** By distance of their boxes, until no box can contain anything nearer. */
function nearestTo(ego: Agent, others: readonly Agent[], index: Flatbush) {
  const { reach } = new Moving(ego).outline;
  let clearance = Number.POSITIVE_INFINITY;
  let nearest = -1;
  const look = (numbers: readonly number[]) => {
    for (const number of numbers) {
      const other = others[number] as Agent;
      const distance = clearanceBetween(ego.footprint, ego, other.footprint, other);
      if (distance >= clearance) continue;
      clearance = distance;
      nearest = number;
    }
  };
  look(index.neighbors(ego.x, ego.y, 1));
  // Anything nearer has a box within this distance of the ego position.
  look(index.neighbors(ego.x, ego.y, others.length, clearance + reach));
  return { clearance, nearest };
}
