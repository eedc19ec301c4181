/**
 * Points in time, in nanoseconds, one for each sample; never descending. Which clock they are of is
 * the caller's choice: the functions here only take differences.
 */
export type TimeColumn = BigInt64Array;

/** Where something was over time, in one frame. All columns have one length. */
export interface Path {
  /** Nanoseconds, never descending. */
  readonly time: TimeColumn;
  /** Meters. */
  readonly x: Float64Array;
  /** Meters. */
  readonly y: Float64Array;
  /** Meters; all zero for what moves in a plane. */
  readonly z: Float64Array;
}

/**
 * Where something was over time and how it was turned: the rotation from its own frame to that of
 * the positions, as a quaternion. Quaternions need not be of length 1, but must not be zero.
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
