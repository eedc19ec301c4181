import { findTimeColumn, readTime } from "../text/timeColumn.js";
import type { ParquetColumn } from "./parquetColumns.js";

/** The time column. */
export interface TimeColumn {
  readonly name: string;
  /** Undefined for an empty cell. */
  toNanoseconds(cell: unknown): bigint | undefined;
}

/**
 * The time column of a table: a column of timestamps (by name if there are several), or else a numeric column with such a
 * name, as in text tables. `least` returns the minimum of a column if the file has it: its magnitude gives the unit.
 */
export function timeColumnOf(
  columns: readonly ParquetColumn[],
  least: (name: string) => unknown,
): TimeColumn | undefined {
  const times = columns.filter(({ isTime }) => isTime);
  const named = findTimeColumn(
    times.map(({ name }) => ({ name })),
    () => undefined,
    false,
  );
  const time = times.find(({ name }) => name === named?.name) ?? times[0];
  if (time !== undefined) return { name: time.name, toNanoseconds: exact };
  const numbers = columns.filter(({ kind }) => /^(?:number|integer|bigint)$/.test(kind));
  const found = findTimeColumn(
    numbers.map(({ name }) => {
      const [, plain = name, note] = /^(.+?)\s*[[(]([^\])]*)[\])]$/.exec(name) ?? [];
      return { name: plain, note };
    }),
    (name) => textOf(least(name)),
    false,
  );
  const own = numbers.find(
    ({ name }) => name === found?.name || name.startsWith(`${found?.name} `),
  );
  if (found === undefined || own === undefined) return undefined;
  const single = { ...found, nanos: undefined };
  return {
    name: own.name,
    toNanoseconds: (cell) => {
      const text = textOf(cell);
      return text === undefined ? undefined : readTime(single, text, undefined);
    },
  };
}

function exact(cell: unknown): bigint | undefined {
  return typeof cell === "bigint" ? cell : undefined;
}

/** The shortest decimal form of a number, with all of its digits. */
function textOf(cell: unknown): string | undefined {
  return typeof cell === "number" || typeof cell === "bigint" ? String(cell) : undefined;
}
