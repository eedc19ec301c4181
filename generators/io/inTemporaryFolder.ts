import { tmpdir } from "node:os";
import { CommandError } from "./CommandError.js";
import { makeTemporaryFolder } from "./makeTemporaryFolder.js";
import { systemReason } from "./systemReason.js";

/**
 * Runs `work` with a new temporary folder, and removes the folder afterwards.
 *
 * @param parent the folder to create it in: a rename into place must not cross a file
 *   system. Default: the system's folder for temporary files.
 * @throws the error of `work`; CommandError if the system's folder is not writable
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
