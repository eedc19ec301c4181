import { execFile } from "node:child_process";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import type { RehearsalSummary } from "../../generators/commands/rehearse/RunResult.js";
import { packageRoot } from "../../generators/io/packageRoot.js";

const launch = promisify(execFile);

/**
 * Rehearses many tests, against starting the same builds one after another.
 * `npm run bench -- rehearse [TESTS]`, after `npm run build`; 50 tests unless given.
 */
export async function run(args: string[]): Promise<void> {
  const count = Number(args[0] ?? 50);
  const root = packageRoot();
  // Below the root, where its packages are found without an installation.
  const project = join(root, ".demo", "rehearse-bench");
  await rm(project, { recursive: true, force: true });
  try {
    await scaffold(root, project);
    const names = await copySamples(project, count);

    const oneByOne = await timed(async () => {
      for (const name of names) await runAlone(project, name);
    });
    const bin = join(root, "dist", "metrics-project.js");
    let summary: RehearsalSummary | undefined;
    const rehearsed = await timed(async () => {
      const rehearse = ["rehearse", "--json", "--batches", "0", "--tests", "many"];
      const { stdout } = await launch(process.execPath, [bin, ...rehearse], {
        cwd: project,
        maxBuffer: 2 ** 26,
      });
      summary = JSON.parse(stdout) as RehearsalSummary;
    });
    const batch = summary?.runs.find(({ kind }) => kind === "batch")?.seconds ?? 0;
    const lines = [
      `${count} tests on ${availableParallelism()} processors`,
      `one after another                    ${oneByOne.toFixed(1)} s`,
      `rehearsed, with start and validation ${(rehearsed - batch).toFixed(1)} s, ${((rehearsed - batch) / oneByOne).toFixed(2)} of it`,
      `and their batch                      ${batch.toFixed(1)} s`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/** Makes and builds a project whose logs are MCAP, at a folder below the root. */
export async function scaffold(root: string, project: string): Promise<void> {
  const create = join(root, "dist", "create.cjs");
  const options = ["--yes", "--no-install", "--no-git", "--logs", "mcap"];
  await launch(process.execPath, [create, relative(root, project), ...options], { cwd: root });
  // What an installation would put there: the build script calls it.
  const bins = join(project, "node_modules", ".bin");
  await mkdir(bins, { recursive: true });
  const start = `#!${process.execPath}\nimport(${JSON.stringify(join(root, "dist", "metrics-project.js"))});\n`;
  await writeFile(join(bins, "metrics-project"), start, { mode: 0o755 });
  await launch("npm", ["run", "build"], { cwd: project });
}

/** As many tests as wanted, in the folder `many`; returns their names. */
export async function copySamples(project: string, count: number): Promise<string[]> {
  const samples = await readdir(join(project, "samples"));
  const names = Array.from({ length: count }, (_, index) => `test-${index + 1}`);
  for (const [index, name] of names.entries()) {
    const sample = samples[index % samples.length] ?? "";
    await cp(join(project, "samples", sample), join(project, "many", name), { recursive: true });
  }
  return names;
}

async function runAlone(project: string, name: string): Promise<void> {
  const outputs = join(project, "alone", name);
  await mkdir(outputs, { recursive: true });
  const inputs = join(project, "many", name);
  await launch(process.execPath, ["dist/main.mjs"], {
    cwd: project,
    env: { ...process.env, METRICS_INPUTS: inputs, METRICS_OUTPUTS: outputs },
  });
}

/** Seconds. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
