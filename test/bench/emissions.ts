import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmissionsWriter, type Topics } from "@metrics-project/runtime";

const rows = 1_000_000;
/** The most that writing may take, in times of writing the same bytes from a ready string. */
const bar = 6;

const topics = {
  motion: { schema: { x: "float", y: "float", z: "float", speed: "float", count: "int" } },
} as const satisfies Topics;

/**
 * A million rows of five numbers, as a series and row by row, against writing the same bytes from a
 * ready string; the best of five, all in one process. `npm run bench -- emissions`
 */
export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "emissions-bench-"));
  try {
    const column = (scale: number) =>
      Float64Array.from({ length: rows }, (_, at) => Math.round(Math.sin(at) * scale * 1e6) / 1e6);
    const columns = {
      x: column(10),
      y: column(20),
      z: column(1),
      speed: column(3),
      count: Int32Array.from({ length: rows }, (_, at) => at),
    };
    const times = BigInt64Array.from(
      { length: rows },
      (_, at) => 1_791_000_000_000_000_000n + BigInt(at) * 10_000_000n,
    );
    const series = () => {
      const writer = new EmissionsWriter({ dir, topics });
      writer.emitSeries("motion", columns, { times });
      writer.commit();
    };
    const single = () => {
      const writer = new EmissionsWriter({ dir, topics });
      const { x, y, z, speed, count } = columns;
      for (let at = 0; at < rows; at++) {
        const row = {
          x: x[at] ?? 0,
          y: y[at] ?? 0,
          z: z[at] ?? 0,
          speed: speed[at] ?? 0,
          count: count[at] ?? 0,
        };
        writer.emit("motion", row, { time: times[at] ?? 0n });
      }
      writer.commit();
    };
    series();
    const peak = process.resourceUsage().maxRSS / 1024;
    const ready = readFileSync(join(dir, "emissions.resim.jsonl"), "latin1");
    const floor = () => {
      const handle = openSync(join(dir, "floor"), "w");
      writeSync(handle, ready);
      fsyncSync(handle);
      closeSync(handle);
    };
    const best = (work: () => void) => {
      let least = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 5; round++) {
        const start = performance.now();
        work();
        least = Math.min(least, performance.now() - start);
      }
      return least;
    };
    const base = best(floor);
    process.stdout.write(
      `${rows} rows, ${(ready.length / 1e6).toFixed(0)} MB from a ready string: ${base.toFixed(0)} ms; peak of the first series ${peak.toFixed(0)} MB\n`,
    );
    for (const [name, work] of [
      ["emitSeries", series],
      ["emit", single],
    ] as const) {
      const ratio = best(work) / base;
      process.stdout.write(`${name}: ${ratio.toFixed(2)} times (at most ${bar})\n`);
      if (ratio > bar) process.exitCode = 3;
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
