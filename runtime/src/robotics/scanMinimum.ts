import { wrapAngle } from "./angles.js";
import { badOption, checkFinite } from "./checks.js";

/** The fields of a LaserScan message that are needed for its closest return. */
export interface Scan {
  /** Meters, one per beam; NaN and infinities are beams without a return. */
  readonly ranges: ArrayLike<number>;
  /** Direction of the first beam in radians, counterclockwise from straight ahead. */
  readonly angleMin: number;
  /** Radians from beam to beam. */
  readonly angleIncrement: number;
  /** Meters: closer values are not returns. Default: 0. */
  readonly rangeMin?: number | undefined;
  /** Meters: farther values are not returns. Default: no limit. */
  readonly rangeMax?: number | undefined;
}

/** A sector, counterclockwise from `from` to `to` in radians; it may pass ±π. */
export interface Sector {
  readonly from: number;
  readonly to: number;
}

/** The closest return of a scan. */
export interface ClosestReturn {
  /** Meters. */
  readonly range: number;
  /** Radians, from -π to π. */
  readonly angle: number;
  /** Index of its beam. */
  readonly beam: number;
}

/**
 * The closest return of a laser scan, within a sector if given; undefined if no beam has a return.
 *
 * @throws {@link RoboticsError} for non-finite angles, and an increment of 0.
 */
export function scanMinimum(scan: Scan, sector?: Sector): ClosestReturn | undefined {
  const { ranges, rangeMin = 0, rangeMax = Number.POSITIVE_INFINITY } = scan;
  const first = checkFinite("angleMin", scan.angleMin);
  const step = checkFinite("angleIncrement", scan.angleIncrement);
  if (step === 0 && ranges.length > 1) throw badOption("angleIncrement", step, "other than 0");
  const width = sector === undefined ? 0 : widthOf(sector);
  let closest: ClosestReturn | undefined;
  for (let beam = 0; beam < ranges.length; beam++) {
    const range = ranges[beam] as number;
    if (
      !(
        range >= rangeMin &&
        range <= rangeMax &&
        range < (closest?.range ?? Number.POSITIVE_INFINITY)
      )
    ) {
      continue;
    }
    const angle = wrapAngle(first + beam * step);
    if (sector !== undefined && turnFrom(sector.from, angle) > width) continue;
    closest = { range, angle, beam };
  }
  return closest;
}

const turn = 2 * Math.PI;

function widthOf({ from, to }: Sector): number {
  checkFinite("sector.from", from);
  checkFinite("sector.to", to);
  return to - from >= turn ? turn : turnFrom(from, to);
}

/** Counterclockwise angle from one direction to another, from 0 to a full turn. A tiny step back counts as 0. */
function turnFrom(from: number, to: number): number {
  const angle = (to - from) % turn;
  const positive = angle < 0 ? angle + turn : angle;
  return turn - positive < 1e-9 ? 0 : positive;
}
