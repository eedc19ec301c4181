import { createWriteStream } from "node:fs";
import { mkdir, open, stat, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../../../io/CommandError.js";
import { insidePath } from "../../../io/insidePath.js";
import { sizeInWords } from "../../../io/sizeInWords.js";
import { systemReason } from "../../../io/systemReason.js";
import type { RemoteFile } from "./RemoteFile.js";

/** Maximum number of attempts in a row that receive no byte. */
const fruitlessAttempts = 3;

/** Milliseconds before a broken download is resumed. */
const pause = 500;

/**
 * Downloads a remote file to `path` below `folder`; there must be none yet. Resumes a broken download, and
 * requires the length that the server said before.
 *
 * @param path relative, with slashes, from its key or URL; one that ends with a slash is a folder
 * @throws CommandError if the path leaves the folder, the file cannot be received completely, or it
 *   cannot be written
 */
export async function downloadRemote(
  remote: RemoteFile,
  { folder, path }: { folder: string; path: string },
  signal: AbortSignal,
): Promise<void> {
  const file = insidePath(folder, path.replace(/\/$/, ""));
  try {
    await mkdir(path.endsWith("/") ? file : dirname(file), { recursive: true });
    if (!path.endsWith("/")) await fill(file, remote, signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new CommandError(`${remote.shown} cannot be written to ${file}: ${reason}`, {
      hint: "Set TMPDIR to another folder for the logs of running tests.",
      code: "cannot-write",
      cause: error,
    });
  }
}

async function fill(file: string, remote: RemoteFile, signal: AbortSignal): Promise<void> {
  // On a case-insensitive file system, two remote files may be the same one here.
  await (await open(file, "wx")).close();
  let [written, fruitless, wrong] = [0, 0, 0];
  for (;;) {
    const failure = await append(file, remote, { from: written, signal });
    const { size } = await stat(file);
    if (failure === undefined && size === remote.bytes) return;
    // Its length is right but not its checksum, or it is too long.
    const isWrong = size >= remote.bytes;
    if (isWrong) wrong += 1;
    fruitless = size > written ? 0 : fruitless + 1;
    if (wrong >= fruitlessAttempts || fruitless >= fruitlessAttempts) {
      throw incomplete(remote, size, failure);
    }
    if (isWrong) await truncate(file);
    written = isWrong ? 0 : size;
    await sleep(pause, undefined, { signal });
  }
}

/** Downloads the missing part. Returns the error that broke the connection, if a retry may help. */
async function append(
  file: string,
  remote: RemoteFile,
  { from, signal }: { from: number; signal: AbortSignal },
): Promise<unknown> {
  try {
    const content = await remote.read(from, signal);
    await pipeline(content, createWriteStream(file, { flags: "a" }), { signal });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandError || systemReason(error) !== undefined) throw error;
    return error;
  }
}

function incomplete({ shown, bytes }: RemoteFile, written: number, failure: unknown): CommandError {
  const reason = failure instanceof Error ? `: ${failure.message}` : "";
  return new CommandError(
    `${shown} was not received completely: ${sizeInWords(written)} of ${sizeInWords(bytes)}${reason}`,
    {
      hint: "The connection broke several times, or the file changed. Run the command again.",
      cause: failure,
    },
  );
}
