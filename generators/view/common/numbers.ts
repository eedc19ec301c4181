/** A number that JSON can hold: NaN and the infinities are written as words. */
export type Num = number | "NaN" | "Infinity" | "-Infinity";

/** `value` in a form that JSON keeps. */
export function toNum(value: number): Num {
  return Number.isFinite(value) ? value : (String(value) as Num);
}

/** A number that JSON wrote as a word, as a number again. */
export function fromNum(value: Num): number {
  return Number(value);
}

/** plotly adds room around what it draws: beyond this, that is no number any more. */
const largestDrawn = 1e300;

/** Whether a chart can show a value: no gaps, and none of the numbers at the very end of what a double holds. */
export function isDrawn(value: number | undefined): boolean {
  return value !== undefined && Math.abs(value) <= largestDrawn;
}

/** A value as plotly can place it: NaN for what it cannot, zero for what it could not tell from zero. */
export function toDrawn(value: number): number {
  if (!isDrawn(value)) return Number.NaN;
  return Math.abs(value) < 1 / largestDrawn ? 0 : value;
}

/** Digits that are shown where nothing asks for more. */
const usualDigits = 6;

/**
 * Six digits, or as many as asked for, or all that stand before the point: zeros in their place would be wrong.
 * A thin space between thousands, powers of ten where zeros would hide the digits.
 */
export function shortNumber(value: number, digits = usualDigits): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
    const [mantissa = "", power = ""] = value.toExponential(digits - 2).split("e");
    const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    return `${short}e${power.replace("+", "")}`.replace(/-/g, "−");
  }
  const rounded = Number(value.toPrecision(Math.max(digits, String(Math.trunc(size)).length)));
  const [whole = "", fraction] = String(Math.abs(rounded)).split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  const sign = rounded < 0 ? "−" : "";
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** `value` with as many digits as tell it from each of `others`: 2.0000004 beside a limit of 2. */
export function distinctNumber(value: number, others: readonly number[]): string {
  for (let digits = usualDigits; digits < 17; digits += 1) {
    const text = shortNumber(value, digits);
    if (others.every((other) => other === value || shortNumber(other, digits) !== text))
      return text;
  }
  return shortNumber(value, 17);
}

/** `3.2 m`, or the number alone. */
export function withUnitOf(number: string, unit: string): string {
  return unit === "" ? number : `${number} ${unit}`;
}
