import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../../cli/command.js";
import { usageError } from "../../../io/CommandError.js";
import { folderTest, isFolder } from "./folderTest.js";
import type { TestToRun } from "./TestToRun.js";

/**
 * The tests of `--tests`, sorted by name.
 *
 * @param where the absolute path, and the path as the user wrote it
 * @throws CommandError if the folder does not exist, or contains no test
 */
export async function findTests(
  _world: World,
  where: { path: string; shown: string },
): Promise<TestToRun[]> {
  return await testsInFolder(where.path, where.shown);
}

/** The tests in a folder: its subfolders. */
async function testsInFolder(dir: string, shown: string): Promise<TestToRun[]> {
  const entries = await readdir(dir).catch(() => undefined);
  if (entries === undefined) {
    throw usageError(`folder of tests not found: ${shown}`, {
      hint: "Run this in a project, or set the folder with --tests DIR.",
    });
  }
  const shownNames = entries.filter((name) => !name.startsWith("."));
  const areFolders = await Promise.all(shownNames.map((name) => isFolder(join(dir, name))));
  const names = shownNames.filter((_, i) => areFolders[i]);
  if (names.length === 0) {
    throw usageError(`no tests in ${shown}`, {
      hint: `Create a folder for each test, with its logs in ${shown}/NAME/logs.`,
    });
  }
  const tests = await Promise.all(names.map((name) => folderTest(name, join(dir, name))));
  return tests.sort(byName);
}

/** The order in which tests are shown: `lap 2` before `lap 10`. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return collator.compare(a.name, b.name);
}

// One for all: making it costs more than many comparisons.
const collator = new Intl.Collator("en", { numeric: true });
