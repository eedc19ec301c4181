import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../generators/io/packageRoot.js";

const run = promisify(execFile);

/** A project as `npm create metrics-project` and `npm install` leave it. The caller removes the folder above it. */
export async function installedProject(): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), "metrics-project-"));
  const create = join(packageRoot(), "dist", "create.cjs");
  const flags = ["--yes", "--logs", "jsonl", "--no-git", "--no-install"];
  await run(process.execPath, [create, "my-metrics", ...flags], { cwd: above });
  const project = join(above, "my-metrics");
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: project });
  return project;
}

/** Small tests of different sizes in a folder, made of one of a project's samples. */
export async function smallTests(project: string, folder: string, count: number): Promise<void> {
  const sample = join(project, "samples/lap");
  const lines = (await readFile(join(sample, "logs/odometry.jsonl"), "utf8")).split("\n");
  for (let index = 0; index < count; index++) {
    const logs = join(folder, `test-${String(index).padStart(3, "0")}`, "logs");
    await mkdir(logs, { recursive: true });
    const some = lines.slice(index % 7, 20 + (index % 13));
    await writeFile(join(logs, "odometry.jsonl"), `${some.join("\n")}\n`);
  }
  await cp(sample, join(folder, "test-whole"), { recursive: true });
}
