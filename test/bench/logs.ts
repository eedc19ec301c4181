import { execFile } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { McapWriter } from "@mcap/core";
import { build } from "esbuild";
import { odometryBytes, odometryDefinition } from "../logs/odometry.js";
import type { Measured } from "./logsWorker.js";

/** The most that reading may take, in times of the library alone. */
const mostTimes = 1.25;
/** The most memory that gathering columns may take, in MB. */
const mostMemory = 250;

/**
 * Reading logs against the libraries alone, each in a process of its own: MCAP (2 topics of 20) and CSV, and the
 * memory of columns. `npm run bench -- logs large`: the memory alone, with 2.6 million odometry messages of one topic, 2 GB.
 */
export async function run(args: string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "logs-bench-"));
  try {
    const worker = await bundle(folder);
    if (args.includes("large")) return await measureColumns(worker, folder, 2_600_000);
    const many = join(folder, "many.mcap");
    await writeOdometry(many, 20, 500_000);
    await compare(worker, "MCAP, 2 topics of 20", "mcap ours", "mcap core", many);
    const table = join(folder, "table.csv");
    await writeTable(table, 500_000);
    await compare(worker, "CSV, 8 columns", "csv ours", "csv-parse", table);
    await measureColumns(worker, folder, 500_000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureColumns(worker: string, folder: string, count: number): Promise<void> {
  const path = join(folder, "one.mcap");
  await writeOdometry(path, 1, count);
  const { messages, seconds, peak } = await measured(worker, "columns", path);
  print(
    `columns of ${messages} odometry messages: ${(messages / seconds).toFixed(0)} messages a second; ` +
      `peak ${peak.toFixed(0)} MB (bar ${mostMemory})`,
    peak <= mostMemory,
  );
}

async function compare(worker: string, what: string, ours: string, library: string, path: string) {
  const times: [number, number][] = [];
  let last: [Measured, Measured] | undefined;
  // Alternately, so that a busy moment of the machine hits both.
  for (let turn = 0; turn < 5; turn++) {
    last = [await measured(worker, ours, path), await measured(worker, library, path)];
    times.push([last[0].seconds, last[1].seconds]);
  }
  if (last === undefined) return;
  const [one, other] = last;
  if (one.messages !== other.messages || one.sum !== other.sum) {
    throw new Error(`${what}: ${one.messages} and ${other.messages} messages were read`);
  }
  const median = (values: number[]) =>
    values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const own = median(times.map(([first]) => first));
  const alone = median(times.map(([, second]) => second));
  print(
    `${what}: ${(one.messages / own).toFixed(0)} messages a second, the library alone ${(one.messages / alone).toFixed(0)}: ` +
      `${(own / alone).toFixed(2)} times (bar ${mostTimes}); peak ${one.peak.toFixed(0)} MB, alone ${other.peak.toFixed(0)} MB`,
    own / alone <= mostTimes,
  );
}

function print(line: string, met: boolean): void {
  process.stdout.write(`${line}${met ? "" : "  MISSED"}\n`);
  if (!met) process.exitCode = 3;
}

async function measured(worker: string, ...args: string[]): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [worker, ...args]);
  return JSON.parse(stdout) as Measured;
}

/** Odometry at 100 Hz on each topic. */
async function writeOdometry(path: string, topics: number, count: number): Promise<void> {
  await using file = await open(path, "w");
  let size = 0n;
  const writer = new McapWriter({
    writable: {
      position: () => size,
      write: async (bytes) => {
        await file.write(bytes);
        size += BigInt(bytes.length);
      },
    },
  });
  await writer.start({ profile: "ros2", library: "bench" });
  const data = new TextEncoder().encode(odometryDefinition);
  const name = "nav_msgs/msg/Odometry";
  const schemaId = await writer.registerSchema({ name, encoding: "ros2msg", data });
  for (let topic = 0; topic < topics; topic++) {
    const about = { topic: `/odom${topic}`, schemaId, messageEncoding: "cdr" };
    await writer.registerChannel({ ...about, metadata: new Map() });
  }
  for (let sequence = 0; sequence < count; sequence++) {
    const step = Math.floor(sequence / topics);
    const logTime =
      1_700_000_000_000_000_000n + BigInt(step) * 10_000_000n + BigInt(sequence % topics);
    const message = odometryBytes(step / 100, logTime);
    const channelId = sequence % topics;
    await writer.addMessage({ channelId, sequence, logTime, publishTime: logTime, data: message });
  }
  await writer.end();
}

async function writeTable(path: string, rows: number): Promise<void> {
  await using file = await open(path, "w");
  await file.write("time,x,y,z,qx,qy,qz,qw\n");
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    const [x, y] = [Math.cos(row / 1000), Math.sin(row / 1000)];
    const time = `17${String(row)
      .padStart(10, "0")
      .replace(/(\d{2})$/, ".$1")}`;
    lines.push(`${time},${x.toFixed(6)},${y.toFixed(6)},0.25,0,0,${x.toFixed(4)},${y.toFixed(4)}`);
    if (lines.length === 10_000) await file.write(`${lines.splice(0).join("\n")}\n`);
  }
}

/** Bundled as an image is, so that neither a compiler nor its memory takes part. */
async function bundle(folder: string): Promise<string> {
  const outdir = join(folder, "worker");
  await build({
    entryPoints: [fileURLToPath(new URL("logsWorker.ts", import.meta.url))],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@metrics-project/source"],
    banner: { js: "const require=process.getBuiltinModule;" },
    logLevel: "warning",
  });
  return join(outdir, "logsWorker.mjs");
}
