import type { LogColumn } from "../LogFormat.js";
import { isMissing, isNumeral, numberIn } from "./cells.js";
import type { Dialect } from "./dialect.js";

/** The columns of trajectories without a header. */
const tum = ["timestamp", "tx", "ty", "tz", "qx", "qy", "qz", "qw"];
const kitti = ["r11", "r12", "r13", "tx", "r21", "r22", "r23", "ty", "r31", "r32", "r33", "tz"];

/**
 * Names and kinds of a table's columns. Units in brackets become the note: `p_x [m]` is p_x in m. Names that occur twice
 * get a number.
 */
export function csvColumns({ header, units, rows, decimalComma, rostopic }: Dialect): LogColumn[] {
  const width = Math.max(header?.length ?? 0, rows[0]?.length ?? 0);
  const names = header ?? namesWithoutHeader(width, rows);
  const split = Array.from({ length: width }, (_, index) => splitNote(names[index] ?? ""));
  const own = split.map(([plain], index) => {
    const name = rostopic ? plain.replace(/^%|^field\./, "") : plain;
    return name || `column${index + 1}`;
  });
  const taken = new Set(own);
  const used = new Set<string>();
  return own.map((name, index) => {
    let unique = name;
    for (let count = 2; used.has(unique); count++) {
      const next = `${name}_${count}`;
      if (!taken.has(next)) unique = next;
    }
    used.add(unique);
    taken.add(unique);
    const cells = rows.map((row) => row[index] ?? "").filter((cell) => !isMissing(cell));
    const note = split[index]?.[1] ?? (units?.[index] || undefined);
    return {
      name: unique,
      kind: kindOf(cells, decimalComma),
      ...(note !== undefined && { note }),
    };
  });
}

function namesWithoutHeader(
  width: number,
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (width === 8) return tum;
  // The entries of a rotation matrix do not exceed one.
  const isRotation = rows.every((row) =>
    [0, 1, 2, 4, 5, 6, 8, 9, 10].every((at) => Math.abs(Number(row[at])) <= 1.001),
  );
  return width === 12 && isRotation ? kitti : [];
}

function splitNote(name: string): [plain: string, note: string | undefined] {
  const trimmed = name.trim().replace(/^#\s*/, "");
  const found = /^(.+?)\s*[[(]([^\])]*)[\])]$/.exec(trimmed);
  return found === null ? [trimmed, undefined] : [found[1] ?? trimmed, found[2]];
}

function kindOf(cells: readonly string[], decimalComma: boolean): LogColumn["kind"] {
  if (cells.length === 0) return "unknown";
  if (cells.every((cell) => /^[+-]?\d+$/.test(cell))) {
    return cells.every((cell) => Number.isSafeInteger(Number(cell))) ? "integer" : "bigint";
  }
  if (cells.every((cell) => isNumber(cell, decimalComma))) return "number";
  return cells.every((cell) => /^(?:true|false)$/i.test(cell)) ? "boolean" : "string";
}

function isNumber(cell: string, decimalComma: boolean): boolean {
  const plain = decimalComma ? cell.replace(",", ".") : cell;
  // A number that is too large is one: reading its row names it.
  return numberIn(plain) !== undefined || (!plain.includes(",") && isNumeral(plain));
}
