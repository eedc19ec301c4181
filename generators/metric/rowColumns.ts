import { orientationColumns, positionColumns } from "../project/poseColumns.js";
import type { RecipeInput } from "./recipes.js";

/** Readers for the columns of a recipe's input, from the rows of a table. */
export interface RowReading {
  /** The type of a row, in TypeScript. */
  readonly type: string;
  /** For each column of the input, a function of a row. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns of the input that the table lacks under all known names. */
  readonly missing: readonly string[];
}

/** Possible names of a column in a table, by its name in recipes. */
function namesFor(column: string): readonly string[] {
  const position = ["x", "y", "z"].indexOf(column);
  if (position >= 0) return positionColumns.map((names) => names[position] ?? column);
  const turn = ["qx", "qy", "qz", "qw"].indexOf(column);
  if (turn >= 0) return orientationColumns.map((names) => names[turn] ?? column);
  return [column];
}

/** Finds an input's columns in a table with the columns `known`; if undefined, uses the recipe's names. */
export function readRows(input: RecipeInput, known: readonly string[] | undefined): RowReading {
  const columns: Record<string, string> = {};
  const names: string[] = [];
  const missing: string[] = [];
  for (const [column, { row }] of Object.entries(input.columns)) {
    const plain = /^m\.(\w+)$/.exec(row)?.[1];
    if (plain === undefined || known === undefined) {
      columns[column] = `(m) => ${row}`;
      continue;
    }
    const found = namesFor(plain).find((name) => known.includes(name));
    // A robot on a plane has no height.
    if (found === undefined && column === "z") {
      columns[column] = "() => 0";
      continue;
    }
    if (found === undefined) missing.push(plain);
    const name = found ?? plain;
    names.push(name);
    columns[column] =
      `(m) => m${/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;
  }
  const union = names.map((name) => JSON.stringify(name)).join(" | ");
  return {
    type: names.length === 0 ? input.message.row : `Record<${union}, number>`,
    columns,
    missing,
  };
}
