import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../cli/command.js";

/** A folder with the inputs of one test. */
export interface TestFolder {
  name: string;
  path: string;
  /** Whether it has logs/ or experience/, which is what the platform would mount. */
  hasInputs: boolean;
}

/**
 * The tests in a folder: its sub-folders, by name.
 * @throws UsageError when there is no such folder, or no test in it
 */
export async function findTests(dir: string, shown: string): Promise<TestFolder[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) {
    throw new UsageError(`there is no folder ${shown} with tests`, {
      hint: "Run this in a project, or name the folder: --tests DIR.",
    });
  }
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  if (folders.length === 0) {
    throw new UsageError(`there is no test in ${shown}`, {
      hint: `Make a folder for each test, with its logs in it: ${shown}/NAME/logs.`,
    });
  }
  const tests = await Promise.all(
    folders.map(async ({ name }) => {
      const path = join(dir, name);
      const inside = await readdir(path, { withFileTypes: true });
      const hasInputs = inside.some(
        (entry) => !entry.isFile() && (entry.name === "logs" || entry.name === "experience"),
      );
      return { name, path, hasInputs };
    }),
  );
  return tests.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}
