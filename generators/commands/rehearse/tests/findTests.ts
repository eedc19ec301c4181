import { stat } from "node:fs/promises";
import type { World } from "../../../cli/command.js";
import { isS3URL } from "../s3/S3Place.js";
import type { TestToRun } from "./TestToRun.js";
import { testsInFolder } from "./testsInFolder.js";

/**
 * The tests of `--tests`, sorted by name: the subfolders of a folder or of a prefix in S3, or the
 * lines of a list file.
 *
 * @param where the absolute path or s3:// URL, and the same as the user wrote it
 * @throws CommandError if it does not exist, cannot be read, or contains no test
 */
export async function findTests(
  world: World,
  where: { path: string; shown: string },
): Promise<TestToRun[]> {
  return (await testsIn(world, where)).sort(byName);
}

async function testsIn(
  world: World,
  { path, shown }: { path: string; shown: string },
): Promise<TestToRun[]> {
  if (isS3URL(path)) {
    const { testsInBucket } = await import("./testsInBucket.js");
    return await testsInBucket(world, path);
  }
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return await testsInFolder(path, shown);
  const { testsInList } = await import("./testsInList.js");
  return await testsInList(world, path, shown);
}

/** The order in which tests are displayed: `lap 2` before `lap 10`. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return collator.compare(a.name, b.name);
}

// Shared: creating it costs more than many comparisons.
const collator = new Intl.Collator("en", { numeric: true });
