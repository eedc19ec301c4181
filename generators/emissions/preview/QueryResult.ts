/** The result of a query, column by column. */
export interface QueryResult {
  /** As named in the query. */
  readonly names: readonly string[];
  /** One list for each column: null, boolean, number, bigint, string, Date, or lists of such. */
  readonly columns: readonly (readonly unknown[])[];
  readonly rows: number;
  /** Whether rows beyond the maximum were left out. */
  readonly cut: boolean;
}

/** A value as a number; undefined if it is not a number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  return undefined;
}

/** A value in JSON: integers beyond 2^53 as strings of digits, timestamps as RFC 3339. */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value === undefined) return null;
  if (typeof value === "object" && value !== null) return String(value);
  return value;
}

/** A value as text for a table cell. */
export function shown(value: unknown): string {
  const it = plain(value);
  if (it === null) return "";
  if (Array.isArray(it)) return it.map(shown).join(", ");
  return typeof it === "string" ? it : String(it);
}
