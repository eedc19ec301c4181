import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEmissions } from "@metrics-project/runtime";
import { Preview } from "../../generators/emissions/preview/Preview.js";

const tests = 200;
const rowsOfTest = 1000;

const metric = (template: string, query_string: string, more: object = {}) => ({
  type: "test",
  template_type: "system",
  template,
  query_string,
  ...more,
});

const metrics = {
  "Top speed": metric("scalar", "SELECT MAX(speed) AS v FROM motion", {
    status: { query_string: "SELECT 1 FROM motion WHERE speed > ?", block: 30, warn: 20 },
  }),
  Typical: metric("scalar", "SELECT APPROX_PERCENTILE(speed, 0.5) AS v FROM motion"),
  Rows: metric("scalar", "SELECT COUNT(*) AS n FROM motion", {
    status: {
      query_string: "SELECT 1 FROM (SELECT COUNT(*) AS n FROM motion) s WHERE s.n <= ?",
      block: 0,
    },
  }),
  Speed: metric("line", "SELECT 'speed' AS s, timestamp / 1E9 AS t, speed FROM motion ORDER BY t"),
  Gears: metric("bar", "SELECT 'rows' AS g, gear, COUNT(*) AS n FROM motion GROUP BY gear"),
  Spread: metric("histogram", "SELECT speed FROM motion"),
  Modes: metric("state_timeline", "SELECT 'robot' AS s, timestamp, mode FROM motion"),
  Fastest: metric("table", "SELECT timestamp, speed FROM motion ORDER BY speed DESC LIMIT 20"),
  "By test": {
    ...metric("bar", "SELECT 'top' AS g, experience_name, MAX(speed) AS v FROM motion GROUP BY 2"),
    type: "batch",
  },
};

/**
 * The queries of 200 tests, each of a thousand rows and eight metrics, and of their batch, against reading
 * the same files alone; and the memory that it takes. `npm run bench -- preview`
 */
export async function run(): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), "preview-bench-"));
  try {
    await mkdir(join(cwd, ".resim/metrics"), { recursive: true });
    const config = {
      version: 1,
      topics: {
        motion: { schema: { x: "float", y: "float", speed: "float", gear: "int", mode: "string" } },
      },
      metrics,
    };
    await writeFile(join(cwd, ".resim/metrics/config.resim.yml"), JSON.stringify(config));
    const files = await writeTests(cwd);
    await timed(() => readAll(files.slice(0, 5)));
    const reading = await timed(() => readAll(files));
    const before = process.memoryUsage().rss;
    const used = process.cpuUsage();
    let opening = 0;
    let slowest = 0;
    const preview = await timed(async () => {
      const started = performance.now();
      const world = {
        cwd,
        env: process.env,
        signal: new AbortController().signal,
        stderr: process.stderr,
      };
      using opened = await Preview.open(world, {
        config: ".resim/metrics/config.resim.yml",
        batch: { batchID: "b", name: "bench", buildVersion: "1", created: new Date() },
      });
      if (opened === undefined) throw new Error("no preview");
      opening = performance.now() - started;
      for (const [at, file] of files.entries()) {
        const test = { jobID: crypto.randomUUID(), name: `test ${at}`, files: [file] };
        slowest = Math.max(slowest, await timed(() => opened.addTest(test)));
      }
      await opened.previewBatch();
      if (opened.problems.length > 0) throw new Error(opened.problems.join("; "));
    });
    const cpu = process.cpuUsage(used);
    const seconds = (cpu.user + cpu.system) / 1e6;
    const grown = (process.memoryUsage().rss - before) / 1e6;
    const print = (line: string) => process.stdout.write(`${line}\n`);
    print(`${tests} tests of ${rowsOfTest} rows, read alone: ${reading.toFixed(0)} ms`);
    print(
      `with ${Object.keys(metrics).length - 1} metrics each, and the batch's: ${preview.toFixed(0)} ms, ${(preview / reading).toFixed(1)} times; ${(preview / tests).toFixed(1)} ms a test, the slowest ${slowest.toFixed(0)} ms, ${opening.toFixed(0)} ms to open`,
    );
    print(`processor time: ${seconds.toFixed(1)} s; memory: ${grown.toFixed(0)} MB more`);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function readAll(files: readonly string[]): Promise<void> {
  for (const file of files) {
    for await (const _ of readEmissions(file));
  }
}

async function writeTests(cwd: string): Promise<string[]> {
  const start = 1_791_000_000_000_000_000n;
  const files: string[] = [];
  for (let test = 0; test < tests; test++) {
    const lines = Array.from({ length: rowsOfTest }, (_, at) => {
      const data = {
        x: Math.sin(at),
        y: Math.cos(at),
        speed: 1 + Math.abs(Math.sin(at / 50 + test)),
        gear: at % 5,
        mode: at % 200 < 100 ? "idle" : "drive",
      };
      const time = start + BigInt(at) * 10_000_000n;
      return `{"$metadata": {"topic": "motion", "timestamp": ${time}}, "$data": ${JSON.stringify(data)}}\n`;
    });
    const file = join(cwd, `${test}.resim.jsonl`);
    await writeFile(file, lines.join(""));
    files.push(file);
  }
  return files;
}
