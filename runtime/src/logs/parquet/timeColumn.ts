import { findTimeColumn, readTime, type TimeColumn as TextTime } from "../text/timeColumn.js";
import type { ParquetColumn } from "./parquetColumns.js";

/** The time column. */
export interface TimeColumn {
  readonly name: string;
  /** The column of nanoseconds next to the seconds, if any. */
  readonly nanos: string | undefined;
  /** Undefined for an empty cell, or one that is not a timestamp. */
  toNanoseconds(cell: unknown, nanos?: unknown): bigint | undefined;
  /** How its unit was determined, unless the file has it. */
  readonly guess: TextTime | undefined;
}

/**
 * The time column of a table: a column of timestamps (by name if there are several). Without one, a column of numbers or
 * dates with such a name, as in text tables. `valuesOf` returns some cells of a column: their magnitude gives the unit.
 */
export function timeColumnOf(
  columns: readonly ParquetColumn[],
  valuesOf: (name: string) => readonly unknown[],
): TimeColumn | undefined {
  const times = columns.filter(({ isTime }) => isTime);
  const named = findTimeColumn(
    times.map(({ name }) => ({ name })),
    () => [],
    false,
  );
  const time = times.find(({ name }) => name === named?.name) ?? times[0];
  if (time !== undefined) {
    return { name: time.name, nanos: undefined, toNanoseconds: exact, guess: undefined };
  }
  const candidates = columns.filter(({ kind }) => /^(?:number|integer|bigint|string)$/.test(kind));
  const byPlain = new Map<string, string>();
  const plains = candidates.map(({ name }) => {
    const [, plain = name, note] = /^(.+?)\s*[[(]([^\])]*)[\])]$/.exec(name) ?? [];
    if (!byPlain.has(plain)) byPlain.set(plain, name);
    return { name: plain, note };
  });
  const own = (plain: string) => byPlain.get(plain) ?? plain;
  const found = findTimeColumn(
    plains,
    (plain) => valuesOf(own(plain)).flatMap((cell) => textOf(cell) ?? []),
    false,
  );
  if (found === undefined) return undefined;
  return {
    name: own(found.name),
    nanos: found.nanos === undefined ? undefined : own(found.nanos),
    toNanoseconds: (cell, nanos) => {
      const text = textOf(cell);
      return text === undefined ? undefined : readTime(found, text, textOf(nanos));
    },
    guess: found,
  };
}

function exact(cell: unknown): bigint | undefined {
  return typeof cell === "bigint" ? cell : undefined;
}

/** A date, or the shortest decimal form of a number, with all of its digits. */
function textOf(cell: unknown): string | undefined {
  if (typeof cell === "string") return cell;
  return typeof cell === "number" || typeof cell === "bigint" ? String(cell) : undefined;
}
