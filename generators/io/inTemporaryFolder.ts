import { tmpdir } from "node:os";
import { CommandError } from "./CommandError.js";
import { makeTemporaryFolder } from "./makeTemporaryFolder.js";
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
  try {
    await using folder = await makeTemporaryFolder(parent);
    return await work(folder.path);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined || parent !== undefined) throw error;
    throw new CommandError(`cannot write to ${tmpdir()}: ${reason}`, {
      hint: "Temporary files go there; set TMPDIR to use another folder. Nothing was changed.",
      code: "cannot-write",
      cause: error,
    });
  }
}
