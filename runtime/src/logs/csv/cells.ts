const missing = /^\s*(?:#?n\/a|na|<na>|null|nil|none)?\s*$/i;

/** Whether a cell has no value: it is empty, or says so in a word that pandas, R or SQL writes. */
export function isMissing(cell: string): boolean {
  return missing.test(cell);
}

/** As C, Python and Microsoft's C library write them. */
const notANumber = /^\s*[+-]?(?:nan(?:\(\w*\))?|1\.#(?:ind|qnan|snan)\w*)\s*$/i;
const infinite = /^\s*([+-]?)(?:inf(?:inity)?|1\.#inf\w*)\s*$/i;
const whole = /^\s*[+-]?\d+\s*$/;

/**
 * The number in a cell, with a decimal point: a bigint for integers beyond ±2^53, NaN for a missing one. Undefined if it
 * is not a number, or too large for one.
 */
export function numberIn(cell: string): number | bigint | undefined {
  const value = Number(cell);
  if (Number.isFinite(value)) {
    // An empty cell would become zero.
    if (value === 0 && cell.trim() === "") return Number.NaN;
    if (Number.isSafeInteger(value) || !whole.test(cell)) return value;
    return BigInt(cell.trim());
  }
  if (notANumber.test(cell) || isMissing(cell)) return Number.NaN;
  const found = infinite.exec(cell);
  if (found === null) return undefined;
  return found[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const written = /^\s*[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?\s*$/i;

/** Whether a cell has the form of a number, with a decimal point or comma, also of one that is too large. */
export function isNumeral(cell: string): boolean {
  return written.test(cell);
}

/** A number, NaN, infinity or a date: what rows contain, but headers do not. */
export function isValue(cell: string): boolean {
  return (
    isNumeral(cell) || notANumber.test(cell) || infinite.test(cell) || /^\d{4}-\d\d-\d\d/.test(cell)
  );
}
