import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "./CommandError.js";
import { systemReason } from "./systemReason.js";

/**
 * Gives `work` a folder of its own, which is gone when it is done.
 *
 * @param parent where it is made, if that matters: what is moved into place must not cross a file
 *   system. Default: where the system keeps temporary files.
 * @throws what `work` throws; CommandError where the system's folder cannot be written to
 */
export async function inTemporaryFolder<T>(
  work: (folder: string) => Promise<T>,
  parent?: string,
): Promise<T> {
  let folder: string | undefined;
  try {
    if (parent !== undefined) await mkdir(parent, { recursive: true });
    folder = await mkdtemp(join(parent ?? tmpdir(), ".metrics-project-"));
    return await work(folder);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined || parent !== undefined) throw error;
    throw new CommandError(`${tmpdir()} cannot be written to: ${reason}`, {
      hint: "Temporary files go there; TMPDIR names another folder. Nothing was changed.",
      code: "cannot-write",
      cause: error,
    });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
