import { checkFinite, checkNotNegative, checkPositive } from "./checks.js";
import {
  checkPose,
  type Footprint,
  type Outline,
  outlineDistance,
  outlineOf,
  type Pose2D,
  placed,
} from "./footprint.js";

/** Something that moves on the ground. */
export interface Agent extends Pose2D {
  readonly footprint: Footprint;
  /** Meters per second along x of the common frame. */
  readonly vx: number;
  /** Meters per second along y of the common frame. */
  readonly vy: number;
  /**
   * Radians per second. With 0, it keeps its velocity (constant velocity). Otherwise, heading and velocity rotate at this
   * rate with constant speed (constant turn rate and velocity). Default: 0.
   */
  readonly yawRate?: number | undefined;
}

/** Options of predictions. */
export interface HorizonOptions {
  /** Seconds to look ahead. Default: 10. */
  horizon?: number | undefined;
}

const defaultHorizon = 10;

/**
 * Seconds until the footprints of two agents touch, if both keep their motion. 0 if they already
 * touch, Infinity if they do not touch within the horizon. Exact for two discs that do not turn.
 * Otherwise accurate to a micrometer: steps are limited to the remaining distance divided by the
 * maximum closing speed, so they never miss a contact.
 *
 * @throws {@link RoboticsError} for footprints without a size and non-finite numbers.
 */
export function timeToCollision(a: Agent, b: Agent, options: HorizonOptions = {}): number {
  const horizon = checkPositive("horizon", options.horizon ?? defaultHorizon);
  const [movingA, movingB] = [new Moving(a), new Moving(b)];
  if (
    a.footprint.kind === "disc" &&
    b.footprint.kind === "disc" &&
    !movingA.turns &&
    !movingB.turns
  ) {
    return discs(a, b, a.footprint.radius + b.footprint.radius, horizon);
  }
  return advance(movingA, movingB, horizon);
}

/** When and how close two agents come. */
export interface ClosestApproach {
  /** Seconds from now. */
  readonly seconds: number;
  /** Meters between the footprints at that time; 0 for a contact. */
  readonly clearance: number;
}

/**
 * When and how close two agents are at their closest within the horizon, if both keep their motion. The clearance is
 * accurate to a millimeter. If there are several such times, it is one of them.
 *
 * @throws {@link RoboticsError} as {@link timeToCollision} does.
 */
export function closestApproach(a: Agent, b: Agent, options: HorizonOptions = {}): ClosestApproach {
  const horizon = checkPositive("horizon", options.horizon ?? defaultHorizon);
  const [movingA, movingB] = [new Moving(a), new Moving(b)];
  const contact = timeToCollision(a, b, options);
  if (contact !== Number.POSITIVE_INFINITY) return { seconds: contact, clearance: 0 };
  const speed = fastest(movingA, movingB);
  const at = (seconds: number) => ({ seconds, clearance: clearanceAt(movingA, movingB, seconds) });
  let best = at(0);
  if (speed === 0) return best;
  const last = at(horizon);
  if (last.clearance < best.clearance) best = last;
  // An interval is done if the clearance cannot fall below the best within it.
  const intervals: [ClosestApproach, ClosestApproach][] = [[at(0), last]];
  for (let next = intervals.pop(); next !== undefined; next = intervals.pop()) {
    const [from, to] = next;
    const floor = (from.clearance + to.clearance - speed * (to.seconds - from.seconds)) / 2;
    if (floor > best.clearance - 0.001) continue;
    const middle = at((from.seconds + to.seconds) / 2);
    if (middle.clearance < best.clearance) best = middle;
    intervals.push([from, middle], [middle, to]);
  }
  return best;
}

/** Options of {@link decelerationNeeded}. */
export interface DecelerationOptions {
  /** Seconds before the brakes act, while the gap shrinks at full speed. Default: 0. */
  reactionTime?: number | undefined;
}

/**
 * The constant deceleration in meters per second squared that just avoids closing a gap: v² / (2 gap). 0 if the gap does
 * not shrink, Infinity if it is already closed.
 *
 * @param gap meters of free space
 * @param closingSpeed meters per second at which the gap shrinks
 * @throws {@link RoboticsError} for non-finite numbers, or a negative reaction time.
 */
export function decelerationNeeded(
  gap: number,
  closingSpeed: number,
  options: DecelerationOptions = {},
): number {
  checkFinite("gap", gap);
  checkFinite("closingSpeed", closingSpeed);
  const reaction = checkNotNegative("reactionTime", options.reactionTime ?? 0);
  if (closingSpeed <= 0) return 0;
  const left = gap - closingSpeed * reaction;
  return left <= 0 ? Number.POSITIVE_INFINITY : closingSpeed ** 2 / (2 * left);
}

/** A moving agent. */
export class Moving {
  readonly turns: boolean;
  readonly outline: Outline;
  readonly speed: number;
  readonly #agent: Agent;
  readonly #yawRate: number;

  constructor(agent: Agent) {
    checkPose(agent);
    checkFinite("vx", agent.vx);
    checkFinite("vy", agent.vy);
    this.#yawRate = checkFinite("yawRate", agent.yawRate ?? 0);
    this.#agent = agent;
    this.turns = this.#yawRate !== 0;
    this.outline = outlineOf(agent.footprint);
    this.speed = Math.hypot(agent.vx, agent.vy);
  }

  /** The maximum speed of any of its points. */
  get fastestPoint(): number {
    return this.speed + Math.abs(this.#yawRate) * this.outline.reach;
  }

  /** Its position after this many seconds. */
  poseAt(seconds: number): Pose2D {
    const { x, y, yaw, vx, vy } = this.#agent;
    const angle = this.#yawRate * seconds;
    if (angle === 0) return { x: x + vx * seconds, y: y + vy * seconds, yaw };
    // Divides the sine by the angle first. A product with a rate near 5e-324 has lost its digits,
    // and dividing that by the rate would give a different time.
    const sine = seconds * (Math.sin(angle) / angle);
    // 1 - cos, without cancellation for small angles.
    const versed = seconds * ((2 * Math.sin(angle / 2) ** 2) / angle);
    return { x: x + vx * sine - vy * versed, y: y + vx * versed + vy * sine, yaw: yaw + angle };
  }

  get velocity(): { readonly x: number; readonly y: number } {
    return { x: this.#agent.vx, y: this.#agent.vy };
  }
}

/** Two discs are equivalent to a point and a disc with both radii: a quadratic equation. */
function discs(a: Agent, b: Agent, radius: number, horizon: number): number {
  const x = b.x - a.x;
  const y = b.y - a.y;
  const vx = b.vx - a.vx;
  const vy = b.vy - a.vy;
  const beyond = x * x + y * y - radius * radius;
  if (beyond <= 0) return 0;
  const closing = -(x * vx + y * vy);
  const squared = vx * vx + vy * vy;
  const root = closing * closing - squared * beyond;
  if (closing <= 0 || root < 0) return Number.POSITIVE_INFINITY;
  const seconds = beyond / (closing + Math.sqrt(root));
  return seconds <= horizon ? seconds : Number.POSITIVE_INFINITY;
}

const touching = 1e-6;

function advance(a: Moving, b: Moving, horizon: number): number {
  const speed = fastest(a, b);
  let seconds = 0;
  for (;;) {
    const clearance = clearanceAt(a, b, seconds);
    if (clearance <= touching) return seconds;
    if (speed === 0) return Number.POSITIVE_INFINITY;
    seconds += clearance / speed;
    if (seconds > horizon) return Number.POSITIVE_INFINITY;
  }
}

/** The maximum rate of change of the clearance between two agents. */
function fastest(a: Moving, b: Moving): number {
  if (a.turns || b.turns) return a.fastestPoint + b.fastestPoint;
  return Math.hypot(a.velocity.x - b.velocity.x, a.velocity.y - b.velocity.y);
}

function clearanceAt(a: Moving, b: Moving, seconds: number): number {
  return outlineDistance(
    placed(a.outline, a.poseAt(seconds)),
    placed(b.outline, b.poseAt(seconds)),
  );
}
