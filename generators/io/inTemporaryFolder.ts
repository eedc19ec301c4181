import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "./CommandError.js";
import { systemReason } from "./systemReason.js";

/**
 * Gives `work` a folder of its own, which is gone when it is done.
 *
 * @throws what `work` throws; CommandError where the folder cannot be written to
 */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), "metrics-project-"));
    return await work(folder);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new CommandError(`${tmpdir()} cannot be written to: ${reason}`, {
      hint: "Temporary files go there; TMPDIR names another folder. Nothing was changed.",
      cause: error,
    });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
