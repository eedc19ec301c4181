import { readFileSync } from "node:fs";
import { type Trajectory, timeFromSeconds } from "@metrics-project/runtime/robotics";

/** A trajectory in the form of the TUM RGB-D benchmark: `seconds x y z qx qy qz qw` a line. */
export function readTum(path: string): Trajectory {
  const rows = rowsOf(path);
  const column = (at: number) => Float64Array.from(rows, (row) => Number(row[at]));
  return {
    time: timeFromSeconds(column(0)),
    x: column(1),
    y: column(2),
    z: column(3),
    qx: column(4),
    qy: column(5),
    qz: column(6),
    qw: column(7),
  };
}

/** A trajectory of KITTI: the three rows of each pose's matrix, one pose a line, ten a second. */
export function readKitti(path: string): Trajectory {
  const rows = rowsOf(path).map((row) => row.map(Number));
  const column = (of: (m: number[]) => number) => Float64Array.from(rows, of);
  const n = (m: number[], at: number) => m[at] as number;
  // As long as no pose is turned by nearly half a turn the trace is far enough from -1.
  const w = column((m) => Math.sqrt(Math.max(0, 1 + n(m, 0) + n(m, 5) + n(m, 10))) / 2);
  const sign = (value: number, like: number) => (like < 0 ? -value : value);
  const part = (m: number[], a: number, b: number, c: number) =>
    Math.sqrt(Math.max(0, 1 + a * n(m, 0) + b * n(m, 5) + c * n(m, 10))) / 2;
  return {
    time: BigInt64Array.from(rows, (_, at) => BigInt(at) * 100_000_000n),
    x: column((m) => n(m, 3)),
    y: column((m) => n(m, 7)),
    z: column((m) => n(m, 11)),
    qx: column((m) => sign(part(m, 1, -1, -1), n(m, 9) - n(m, 6))),
    qy: column((m) => sign(part(m, -1, 1, -1), n(m, 2) - n(m, 8))),
    qz: column((m) => sign(part(m, -1, -1, 1), n(m, 4) - n(m, 1))),
    qw: w,
  };
}

function rowsOf(path: string): string[][] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => line.trim().split(/\s+/));
}
