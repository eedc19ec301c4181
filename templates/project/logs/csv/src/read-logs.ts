import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@metrics-project/runtime";

/** The columns that are read, by their names in the first line; others may stand between them. */
const columns = ["time", "x", "y", "z"] as const;

/** Where the robot was at one moment. All other files work with this alone. */
export interface Pose {
  /** Nanoseconds since the epoch, or since the start of the log. */
  time: bigint;
  /** Metres. */
  x: number;
  y: number;
  z: number;
  /** Metres per second, where the log tells it; else it follows from the positions. */
  speed: number | undefined;
}

/** Reads all .csv files below `logsDir`, line by line: a log may be larger than memory. */
export async function* readPoses(logsDir: string, signal?: AbortSignal): AsyncGenerator<Pose> {
  const names = await readdir(logsDir, { recursive: true });
  const files = names.filter((name) => name.toLowerCase().endsWith(".csv"));
  if (files.length === 0) {
    throw new InputError(`no .csv file in ${logsDir}`, {
      hint: "src/read-logs.ts reads CSV only: change it there, or let the simulation write CSV.",
    });
  }
  // A log is often split into parts: run_2.csv comes before run_10.csv.
  files.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  for (const file of files) yield* readFile(join(logsDir, file), signal);
}

async function* readFile(path: string, signal?: AbortSignal): AsyncGenerator<Pose> {
  await using file = await open(path);
  let header: string[] | undefined;
  let number = 0;
  for await (const line of file.readLines()) {
    signal?.throwIfAborted();
    number++;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const cells = line.split(",").map((cell) => cell.trim());
    if (header === undefined) {
      header = checkHeader(cells, path);
      continue;
    }
    const [seconds, x, y, z] = readCells(header, cells, `${path}:${number}`);
    yield { time: fromSeconds(seconds), x, y, z, speed: undefined };
  }
  if (header === undefined) throw new InputError(`${path} is empty`);
}

function checkHeader(cells: string[], path: string): string[] {
  // Some spreadsheets begin a file with a byte order mark.
  const header = cells.map((cell) => cell.replace(/^\uFEFF/, "").replaceAll('"', ""));
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new InputError(`${path} has no column ${missing.join(", ")}; it has ${header.join(", ")}`, {
    hint: "Put the names of your columns into src/read-logs.ts.",
  });
}

function readCells(
  header: string[],
  cells: string[],
  at: string,
): [number, number, number, number] {
  const read = (column: (typeof columns)[number]) => {
    const cell = cells[header.indexOf(column)];
    // An empty cell would count as zero.
    const value = cell === undefined || cell === "" ? Number.NaN : Number(cell);
    if (!Number.isFinite(value)) {
      throw new InputError(`${at}: ${column} is no number: ${cell ?? "the line ends before it"}`);
    }
    return value;
  };
  return [read("time"), read("x"), read("y"), read("z")];
}

/** A number holds the microseconds of today's dates exactly, but no longer their nanoseconds. */
function fromSeconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e6)) * 1000n;
}
