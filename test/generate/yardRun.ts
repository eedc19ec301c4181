import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/generate/command.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";
import { writeYard, yardDocument, yardSources } from "./smallProject.js";

/** The description without a field: one that the project reads, or one that nobody does. */
export function without(field: "owner" | "unread"): string {
  const text = yardSources(yardDocument()).description.text;
  return text.replace(new RegExp(`^ {8}${field}:\\n(?: {10}.*\\n)+`, "m"), "");
}

/** A project of the small API in a folder of its own. */
export async function yard(main?: string): Promise<string> {
  const root = await temporaryFolder();
  await writeYard(root, main);
  return root;
}

/** Runs `metrics-project generate` there. */
export async function run(cwd: string, ...args: string[]) {
  const world = fakeWorld({ cwd });
  const code = await runCommand(world, command, args);
  return { code, out: world.out(), err: world.err() };
}

/** Changes with every byte of every file. */
export async function treeHash(root: string): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(file));
  return hash.digest("hex");
}

export function git(cwd: string, ...args: string[]): void {
  execFileSync("git", args, { cwd });
}
