import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { usageError } from "../../../io/CommandError.js";
import { folderTest, isFolder } from "./folderTest.js";
import type { TestToRun } from "./TestToRun.js";

/**
 * The tests in a folder: its subfolders.
 *
 * @param shown the folder, as the user wrote it
 * @throws CommandError if the folder does not exist, or contains no test
 */
export async function testsInFolder(dir: string, shown: string): Promise<TestToRun[]> {
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
  return await Promise.all(names.map((name) => folderTest(name, join(dir, name))));
}
