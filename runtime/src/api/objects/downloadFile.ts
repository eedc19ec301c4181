import { rename, rm, stat } from "node:fs/promises";
import { ApiError, MetricsError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "../http/callPlatform.js";
import { fullLength } from "../http/lengthOf.js";
import { type PlatformClient, transportOf } from "../http/PlatformClient.js";
import { redactURL } from "../http/redact.js";
import type { Answer } from "../http/transport.js";
import { FilePart, unwritable } from "./filePart.js";
import { isExpired, maxRenewals } from "./renewals.js";
import { unpackFile } from "./unpackFile.js";

/** What the platform says of a file. */
export interface ListedFile {
  /** Bytes. */
  size?: number | undefined;
  /** MD5, SHA-1, SHA-256 or SHA-512 in hexadecimal or base64, told by its length. Others are ignored. */
  checksum?: string | undefined;
}

export interface DownloadFileOptions<Paths extends {} = ownPaths> extends CallOptions, ListedFile {
  /** Whose proxies, retries and budget of requests hold. The link is asked without its token. */
  client: PlatformClient<Paths>;
  /** What the file is called in messages. */
  name: string;
  /** Link to it. */
  url: string;
  /** Gives a newer link for the same file, when `url` has expired. Without it, that is an error. */
  renew?: (() => Promise<string>) | undefined;
  /** Where it goes, in a folder that is there. */
  file: string;
  /**
   * Where it grows until it is whole. What an earlier call left there is gone on with.
   * @default `file` with `.part` behind it
   */
  part?: string | undefined;
  /** Hears of every piece that is written, with its bytes. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** Times that a file is fetched from its start, where it came whole and is not what is listed. */
const maxFetches = 2;

/**
 * Downloads a file that the platform lists, a log of a test for example, to a file of this machine. It
 * is in place whole, by size and checksum, or not at all. What broke off is gone on with, where the
 * server has the same version still (ETag, Last-Modified). One that is stored packed (Content-Encoding)
 * is unpacked, unless its size or checksum is that of the packed bytes. Never is more written than the
 * size that is listed.
 * @throws {ApiError} where it cannot be had, or is not what the platform says it is
 * @throws {MetricsError} where this machine's disk refuses
 * @throws {CancelledError} where `signal` is aborted
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
          `${name}: what came is not what the platform says, by size or checksum`,
          {
            operation: "download",
            hint: "Try again; if it stays, the file was damaged on the platform.",
          },
        );
      }
    }
    await part.removeNotes();
  } finally {
    part.close();
  }
}

/** Whether a file is there, with the size and the checksum that the platform says. */
export async function isListedFile(file: string, listed: ListedFile): Promise<boolean> {
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile() || (listed.size !== undefined && there.size !== listed.size)) return false;
  // node:crypto costs start-up, and a test run downloads nothing.
  const { hasChecksum } = await import("./fileChecksum.js");
  return await hasChecksum(file, listed.checksum);
}

/** Fetches what the part lacks, with fresh links where they expire. */
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
    // A link that served something was good: a long file may outlive several.
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
      ? `${name}: nobody says how long it is, so that it may be cut short`
      : `${name}: ${part.length} of ${length} bytes came`,
    { operation: "download", hint: "Look for a proxy between that takes Content-Length away." },
  );
}

/** Moves what came into place, unpacked where that is what is listed; false where neither is. */
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
      ? `${name}: the platform lists it and does not have it (${status})`
      : isLink
        ? `${name}: the platform's fresh links are refused too (${status}): ${redactURL(url)}`
        : `${name}: ${redactURL(url)} answered ${status}`,
    {
      operation: "download",
      status,
      hint: isGone
        ? "It may have been deleted after its time; leave it out."
        : isLink
          ? "Compare this machine's clock with the platform's, and look for a proxy between."
          : "Try again later; it then goes on where it ended.",
    },
  );
}
