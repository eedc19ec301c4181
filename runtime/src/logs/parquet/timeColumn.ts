import { findTimeColumn, readTime } from "../text/timeColumn.js";
import type { ParquetColumn } from "./parquetColumns.js";

/** The column that says when a row was. */
export interface TimeColumn {
  readonly name: string;
  /** Undefined for a cell without a value. */
  toNanoseconds(cell: unknown): bigint | undefined;
}

/**
 * The time of a table's rows: a column of times, by name where there are several; else numbers that are named so, as in
 * tables of text. `least` tells the least value of a column where the file does: its size tells the unit.
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

/** The shortest number that is this one: with all digits that it holds. */
function textOf(cell: unknown): string | undefined {
  return typeof cell === "number" || typeof cell === "bigint" ? String(cell) : undefined;
}
