import type { LogColumn } from "../LogFormat.js";
import type { Dialect } from "./dialect.js";

/** The columns of trajectories without a header. */
const tum = ["timestamp", "tx", "ty", "tz", "qx", "qy", "qz", "qw"];
const kitti = ["r11", "r12", "r13", "tx", "r21", "r22", "r23", "ty", "r31", "r32", "r33", "tz"];

/** Names and kinds of a table's columns. Units in brackets become the note: `p_x [m]` is p_x in m. */
export function csvColumns({ header, rows, decimalComma, rostopic }: Dialect): LogColumn[] {
  const width = Math.max(header?.length ?? 0, rows[0]?.length ?? 0);
  const names = header ?? namesWithoutHeader(width, rows);
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, index) => {
    const [plain, note] = splitNote(names[index] ?? "");
    const own = rostopic ? plain.replace(/^%|^field\./, "") : plain;
    const name = own || `column${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const cells = rows.map((row) => row[index] ?? "").filter((cell) => cell !== "");
    const kind = kindOf(cells, decimalComma);
    return {
      name: count === 1 ? name : `${name}_${count}`,
      kind,
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
  return (
    /^[+-]?(?:nan|inf(?:inity)?)$/i.test(cell) ||
    Number.isFinite(Number(decimalComma ? cell.replace(",", ".") : cell))
  );
}
