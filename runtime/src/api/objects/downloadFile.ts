import { rename, rm, stat } from "node:fs/promises";
import { ApiError, MetricsError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "../http/callPlatform.js";
import { fullLength } from "../http/lengthOf.js";
import { type PlatformClient, transportOf } from "../http/PlatformClient.js";
import { redactURL } from "../http/redact.js";
import type { Answer } from "../http/transportRequest.js";
import { FilePart, unwritable } from "./filePart.js";
import { isExpired, maxRenewals } from "./renewals.js";
import { unpackFile } from "./unpackFile.js";

/** What the platform lists about a file. */
export interface ListedFile {
  /** Bytes. */
  size?: number | undefined;
  /** MD5, SHA-1, SHA-256 or SHA-512 in hexadecimal or base64, recognized by its length. Others are ignored. */
  checksum?: string | undefined;
}

export interface DownloadFileOptions<Paths extends {} = ownPaths> extends CallOptions, ListedFile {
  /** Its proxies, retries and request budget apply. The URL is requested without its token. */
  client: PlatformClient<Paths>;
  /** Name of the file in messages. */
  name: string;
  /** Presigned URL of the file. */
  url: string;
  /** Returns a fresh URL of the same file when `url` has expired. Without it, expiry is an error. */
  renew?: (() => Promise<string>) | undefined;
  /** Where to write it, in an existing folder. */
  file: string;
  /**
   * Where it grows until it is complete. If an earlier call left a part there, the download resumes.
   * @default `file` followed by `.part`
   */
  part?: string | undefined;
  /** Called for every piece that is written, with its bytes. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** How often a file is downloaded from its start if it is complete but differs from what is listed. */
const maxFetches = 2;

/**
 * Downloads a file that the platform lists, for example a log of a test. The file appears only when it is
 * complete, by size and checksum. An interrupted download resumes if the server still has the same version
 * (ETag, Last-Modified). A file stored compressed (Content-Encoding) is decompressed, unless its size or
 * checksum is that of the compressed bytes. Never writes more than the listed size.
 * @throws {ApiError} if it cannot be downloaded, or differs from what the platform lists
 * @throws {MetricsError} if the disk of this machine refuses the write
 * @throws {CancelledError} if `signal` is aborted
 */
export async function downloadFile<Paths extends {} = ownPaths>(
  options: DownloadFileOptions<Paths>,
): Promise<void> {
  const { name, file, size, checksum, onBytes = () => {} } = options;
  const path = options.part ?? `${file}.part`;
  const part = await FilePart.open({ name, path, size, onBytes });
  try {
    for (let fetches = 1; ; fetches++) {
      if (size === undefined || size === 0 || part.length < size) await fetchPart(options, part);
      part.finish();
      if (await placePart(path, part.encodings, { file, size, checksum })) break;
      await part.remove();
      if (fetches >= maxFetches) {
        throw new ApiError(
          `${name}: the downloaded file differs from what the platform lists, by size or checksum`,
          {
            operation: "download",
            hint: "Retry. If the error persists, the file is damaged on the platform.",
          },
        );
      }
    }
    await part.removeNotes();
  } finally {
    part.close();
  }
}

/** Whether a file exists with the size and the checksum that the platform lists. */
export async function isListedFile(file: string, listed: ListedFile): Promise<boolean> {
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile() || (listed.size !== undefined && there.size !== listed.size)) return false;
  // Imported late: node:crypto costs startup time, and a test run downloads nothing.
  const { hasChecksum } = await import("./fileChecksum.js");
  return await hasChecksum(file, listed.checksum);
}

/** Downloads what the part lacks, with fresh URLs when they expire. */
async function fetchPart<Paths extends {}>(
  { client, name, url: first, renew, signal, size, checksum }: DownloadFileOptions<Paths>,
  part: FilePart,
): Promise<void> {
  const transport = transportOf(client);
  let url = first;
  let renewals = 0;
  let restarts = 0;
  for (;;) {
    const before = part.length;
    const request = { operation: "download", kind: "download" as const, url, signal };
    const headers = () => part.headers();
    const answer = await transport.send({ ...request, headers, sink: part });
    if (answer.ok) {
      if (part.isLengthTold || size !== undefined || checksum) return;
      part.finish();
      const asked = await transport.send({ ...request, headers: { range: "bytes=0-0" } });
      return await checkLength(name, part, asked);
    }
    // A URL that delivered something was good: the download of a long file may outlive several.
    if (part.length > before) renewals = 0;
    if (answer.status === 416 && restarts++ === 0) {
      await part.remove();
      continue;
    }
    if (!isExpired(answer)) throw refused(name, url, answer);
    if (!renew || ++renewals > maxRenewals) throw refused(name, url, answer);
    url = await renew();
  }
}

async function checkLength(name: string, part: FilePart, answer: Answer): Promise<void> {
  const length = fullLength(answer);
  if (length === part.length) return;
  await part.remove();
  throw new ApiError(
    length === undefined
      ? `${name}: its length is unknown, so it may be truncated`
      : `${name}: received ${part.length} of ${length} bytes`,
    { operation: "download", hint: "Look for a proxy in between that removes Content-Length." },
  );
}

/** Moves the download into place, decompressed if that is what is listed; false if neither matches. */
async function placePart(
  path: string,
  encodings: readonly string[],
  { file, size, checksum }: ListedFile & { file: string },
): Promise<boolean> {
  const isPackedByName = /\.(gz|br|tgz|zz)$/i.test(file);
  try {
    const isKnown = size !== undefined || Boolean(checksum);
    const keepsPacked = encodings.length === 0 || isKnown || isPackedByName;
    if (keepsPacked && (await isListedFile(path, { size, checksum }))) {
      await rename(path, file);
      return true;
    }
    if (encodings.length === 0) return false;
    const plain = `${path}.plain`;
    try {
      if (!(await unpackFile(path, plain, encodings, size ?? Number.POSITIVE_INFINITY)))
        return false;
      if (!(await isListedFile(plain, { size, checksum }))) return false;
      await rename(plain, file);
    } finally {
      await rm(plain, { force: true });
    }
    await rm(path, { force: true });
    return true;
  } catch (error) {
    throw error instanceof MetricsError ? error : unwritable(file, error);
  }
}

function refused(name: string, url: string, { status }: Answer): ApiError {
  const isLink = status === 403 || status === 400;
  const isGone = status === 404 || status === 410;
  return new ApiError(
    isGone
      ? `${name}: the platform lists this file but does not have it (${status})`
      : isLink
        ? `${name}: the platform's fresh presigned URLs are refused, too (${status}): ${redactURL(url)}`
        : `${name}: ${redactURL(url)} returned ${status}`,
    {
      operation: "download",
      status,
      hint: isGone
        ? "It may have been deleted when its retention period ended; leave it out."
        : isLink
          ? "Compare this machine's clock with the platform's, and look for a proxy in between."
          : "Retry later; the download then resumes where it ended.",
    },
  );
}
