/** A number in a form for JSON: NaN and infinities become words. */
export type Num = number | "NaN" | "Infinity" | "-Infinity";

/** Converts `value` to a form for JSON. */
export function toNum(value: number): Num {
  return Number.isFinite(value) ? value : (String(value) as Num);
}

/** Converts the form for JSON back to a number. */
export function fromNum(value: Num): number {
  return Number(value);
}

/** Maximum value for plotly, which adds margins: beyond this, they overflow. */
const largestDrawn = 1e300;

/** Whether a chart can show a value: neither a gap nor close to the maximum double. */
export function isDrawn(value: number | undefined): boolean {
  return value !== undefined && Math.abs(value) <= largestDrawn;
}

/** A value for plotly: NaN if plotly cannot place it, zero if it is too close to zero. */
export function toDrawn(value: number): number {
  if (!isDrawn(value)) return Number.NaN;
  return Math.abs(value) < 1 / largestDrawn ? 0 : value;
}

/** Default number of digits. */
const usualDigits = 6;

/**
 * Six digits, or as many as requested, or all before the decimal point: replacing those with zeros would be wrong.
 * Thin spaces separate thousands; powers of ten are used if zeros would hide the digits.
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

/** `value` with enough digits to distinguish it from `others`: 2.0000004 beside a limit of 2. */
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
