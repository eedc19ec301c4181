import { open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../../io/CommandError.js";
import { hasChecksum, parseChecksum } from "./checksum.js";

export interface DownloadOptions {
  /** What it is called in messages. */
  name: string;
  /** Where it goes. */
  file: string;
  /** Where it grows until it is whole. What is there already is gone on with. */
  part: string;
  /** Bytes, where the platform says. */
  size: number | undefined;
  checksum: string | undefined;
  url: string;
  /** A newer URL for the same file, for when this one has expired. */
  renew(): Promise<string>;
  /** Hears of every piece that arrives. */
  onBytes(bytes: number): void;
  signal: AbortSignal;
  /** Tries in a row that bring nothing before it gives up. Default: 6. */
  attempts?: number;
  /** Milliseconds without a byte after which a connection counts as lost. Default: 30000. */
  timeout?: number;
  /** Waits so many milliseconds before another try. Default: a timer's. */
  wait?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const waitByTimer = (milliseconds: number, signal: AbortSignal) =>
  sleep(milliseconds, undefined, { signal });

/** A refusal that trying again would not change. */
class Refused extends CommandError {}

/** The server wants to be asked again, and may say when. */
class NotNow extends Error {
  constructor(
    status: number,
    /** Milliseconds. */
    readonly wait: number,
  ) {
    super(`the answer was ${status}`);
  }
}

/**
 * Downloads a file, going on where an earlier try ended, and checks its size and checksum. It is in
 * place whole or not at all.
 * @throws {CommandError} where it cannot be had, or is not what the platform says it is
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { name, file, part, signal, attempts = 6, wait = waitByTimer } = options;
  let url = options.url;
  let renewals = 0;
  let fruitless = 0;
  for (;;) {
    const before = await sizeOf(part);
    try {
      const answer = await request(options, url, before);
      if (answer === "expired") {
        if (++renewals > 3) {
          throw new Refused(`${name}: the platform's fresh links are refused too`, {
            hint: "Compare this machine's clock with the platform's, and look for a proxy between.",
          });
        }
        url = await options.renew();
        continue;
      }
      await check(options, part);
      await rename(part, file);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CommandError) throw error;
      if (isOfDisk(error)) throw unwritable(file, error);
      const gained = (await sizeOf(part)) > before;
      fruitless = gained ? 0 : fruitless + 1;
      // A link that served something was good: a long file may outlive several.
      if (gained) renewals = 0;
      if (fruitless >= attempts) throw gaveUp(name, url, error);
      const own = Math.min(5000, 200 * 2 ** fruitless) * (0.5 + Math.random() / 2);
      const asked = error instanceof NotNow ? Math.min(error.wait, maxRetryAfter) : 0;
      await wait(Math.max(own, asked), signal);
    }
  }
}

/** Whether a file is there already, with the size and checksum that the platform says. */
export async function isComplete(
  options: Pick<DownloadOptions, "file" | "size" | "checksum">,
): Promise<boolean> {
  const { file, size, checksum } = options;
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile() || (size !== undefined && there.size !== size)) return false;
  const known = parseChecksum(checksum);
  return known === undefined || (await hasChecksum(file, known));
}

/** One try: appends what comes to the part. A presigned URL is asked without the token. */
async function request(
  options: DownloadOptions,
  url: string,
  offset: number,
): Promise<"whole" | "expired"> {
  const { name, part, size, onBytes, signal, timeout = 30_000 } = options;
  if (size !== undefined && offset > size) await rm(part, { force: true });
  if (size !== undefined && offset === size && size > 0) return "whole";
  const lost = new AbortController();
  const watch = setTimeout(() => lost.abort(new Error("no answer in time")), timeout);
  try {
    const response = await fetch(url, {
      headers: offset > 0 ? { range: `bytes=${offset}-` } : {},
      signal: AbortSignal.any([signal, lost.signal]),
    });
    if (await isExpired(response)) return "expired";
    if (response.status === 416) {
      await rm(part, { force: true });
      throw new Error("it is shorter than what is here already");
    }
    if (response.status === 404 || response.status === 410) {
      throw new Refused(
        `${name}: the platform lists it and does not have it (${response.status})`,
        {
          hint: "It may have been deleted after its time; leave that test out with --job.",
        },
      );
    }
    if (!response.ok || !response.body) throw new NotNow(response.status, retryAfter(response));
    const target = await open(part, response.status === 206 ? "a" : "w");
    try {
      for await (const chunk of response.body) {
        watch.refresh();
        await target.writeFile(chunk);
        onBytes(chunk.byteLength);
      }
    } finally {
      await target.close();
    }
    return "whole";
  } finally {
    clearTimeout(watch);
  }
}

/** Object stores answer 403 to an expired signature, and some 400 to an expired session behind it. */
async function isExpired(response: Response): Promise<boolean> {
  if (response.status === 403) return true;
  return response.status === 400 && /expired/i.test(await response.text());
}

/** Longest wait that a Retry-After is granted, in milliseconds. */
const maxRetryAfter = 60_000;

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

/** Whether an error is of this machine's disk, which no other try makes larger. */
function isOfDisk(error: unknown): error is Error {
  if (!(error instanceof Error) || !("syscall" in error)) return false;
  return ["open", "write", "mkdir", "rename", "unlink"].includes(String(error.syscall));
}

/** What the disk refuses, in words. */
function unwritable(path: string, error: Error): CommandError {
  const code = "code" in error ? String(error.code) : error.message;
  const full = code === "ENOSPC" || code === "EDQUOT";
  return new CommandError(`cannot write ${path}: ${full ? "the disk is full" : code}`, {
    cause: error,
    hint: `${full ? "Make room" : "Make the folder writable"}, or name another one with --out; the same command then goes on where it ended.`,
  });
}

async function check({ name, size, checksum }: DownloadOptions, part: string): Promise<void> {
  const arrived = await sizeOf(part);
  if (size !== undefined && arrived < size) throw new Error(`${arrived} of ${size} bytes came`);
  const known = parseChecksum(checksum);
  const whole =
    (size === undefined || arrived === size) &&
    (known === undefined || (await hasChecksum(part, known)));
  if (whole) return;
  await rm(part, { force: true });
  throw new Refused(`${name}: what came is not what the platform says, by size or checksum`, {
    hint: "Try again; if it stays, the file was damaged on the platform.",
  });
}

async function sizeOf(file: string): Promise<number> {
  const there = await stat(file).catch(() => undefined);
  return there?.size ?? 0;
}

function gaveUp(name: string, url: string, error: unknown): CommandError {
  // The URL holds a signature: only its host may be shown.
  const { host } = new URL(url);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(`${name} cannot be downloaded from ${host}: ${reason}`, {
    hint: "Run the same command again: it goes on where it ended.",
  });
}
