/**
 * Timestamps in nanoseconds, one per sample, never descending. You choose the clock: the functions here only use
 * differences.
 */
export type TimeColumn = BigInt64Array;

/** Positions over time in one frame. All columns have the same length. */
export interface Path {
  /** Nanoseconds, never descending. */
  readonly time: TimeColumn;
  /** Meters. */
  readonly x: Float64Array;
  /** Meters. */
  readonly y: Float64Array;
  /** Meters; all zero for motion in a plane. */
  readonly z: Float64Array;
}

/**
 * Positions and orientations over time: the rotation from the body frame to the frame of the positions, as a quaternion.
 * Quaternions do not have to be normalized, but must not be zero.
 */
export interface Trajectory extends Path {
  readonly qx: Float64Array;
  readonly qy: Float64Array;
  readonly qz: Float64Array;
  readonly qw: Float64Array;
}

/** The names of the columns of a {@link Path} besides its time. */
export const positionColumns = ["x", "y", "z"] as const;

/** The names of the columns of an orientation. */
export const orientationColumns = ["qx", "qy", "qz", "qw"] as const;
