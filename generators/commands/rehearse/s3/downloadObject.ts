import { createWriteStream } from "node:fs";
import { mkdir, open, stat, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../../../io/CommandError.js";
import { insidePath } from "../../../io/insidePath.js";
import { sizeInWords } from "../../../io/sizeInWords.js";
import { systemReason } from "../../../io/systemReason.js";
import type { S3Archive, S3Object } from "./S3Archive.js";
import { s3URL } from "./S3Place.js";

/** Maximum number of attempts in a row that receive no byte. */
const fruitlessAttempts = 3;

/** Milliseconds before a broken download is resumed. */
const pause = 500;

/**
 * Downloads an object to `path` below `folder`; the file must not exist yet. Resumes a broken download, and
 * requires the listed length.
 *
 * @param path relative, with slashes, from the object's key; one that ends with a slash is a folder
 * @throws CommandError if the path leaves the folder, the object cannot be received completely, or the file
 *   cannot be written
 */
export async function downloadObject(
  archive: S3Archive,
  object: S3Object,
  { folder, path }: { folder: string; path: string },
  signal: AbortSignal,
): Promise<void> {
  const url = s3URL(object.bucket, object.key);
  const file = insidePath(folder, path.replace(/\/$/, ""));
  try {
    await mkdir(path.endsWith("/") ? file : dirname(file), { recursive: true });
    if (!path.endsWith("/")) await fill(file, archive, object, signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new CommandError(`${url} cannot be written to ${file}: ${reason}`, {
      hint: "Set TMPDIR to another folder for the logs of running tests.",
      code: "cannot-write",
      cause: error,
    });
  }
}

async function fill(
  file: string,
  archive: S3Archive,
  object: S3Object,
  signal: AbortSignal,
): Promise<void> {
  // On a case-insensitive file system, two keys may be the same file.
  await (await open(file, "wx")).close();
  let [written, fruitless, wrong] = [0, 0, 0];
  for (;;) {
    const failure = await append(file, archive, object, { from: written, signal });
    const { size } = await stat(file);
    if (failure === undefined && size === object.bytes) return;
    // Its length is right but not its checksum, or it is too long.
    const isWrong = size >= object.bytes;
    if (isWrong) wrong += 1;
    fruitless = size > written ? 0 : fruitless + 1;
    if (wrong >= fruitlessAttempts || fruitless >= fruitlessAttempts) {
      throw incomplete(object, size, failure);
    }
    if (isWrong) await truncate(file);
    written = isWrong ? 0 : size;
    await sleep(pause, undefined, { signal });
  }
}

/** Downloads the missing part of the object. Returns the error that broke the connection, if a retry may help. */
async function append(
  file: string,
  archive: S3Archive,
  object: S3Object,
  { from, signal }: { from: number; signal: AbortSignal },
): Promise<unknown> {
  try {
    const content = await archive.read(object, from, signal);
    await pipeline(content, createWriteStream(file, { flags: "a" }), { signal });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandError || systemReason(error) !== undefined) throw error;
    return error;
  }
}

function incomplete(object: S3Object, written: number, failure: unknown): CommandError {
  const url = s3URL(object.bucket, object.key);
  const reason = failure instanceof Error ? `: ${failure.message}` : "";
  return new CommandError(
    `${url} was not received completely: ${sizeInWords(written)} of ${sizeInWords(object.bytes)}${reason}`,
    {
      hint: "The connection broke several times, or the object changed. Run the command again.",
      cause: failure,
    },
  );
}
