import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Batch, Scenario } from "./fetch/server.js";
import type { Measured, Task } from "./fetch/worker.js";

interface Case {
  name: string;
  scenario: Scenario;
  concurrency: number;
  /** The most that reading may take, in times of the floor. */
  timesFloor: number;
  /** The most that it may take, in seconds. */
  seconds?: number;
  /**
   * The most processor time that reading may take, in times of the floor's: it does not depend on the platform, which
   * limits both on a machine of few cores.
   */
  timesCPU?: number;
}

const objects = { metrics: 20, data: 20, doubles: 100 };
const cases: Case[] = [
  {
    name: "200 tests x 20 x 20, 20 ms latency",
    scenario: { tests: 200, ...objects, latency: 20 },
    concurrency: 128,
    timesFloor: 1.2,
    seconds: 2,
  },
  {
    name: "2,000 tests x 20 x 20, no latency",
    scenario: { tests: 2000, ...objects },
    concurrency: 64,
    timesFloor: 2,
    timesCPU: 2.5,
  },
];

const megabyte = 2 ** 20;

/**
 * Reads batches from a server in a process of its own, and downloads the same objects bare for
 * comparison. `npm run bench -- fetch [latency|throughput|memory]`
 */
export async function run(args: string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "metrics-bench-"));
  try {
    const worker = await bundle(folder);
    const wanted = (name: string) => args.length === 0 || args.includes(name);
    let met = true;
    for (const [i, name] of ["latency", "throughput"].entries()) {
      const one = cases[i];
      if (one && wanted(name)) met = (await compare(worker, one)) && met;
    }
    if (wanted("memory")) met = (await compareMemory(worker)) && met;
    if (!met) process.exitCode = 3;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As a project's image holds it: one bundle on plain Node, so that no loader counts as memory. */
async function bundle(folder: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL("./fetch/worker.ts", import.meta.url))],
    bundle: true,
    splitting: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@metrics-project/source"],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  return join(folder, "worker.mjs");
}

interface Server extends AsyncDisposable {
  scenario: Scenario;
  batch: Batch;
}

/** Starts the local platform in a process of its own. */
async function startServer(scenario: Scenario): Promise<Server> {
  const script = fileURLToPath(new URL("./fetch/server.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--conditions=@metrics-project/source", "--import", "tsx", script, JSON.stringify(scenario)],
    { stdio: ["ignore", "pipe", "inherit", "ipc"] },
  );
  if (!child.stdout) throw new Error("The server's output is not piped.");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    scenario,
    batch: JSON.parse(line) as Batch,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

/** A server answers all runs of a comparison: its own warming up, which no platform has, is nobody's time. */
async function measure(
  worker: string,
  mode: Task["mode"],
  { scenario, batch }: Server,
  concurrency: number,
): Promise<Measured> {
  const task: Task = { mode, scenario, concurrency, batch };
  const argv = [worker, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout) as Measured;
}

function report(name: string, { seconds, cpuSeconds, requests, peakRSS }: Measured): void {
  const columns = [
    name.padEnd(24),
    `${seconds.toFixed(2)} s`.padStart(9),
    `${Math.round(requests / seconds)} requests/s`.padStart(18),
    `${cpuSeconds.toFixed(2)} s CPU`.padStart(12),
    `${Math.round(peakRSS / megabyte)} MB peak`.padStart(13),
  ];
  console.log(`  ${columns.join("")}`);
}

/** Measures two things alternately, and gives the best of each: other work on the machine must not decide. */
async function alternate(
  rounds: number,
  by: "seconds" | "peakRSS",
  measureOne: () => Promise<Measured>,
  measureOther: () => Promise<Measured>,
): Promise<[Measured, Measured]> {
  const better = (a: Measured, b: Measured) => (b[by] < a[by] ? b : a);
  let [one, other] = [await measureOne(), await measureOther()];
  for (let round = 1; round < rounds; round++) {
    one = better(one, await measureOne());
    other = better(other, await measureOther());
  }
  return [one, other];
}

async function compare(worker: string, one: Case): Promise<boolean> {
  console.log(`${one.name}, ${one.concurrency} requests at once`);
  await using server = await startServer(one.scenario);
  const [floor, read] = await alternate(
    3,
    "seconds",
    () => measure(worker, "floor", server, one.concurrency),
    () => measure(worker, "fetch", server, one.concurrency),
  );
  report("floor (downloads alone)", floor);
  report("fetchJobMetricsByBatch", read);
  const times = read.seconds / floor.seconds;
  const limit = one.seconds === undefined ? "" : ` and ${one.seconds.toFixed(1)} s`;
  const timesCPU = read.cpuSeconds / floor.cpuSeconds;
  const met =
    times <= one.timesFloor &&
    read.seconds <= (one.seconds ?? Number.POSITIVE_INFINITY) &&
    timesCPU <= (one.timesCPU ?? Number.POSITIVE_INFINITY);
  const cpuLimit = one.timesCPU === undefined ? "" : `, at most ${one.timesCPU}`;
  console.log(
    `  ${times.toFixed(2)} times the floor, at most ${one.timesFloor}${limit}; ` +
      `${timesCPU.toFixed(2)} times its processor time${cpuLimit}: ${met ? "met" : "MISSED"}`,
  );
  return met;
}

async function compareMemory(worker: string): Promise<boolean> {
  console.log("Streaming tests x 5 x 5, no latency, 128 requests at once");
  const small = { tests: 1000, metrics: 5, data: 5, doubles: 100 };
  const large = { ...small, tests: 10_000 };
  await using smallServer = await startServer(small);
  await using largeServer = await startServer(large);
  // Peaks depend on how soon the garbage collector's threads get a core.
  const [few, many] = await alternate(
    2,
    "peakRSS",
    () => measure(worker, "stream", smallServer, 128),
    () => measure(worker, "stream", largeServer, 128),
  );
  report("1,000 tests", few);
  report("10,000 tests", many);
  const times = many.peakRSS / few.peakRSS;
  const met = many.peakRSS <= 150 * megabyte && times <= 1.2;
  console.log(
    `  ${times.toFixed(2)} times the peak; at most 1.2 and 150 MB: ${met ? "met" : "MISSED"}`,
  );
  return met;
}
