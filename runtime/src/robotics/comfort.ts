import type { TimeColumn, Trajectory } from "./columns.js";
import { type Exceedance, exceedanceOf } from "./exceedance.js";
import { derivativeOf, type MotionOptions, velocityOf, yawOf, yawRateOf } from "./motion.js";

/** The quantities of comfort. */
export type ComfortQuantity =
  | "longitudinalAcceleration"
  | "lateralAcceleration"
  | "jerk"
  | "longitudinalJerk"
  | "yawRate"
  | "yawAcceleration";

/** The minimum and maximum comfortable value, in the unit of the quantity. */
export interface ComfortBounds {
  readonly unit: string;
  readonly least: number;
  readonly most: number;
}

/**
 * The bounds of the nuPlan benchmark's comfort metric (Karnchanachari et al. 2024), taken from human
 * drivers of cars. Change some of them: `{ ...nuPlanComfort, jerk: { unit: "m/s³", least: 0, most: 4 } }`.
 */
export const nuPlanComfort: Readonly<Record<ComfortQuantity, ComfortBounds>> = {
  longitudinalAcceleration: { unit: "m/s²", least: -4.05, most: 2.4 },
  lateralAcceleration: { unit: "m/s²", least: -4.89, most: 4.89 },
  jerk: { unit: "m/s³", least: 0, most: 8.37 },
  longitudinalJerk: { unit: "m/s³", least: -4.13, most: 4.13 },
  yawRate: { unit: "rad/s", least: -0.95, most: 0.95 },
  yawAcceleration: { unit: "rad/s²", least: -1.93, most: 1.93 },
};

/** One quantity over time against its bounds. */
export interface ComfortSeries extends ComfortBounds {
  /** In the unit of the bounds, one per pose. */
  readonly values: Float64Array;
  /** How long it was outside of them. */
  readonly exceedance: Exceedance;
  readonly comfortable: boolean;
}

/** The comfort of a ride. */
export interface Comfort {
  /** Nanoseconds. */
  readonly time: TimeColumn;
  readonly series: Readonly<Record<ComfortQuantity, ComfortSeries>>;
  /** Whether every quantity was always within its bounds. */
  readonly comfortable: boolean;
}

/** Options of {@link comfortOf}. */
export interface ComfortOptions extends MotionOptions {
  /** Default: the bounds of nuPlan, {@link nuPlanComfort}. */
  bounds?: Readonly<Record<ComfortQuantity, ComfortBounds>> | undefined;
}

/**
 * Compares longitudinal and lateral acceleration, jerk and yaw motion of a trajectory with comfort bounds. All are
 * derivatives of positions and orientations over `window`, here 0.5 s by default: with shorter windows, position noise
 * appears as jerk.
 *
 * @throws {@link RoboticsError} as {@link velocityOf} and {@link yawRateOf} do.
 */
export function comfortOf(trajectory: Trajectory, options: ComfortOptions = {}): Comfort {
  const { bounds = nuPlanComfort, window = 0.5 } = options;
  const { time } = trajectory;
  const slope = (values: Float64Array) => derivativeOf(time, values, { window });
  const velocity = velocityOf(trajectory, { window });
  const [ax, ay] = [slope(velocity.x), slope(velocity.y)];
  const [jx, jy] = [slope(ax), slope(ay)];
  const yaw = yawOf(trajectory);
  const longitudinalAcceleration = along(yaw, ax, ay);
  const yawRate = yawRateOf(trajectory, { window });
  const values: Record<ComfortQuantity, Float64Array> = {
    longitudinalAcceleration,
    lateralAcceleration: across(yaw, ax, ay),
    jerk: jx.map((x, at) => Math.hypot(x, jy[at] as number)),
    longitudinalJerk: slope(longitudinalAcceleration),
    yawRate,
    yawAcceleration: slope(yawRate),
  };
  const judge = (quantity: ComfortQuantity): ComfortSeries => {
    const { least, most, unit } = bounds[quantity];
    const exceedance = exceedanceOf(time, values[quantity], { above: most, below: least });
    const { longest } = exceedance;
    return {
      unit,
      least,
      most,
      values: values[quantity],
      exceedance,
      comfortable: longest === undefined,
    };
  };
  const series: Record<ComfortQuantity, ComfortSeries> = {
    longitudinalAcceleration: judge("longitudinalAcceleration"),
    lateralAcceleration: judge("lateralAcceleration"),
    jerk: judge("jerk"),
    longitudinalJerk: judge("longitudinalJerk"),
    yawRate: judge("yawRate"),
    yawAcceleration: judge("yawAcceleration"),
  };
  return { time, series, comfortable: Object.values(series).every((one) => one.comfortable) };
}

function along(yaw: Float64Array, x: Float64Array, y: Float64Array): Float64Array {
  return yaw.map(
    (angle, at) => Math.cos(angle) * (x[at] as number) + Math.sin(angle) * (y[at] as number),
  );
}

function across(yaw: Float64Array, x: Float64Array, y: Float64Array): Float64Array {
  return yaw.map(
    (angle, at) => Math.cos(angle) * (y[at] as number) - Math.sin(angle) * (x[at] as number),
  );
}
