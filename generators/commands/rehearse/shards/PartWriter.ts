import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { renamePatiently } from "../../../io/renamePatiently.js";
import { replaceFile } from "../../../io/replaceFile.js";
import type { RunFolders } from "../Launcher.js";
import { testPlace } from "../places.js";
import type { RunResult } from "../RunResult.js";
import {
  type FoundResult,
  manifestFile,
  type PartManifest,
  type PlannedTest,
  type RecordedFile,
  readManifest,
  readResult,
  resultPath,
  resultText,
  testFolder,
} from "./partFormat.js";
import { openScratchFolder } from "./scratchFolder.js";

type Scratch = Awaited<ReturnType<typeof openScratchFolder>>;

/**
 * Writes the part of a shard, test by test. The part is readable at any time and contains only
 * complete results: each is written to a scratch folder and moved by one rename. Several processes,
 * even on several machines, may write the same part: the first result of a test stays, the others
 * are discarded.
 */
export class PartWriter implements AsyncDisposable {
  readonly #folder: string;
  readonly #build: string;
  readonly #scratch: Scratch;

  private constructor(folder: string, build: string, scratch: Scratch) {
    this.#folder = folder;
    this.#build = build;
    this.#scratch = scratch;
  }

  /**
   * Creates the part, or resumes the existing one.
   *
   * @param shown the part, as messages name it
   * @throws CommandError if a newer version wrote the existing part
   */
  static async open(folder: string, shown: string, manifest: PartManifest): Promise<PartWriter> {
    await mkdir(join(folder, "tests"), { recursive: true });
    const text = `${JSON.stringify(manifest, null, 1)}\n`;
    const file = join(folder, manifestFile);
    // Replaces a damaged manifest, but never one that a newer version wrote.
    await readManifest(folder, shown).catch((error: Error) => {
      if (/newer/.test(error.message)) throw error;
    });
    const scratch = await openScratchFolder(folder);
    try {
      const before = await readFile(file, "utf8").catch(() => undefined);
      if (before !== text) await replaceFile(file, text);
    } catch (error) {
      await scratch[Symbol.asyncDispose]();
      throw error;
    }
    return new PartWriter(folder, manifest.build.hash, scratch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scratch[Symbol.asyncDispose]();
  }

  /** The test's result for this build and these inputs, if it is complete. */
  find(test: PlannedTest): Promise<FoundResult> {
    return readResult(this.#folder, test, this.#build);
  }

  /**
   * Runs a test in its own folders, and moves its result into the part.
   *
   * @param run returns `isLasting` for result.json
   * @returns the result in the part: another process's, if that was faster
   * @throws what `run` throws, or the system's error if writing fails; the run then leaves nothing
   */
  async record(
    test: PlannedTest,
    run: (
      folders: Omit<RunFolders, "inputs">,
    ) => Promise<{ result: RunResult; isLasting: boolean }>,
  ): Promise<RunResult> {
    const aside = join(this.#scratch.path, randomUUID());
    await mkdir(aside);
    try {
      const { result, isLasting } = await run({
        outputs: join(aside, "outputs"),
        log: join(aside, "log.txt"),
      });
      const { input } = test;
      const files = await filesBelow(aside, "");
      const text = resultText({ build: this.#build, input, isLasting, files, result });
      await writeFile(resultPath(aside), text);
      return await this.#publish(test, aside, { ...result, ...testPlace(test.name) });
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  async #publish(test: PlannedTest, aside: string, result: RunResult): Promise<RunResult> {
    const target = testFolder(this.#folder, test.name);
    for (let attempts = 1; ; attempts++) {
      try {
        await rename(aside, target);
        return result;
      } catch (error) {
        if (!isInTheWay(error) || attempts === 10) throw error;
      }
      const found = await this.find(test);
      if ("result" in found) return found.result;
      // It is truncated, or from another build. If another process just replaced it, this is that
      // process's new result: ours is as good, and takes its place.
      await this.remove(test);
    }
  }

  /** Removes a test's result, for a new one. */
  async remove(test: PlannedTest): Promise<void> {
    const old = join(this.#scratch.path, randomUUID());
    await renamePatiently(testFolder(this.#folder, test.name), old).catch(ignoreAbsence);
    await rm(old, { recursive: true, force: true });
  }
}

/** Does not follow links: their targets are not the run's outputs. */
async function filesBelow(root: string, path: string): Promise<RecordedFile[]> {
  const files: RecordedFile[] = [];
  for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
    const inside = posix.join(path, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(root, inside)));
    else if (entry.isFile()) {
      files.push({ path: inside, size: (await stat(join(root, inside))).size });
    }
  }
  return files;
}

/** Whether a rename failed because its target is a folder with content; Windows has its own code for that. */
function isInTheWay(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return ["ENOTEMPTY", "EEXIST", ...(process.platform === "win32" ? ["EPERM"] : [])].includes(
    code ?? "",
  );
}

function ignoreAbsence(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
