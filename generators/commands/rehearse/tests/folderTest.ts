import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../../io/CommandError.js";
import type { InputFacts, TestToRun } from "./TestToRun.js";

/** A test with a folder on this machine as its inputs, used in place. */
export async function folderTest(name: string, folder: string): Promise<TestToRun> {
  const inputs = ["logs", "experience"].map((inside) => isFolder(join(folder, inside)));
  let facts: Promise<InputFacts> | undefined;
  return {
    name,
    source: folder,
    hasInputs: (await Promise.all(inputs)).includes(true),
    measure() {
      facts ??= measureFolder(folder);
      return facts;
    },
    open: async () => ({ folder, async [Symbol.asyncDispose]() {} }),
  };
}

/** Also true for a link to a folder: logs are large, and often stored elsewhere. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function measureFolder(folder: string): Promise<InputFacts> {
  const files: FileFacts[] = [];
  try {
    await addFiles(folder, "", [], files);
  } catch (error) {
    throw new CommandError(`${folder} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return factsOf(files);
}

/** One file of a test's inputs. */
interface FileFacts {
  /** Relative to the test's folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Its checksum, or its modification time in milliseconds. */
  readonly version: string;
}

/** The facts about a set of files, whatever their order. */
export function factsOf(files: readonly FileFacts[]): InputFacts {
  const hash = createHash("sha256");
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, bytes, version } of sorted) {
    hash.update(`${JSON.stringify([path, bytes, version])}\n`);
  }
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    fingerprint: hash.digest("hex"),
  };
}

/** All files below a folder, including linked ones, without hidden ones. */
async function addFiles(
  folder: string,
  within: string,
  above: readonly string[],
  files: FileFacts[],
): Promise<void> {
  const own = await stat(folder);
  const identity = `${own.dev} ${own.ino}`;
  // A link may lead to a folder that contains it.
  if (above.includes(identity)) return;
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  for (const name of names) {
    const path = within === "" ? name : `${within}/${name}`;
    const found = await stat(join(folder, name)).catch(ignoreAbsence);
    if (found?.isDirectory()) {
      await addFiles(join(folder, name), path, [...above, identity], files);
    } else if (found?.isFile()) {
      // Some file systems do not store fractions of a millisecond.
      files.push({ path, bytes: found.size, version: String(Math.floor(found.mtimeMs)) });
    }
  }
}

/** Whether the error is that of a broken link. */
function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
