import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  doubles,
  encodeJobMetrics,
  fromSeconds,
  type JobMetrics,
  MetricsWriter,
  timestamps,
} from "@metrics-project/runtime";

/** Names that no file of a page can have as they are. */
export const oddNames: readonly string[] = [
  "drive 7",
  "drive 7",
  "Drive 7",
  "a/b\\c: d?*",
  "走廊 🤖",
  "CON",
  "..",
  `long ${"name ".repeat(40)}`,
  '</script><img src=x onerror="window.hacked=1">',
];

/**
 * A rehearsal's folder of so many tests, as `rehearse` leaves it: one in 97 crashed, one in 50 blocks, one emits and
 * wrote no message, some have odd names, and test 13 is far off in speed. Folders are numbers: names are no business of
 * the disk here.
 *
 * @param scalars How many scalars each test has; the first three have something to tell. Default: 40
 */
export function writeRehearsal(folder: string, tests: number, scalars = 40): void {
  const runs: object[] = [];
  for (let at = 0; at < tests; at += 1) {
    const name = oddNames[at - 100] ?? `drive ${at}`;
    const outputs = `tests/${at}/outputs`;
    mkdirSync(join(folder, outputs), { recursive: true });
    const run = { kind: "test", name, outputs, log: `tests/${at}/log.txt`, seconds: 1 + (at % 7) };
    if (at % 97 === 50) {
      runs.push({ ...run, failure: "exit code 1", stderr: `TypeError: frame ${at}\n` });
      continue;
    }
    if (at === 17) {
      runs.push({ ...run, message: false, status: "PASSED" });
      continue;
    }
    write(join(folder, outputs), testMessage(at, scalars));
    runs.push(run);
  }
  mkdirSync(join(folder, "batch/outputs"), { recursive: true });
  write(join(folder, "batch/outputs"), batchMessage(tests));
  runs.push({ kind: "batch", name: "batch", outputs: "batch/outputs", log: "batch/log.txt" });
  const index = { version: 1, title: "Rehearsal of robots", runs };
  writeFileSync(join(folder, "rehearsal.json"), JSON.stringify(index));
}

function write(outputs: string, message: JobMetrics): void {
  writeFileSync(join(outputs, "metrics.binproto"), encodeJobMetrics(message));
}

/** Of the same test the same numbers, spread as real ones are: by a few uniform ones added up. */
function testMessage(at: number, scalars: number): JobMetrics {
  const writer = new MetricsWriter();
  const spread = (seed: number) => {
    let sum = 0;
    for (let i = 0; i < 4; i += 1)
      sum += ((at * 7919 + seed * 104_729 + i * 1299709) % 1009) / 1009;
    return sum;
  };
  writer.addScalarMetric("Top speed", { value: at === 13 ? 90 : 2 + spread(1), unit: "m/s" });
  writer.addScalarMetric("Clearance", {
    value: at % 50 === 3 ? -0.1 : spread(2) / 2,
    unit: "m",
    failsBelow: 0,
    blocking: true,
  });
  if (at % 10 !== 0) writer.addScalarMetric("Energy", { value: 100 * spread(3) ** 3, unit: "kJ" });
  for (let n = 3; n < scalars; n += 1) {
    writer.addScalarMetric(`Scalar ${n}`, { value: spread(n), failsAbove: 5 });
  }
  const time = timestamps(
    "time",
    Array.from({ length: 200 }, (_, i) => fromSeconds(i / 10)),
  );
  const values = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i / 20 + at));
  writer.addDoubleOverTimeMetric("Speed", {
    lines: [{ values: doubles("speed", values, { index: time, unit: "m/s" }), failsAbove: 5 }],
  });
  return writer.write();
}

function batchMessage(tests: number): JobMetrics {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Tests", { value: tests });
  writer.addScalarMetric("Mean speed", { value: 4, unit: "m/s", failsAbove: 9 });
  return writer.write();
}
