import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Measured } from "./metricsWorker.js";

interface Case {
  scenario: string;
  what: string;
  runs: number;
  /** The most that it may take, in copies of 8 MB. */
  copies?: number;
}

/** Bars in milliseconds hold where a copy of 8 MB takes this long. */
const usualCopy = 1.3;

const cases: Case[] = [
  { scenario: "encode", what: "encode 1,000,000 doubles", runs: 41, copies: 5 },
  { scenario: "decode", what: "decode 1,000,000 doubles", runs: 41, copies: 5 },
  { scenario: "bare", what: "write 1,000,000 bare doubles", runs: 41, copies: 15 },
  {
    scenario: "linePlot",
    what: "write a line plot of 1,000,000 points with statuses",
    runs: 21,
    copies: 100 / usualCopy,
  },
  {
    scenario: "doubleOverTime",
    what: "write a double over time of 100,000 points with times and statuses",
    runs: 21,
    copies: 60 / usualCopy,
  },
  { scenario: "scalars", what: "write 2,000 scalars", runs: 41 },
  { scenario: "plotly", what: "write a figure of 100,000 points", runs: 21 },
  { scenario: "encodeSmall", what: "encode 10,000 scalars, each on its own", runs: 41 },
  { scenario: "decodeSmall", what: "decode 10,000 scalars, each on its own", runs: 41 },
];

/** The most memory that any of it may take, in MB. */
const mostMemory = 200;

/**
 * The time and the peak memory of encoding, decoding and the whole writer path (build, validate,
 * encode), each in a process of its own, beside the time of copying 8 MB in the same process.
 * `npm run bench -- metrics [SCENARIO…]`
 */
export async function run(args: string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "metrics-bench-"));
  try {
    const worker = await bundle(folder);
    const wanted = cases.filter(({ scenario }) => args.length === 0 || args.includes(scenario));
    let met = true;
    for (const one of wanted) met = (await report(worker, one)) && met;
    if (!met) process.exitCode = 3;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function report(worker: string, { scenario, what, runs, copies }: Case): Promise<boolean> {
  const { job, copy } = await measured<Measured>(worker, scenario, String(runs));
  const { peak } = await measured<Measured>(worker, scenario, "memory");
  const ratio = job / copy;
  const met = (copies === undefined || ratio <= copies) && peak < mostMemory;
  const bar = copies === undefined ? "no bar" : `bar ${copies.toFixed(1)}`;
  process.stdout.write(
    `${what}\n  median ${job.toFixed(2)} ms, a copy of 8 MB ${copy.toFixed(2)} ms: ` +
      `${ratio.toFixed(2)} copies (${bar}); peak ${peak.toFixed(0)} MB (bar ${mostMemory})` +
      `${met ? "" : "  MISSED"}\n`,
  );
  return met;
}

async function measured<T>(worker: string, ...args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [worker, ...args]);
  return JSON.parse(stdout) as T;
}

/** Bundled as an image is, so that neither a compiler nor its memory takes part. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, "worker.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("metricsWorker.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@metrics-project/source"],
    logLevel: "error",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return outfile;
}
