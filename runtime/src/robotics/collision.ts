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
   * Radians per second. With 0 it keeps its velocity (constant velocity); otherwise heading and velocity
   * turn at this rate at constant speed (constant turn rate and velocity). Default: 0.
   */
  readonly yawRate?: number | undefined;
}

/** Options of what looks ahead. */
export interface HorizonOptions {
  /** Seconds to look ahead. Default: 10. */
  horizon?: number | undefined;
}

const defaultHorizon = 10;

/**
 * Seconds until the footprints of two agents touch, if both go on as they move now: 0 where they touch
 * already, Infinity where they do not within the horizon. Exact for two discs that do not turn; else
 * to a micrometer, by steps no longer than the distance left over the greatest speed at which it can
 * shrink, which never step over a contact.
 *
 * @throws {@link RoboticsError} for footprints without a size and numbers that are not finite.
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
  /** Meters between the footprints then; 0 for a contact. */
  readonly clearance: number;
}

/**
 * When two agents come closest to each other within the horizon, if both go on as they move now, and
 * how close: to a millimeter of clearance. Of several such moments it is one.
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
  // Where the clearance cannot fall below the best within an interval, that interval is done.
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
  /** Seconds before the brakes act, in which the gap shrinks at full speed. Default: 0. */
  reactionTime?: number | undefined;
}

/**
 * The constant deceleration, in meters per second squared, that stops the closing of a gap just before
 * it is gone: v² / (2 gap). 0 where the gap does not close, Infinity where it is gone already.
 *
 * @param gap meters of free space
 * @param closingSpeed meters per second at which it shrinks
 * @throws {@link RoboticsError} for numbers that are not finite, or a negative reaction time.
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

/** An agent on its way. */
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

  /** The greatest speed of any of its points. */
  get fastestPoint(): number {
    return this.speed + Math.abs(this.#yawRate) * this.outline.reach;
  }

  /** Where it is after so many seconds. */
  poseAt(seconds: number): Pose2D {
    const { x, y, yaw, vx, vy } = this.#agent;
    const angle = this.#yawRate * seconds;
    if (angle === 0) return { x: x + vx * seconds, y: y + vy * seconds, yaw };
    // The quotient of sine and angle first: a product with a rate near 5e-324 has lost its digits, and
    // over the rate it would be another time than was asked for.
    const sine = seconds * (Math.sin(angle) / angle);
    // 1 - cos, without the loss of digits for small angles.
    const versed = seconds * ((2 * Math.sin(angle / 2) ** 2) / angle);
    return { x: x + vx * sine - vy * versed, y: y + vx * versed + vy * sine, yaw: yaw + angle };
  }

  get velocity(): { readonly x: number; readonly y: number } {
    return { x: this.#agent.vx, y: this.#agent.vy };
  }
}

/** Two discs are a point and a disc of both radii: a quadratic equation. */
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

/** The greatest speed at which the clearance of two agents can change. */
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
