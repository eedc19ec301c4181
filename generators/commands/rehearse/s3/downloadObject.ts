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

/** Attempts that bring no byte. One that brings some starts the count again. */
const fruitlessAttempts = 3;

/** Milliseconds before a broken download is resumed. */
const pause = 500;

/**
 * Downloads an object to `path` below `folder`, which does not exist yet. A download that is cut short is
 * resumed where it ended; the length must be the one that was listed.
 *
 * @param path relative, with slashes, from the object's key; one that ends with a slash is a folder
 * @throws CommandError where the path leads out of the folder, the object cannot be had whole, or the disk
 *   does not take it
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
      hint: "TMPDIR names another folder for the logs of tests that run.",
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
  // Two keys may be one file here, where upper and lower case are the same.
  await (await open(file, "wx")).close();
  let [written, fruitless, wrong] = [0, 0, 0];
  for (;;) {
    const failure = await append(file, archive, object, { from: written, signal });
    const { size } = await stat(file);
    if (failure === undefined && size === object.bytes) return;
    // Whole by its length and not by its checksum, or longer than it should be.
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

/** Adds what is missing of the object; returns what broke the connection, which may hold next time. */
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
    `${url} was not received whole: ${sizeInWords(written)} of ${sizeInWords(object.bytes)}${reason}`,
    {
      hint: "The connection broke several times, or the object changed. Run it again.",
      cause: failure,
    },
  );
}
