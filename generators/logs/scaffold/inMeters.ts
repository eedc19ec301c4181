/** Factors to meters, as code. */
const factors: Readonly<Record<string, string>> = {
  mm: " / 1000",
  cm: " / 100",
  km: " * 1000",
  ft: " * 0.3048",
};

/** An expression for a length in meters, from one in the unit that a table's header names; unchanged for other notes. */
export function inMeters(expression: string, unit: string | undefined): string {
  const factor = unit !== undefined && Object.hasOwn(factors, unit) ? factors[unit] : undefined;
  if (factor === undefined) return expression;
  return expression.includes("??") ? `(${expression})${factor}` : `${expression}${factor}`;
}
