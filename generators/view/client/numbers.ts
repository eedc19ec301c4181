import type { Num } from "../model/pageData.js";

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

/**
 * Six digits, or all that stand before the point: zeros in their place would be wrong. A thin space
 * between thousands, powers of ten where zeros would hide the digits.
 */
export function shortNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
    const [digits = "", power = ""] = value.toExponential(4).split("e");
    return `${digits.replace(/\.?0+$/, "")}e${power.replace("+", "")}`.replace(/-/g, "−");
  }
  const rounded = Number(value.toPrecision(Math.max(6, String(Math.trunc(size)).length)));
  const [whole = "", fraction] = String(Math.abs(rounded)).split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  const sign = rounded < 0 ? "−" : "";
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}
