import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../generators/cli/runCommand.js";
import type { EngineName } from "../../generators/commands/new/cluster/engines.js";
import { command } from "../../generators/commands/new/command.js";
import type { Answers } from "../../generators/project/answers.js";
import { projectRecord, recordFile } from "../../generators/project/projectRecord.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const usual: Answers = {
  name: "my-metrics",
  logs: "jsonl",
  modes: ["test", "batch", "report"],
  ci: "none",
  packageManager: "npm",
  link: "vendored",
};

/** A folder that is a project as far as `new` has to know: it holds the record of these answers, and nothing else. */
export async function recordedProject(more: Partial<Answers> = {}, folder = ""): Promise<string> {
  const root = join(await temporaryFolder(), folder);
  await mkdir(root, { recursive: true });
  const answers = { ...usual, ...more };
  await writeFile(join(root, recordFile), projectRecord({ version: "0.1.0", answers }, new Map()));
  return root;
}

/** Runs `metrics-project new` in a folder. */
export async function runNew(cwd: string, ...argv: string[]) {
  const world = fakeWorld({ cwd });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

/** The paths of all files below a folder, the record excepted, in the order of their names. */
export async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== recordFile)
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** What `new cluster` writes for an engine, by path. */
export async function clusterFiles(
  engine: EngineName,
  argv: readonly string[] = [],
  more: Partial<Answers> = {},
): Promise<(path: string) => string> {
  const root = await recordedProject(more);
  const { code, err } = await runNew(root, "cluster", "--engine", engine, ...argv);
  if (code !== 0) throw new Error(err);
  const paths = await filesIn(root);
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), "utf8")));
  const files = new Map(paths.map((path, index) => [path, texts[index] ?? ""]));
  return (path) => {
    const text = files.get(path);
    if (text === undefined) throw new Error(`${engine} has no ${path}: ${paths.join(", ")}`);
    return text;
  };
}
