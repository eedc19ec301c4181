import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@metrics-project/runtime";

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

/** Reads all .jsonl files below `logsDir`, line by line: a log may be larger than memory. */
export async function* readPoses(logsDir: string, signal?: AbortSignal): AsyncGenerator<Pose> {
  const names = await readdir(logsDir, { recursive: true });
  const files = names.filter((name) => name.toLowerCase().endsWith(".jsonl"));
  if (files.length === 0) {
    throw new InputError(`no .jsonl file in ${logsDir}`, {
      hint: "src/read-logs.ts reads JSON lines only: change it there, or let the simulation write them.",
    });
  }
  // A log is often split into parts: run_2.jsonl comes before run_10.jsonl.
  files.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  for (const file of files) yield* readFile(join(logsDir, file), signal);
}

async function* readFile(path: string, signal?: AbortSignal): AsyncGenerator<Pose> {
  await using file = await open(path);
  let number = 0;
  for await (const line of file.readLines()) {
    signal?.throwIfAborted();
    number++;
    if (line.trim() === "") continue;
    yield readLine(line, `${path}:${number}`);
  }
}

/** One line: {"time": seconds, "x": metres, "y": metres, "z": metres}; more fields may follow. */
function readLine(line: string, at: string): Pose {
  let record: Record<string, unknown>;
  try {
    record = Object(JSON.parse(line));
  } catch (cause) {
    throw new InputError(`${at} is no JSON: ${line.slice(0, 80)}`, { cause });
  }
  const read = (field: string) => {
    const value = record[field];
    if (typeof value === "number") return value;
    throw new InputError(
      `${at}: ${field} is no number: ${JSON.stringify(value) ?? "it is missing"}`,
      {
        hint: "Put the names of your fields into src/read-logs.ts.",
      },
    );
  };
  return {
    time: fromSeconds(read("time")),
    x: read("x"),
    y: read("y"),
    z: read("z"),
    speed: undefined,
  };
}

/** A number holds the microseconds of today's dates exactly, but no longer their nanoseconds. */
function fromSeconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e6)) * 1000n;
}
