/** An angle in radians, normalized to the range from -π (exclusive) to π (inclusive). */
export function wrapAngle(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = angle - turn * Math.round(angle / turn);
  return rest === -Math.PI ? Math.PI : rest;
}

/** Angles in radians without jumps of a full turn: each within π of the previous one, the first within π of 0. */
export function unwrapAngles(angles: Float64Array): Float64Array {
  const turn = 2 * Math.PI;
  let before = 0;
  return angles.map((angle) => {
    // A NaN stays NaN, and the next angle follows the last known one.
    if (!Number.isFinite(angle)) return angle;
    // Adds a whole number of turns instead of summing differences, which would accumulate rounding errors.
    before = angle + turn * Math.round((before - angle) / turn);
    return before;
  });
}
