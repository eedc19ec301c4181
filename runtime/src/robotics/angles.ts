/** An angle in radians brought into the range from -π (not included) to π. */
export function wrapAngle(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = angle - turn * Math.round(angle / turn);
  return rest === -Math.PI ? Math.PI : rest;
}

/** Angles in radians without their jumps of a whole turn: each within π of the one before, the first within π of 0. */
export function unwrapAngles(angles: Float64Array): Float64Array {
  const turn = 2 * Math.PI;
  let before = 0;
  return angles.map((angle) => {
    // A NaN stays one, and the next angle follows the last that was known.
    if (!Number.isFinite(angle)) return angle;
    // A whole number of turns is added, not a sum of differences, which would add up their rounding.
    before = angle + turn * Math.round((before - angle) / turn);
    return before;
  });
}
