import { basename } from "node:path";
import { InputError } from "../errors.js";
import { createLog, type Log, logLevelFrom } from "../log.js";
import { type FoundFiles, findLogFiles, type PassedOver, reasonOf } from "./findLogFiles.js";
import { groupRecordings } from "./groupRecordings.js";
import { LogFile } from "./LogFile.js";
import type { LogFormat, OpenFormatOptions } from "./LogFormat.js";
import { damagedHint, describeDamage, Logs } from "./Logs.js";
import type { LogPart } from "./LogTopic.js";
import { DamagedLogError, NotThisFormatError } from "./logErrors.js";
import { type LogProgress, ReadProgress } from "./ReadProgress.js";
import { seemsToBe } from "./seemsToBe.js";
import type { MessageTypes } from "./TopicChoice.js";
import type { ClockOptions } from "./TopicClock.js";

/** Options for opening and reading recordings. */
export interface OpenLogsOptions extends ClockOptions {
  /** The formats to read, each from its own entry point. If several match a file, the first one reads it. */
  readonly formats: readonly LogFormat[];
  /**
   * Where warnings and progress go: pass the `log` of the context, so that the page of the run shows
   * them. Default: lines on stderr, filtered by METRICS_LOG.
   */
  readonly log?: Log;
  readonly signal?: AbortSignal;
  /** Which files to read, by path. Default: all. */
  readonly files?: (path: string) => boolean;
  /** Whether to read a damaged or unfinished recording up to the damage with a warning, or to throw. Default: "warn". */
  readonly damaged?: "warn" | "error";
  /**
   * Called while reading, and while scanning a recording without an index. Default: a line to `log` every few seconds.
   */
  readonly onProgress?: (progress: LogProgress) => void;
}

/** Number of bytes used to detect the format. */
const headSize = 1 << 16;

/**
 * Opens all recordings below a folder, or one recording. Other files are skipped and logged at debug level. `Types` are the
 * message types by topic name or type.
 * @throws {InputError} if there is nothing that the formats can read; the message lists what was found
 * @throws {DamagedLogError} with `damaged: "error"`
 */
export async function openLogs<Types extends MessageTypes = MessageTypes>(
  path: string,
  options: OpenLogsOptions,
): Promise<Logs<Types>> {
  const log = options.log ?? createLog(process.stderr, logLevelFrom(process.env));
  const found = await findLogFiles(path);
  const { parts, passedOver } = await openAll(found, options, log);
  if (parts.length === 0) throw nothingToRead(path, options.formats, passedOver);
  for (const { path: file, why, unread, empty } of passedOver) {
    // A recorder that crashed leaves an empty recording.
    const isLost = unread === true || (empty === true && recordingName.test(file));
    log[isLost ? "warn" : "debug"](`${file} ${why}: skipped`);
  }
  return new Logs<Types>(groupRecordings(parts), {
    path,
    log,
    signal: options.signal,
    clock: {
      clock: options.clock ?? "stamp",
      onReset: options.onReset ?? "error",
      onZeroStamp: options.onZeroStamp ?? "skip",
    },
    damaged: options.damaged ?? "warn",
    onProgress: options.onProgress,
  });
}

async function openAll(found: FoundFiles, options: OpenLogsOptions, log: Log) {
  const parts: LogPart[] = [];
  const passedOver: PassedOver[] = [...found.passedOver];
  try {
    for (const path of found.files) {
      options.signal?.throwIfAborted();
      if (options.files?.(path) === false) continue;
      const opened = await openOne(path, options, log);
      if ("why" in opened) passedOver.push(opened);
      else parts.push(opened);
    }
  } catch (error) {
    for (const { opened, file } of parts) {
      await opened.close();
      await file.close();
    }
    throw error;
  }
  return { parts, passedOver };
}

async function openOne(
  path: string,
  { formats, signal, damaged, onProgress }: OpenLogsOptions,
  log: Log,
): Promise<LogPart | PassedOver> {
  let file: LogFile;
  try {
    file = await LogFile.open(path);
  } catch (error) {
    return { path, why: `cannot be read: ${reasonOf(error)}`, unread: true };
  }
  try {
    const head = await file.read(0, headSize);
    let why: string | undefined;
    for (const format of formats) {
      if (!format.sniff(head, path)) continue;
      const progress = new ReadProgress(`scanning ${path}`, log, file.size, onProgress);
      const opened = await tryFormat(format, file, {
        log,
        signal,
        onProgress: (position) => progress.at(path, position),
      });
      if (opened instanceof NotThisFormatError) {
        why = `is skipped: ${opened.message}`;
        continue;
      }
      if (opened.damage !== undefined) {
        const message = describeDamage(path, opened.damage);
        if (damaged === "error") {
          throw new DamagedLogError(message, { offset: opened.damage.offset, hint: damagedHint });
        }
        log.warn(message);
      }
      return { file, opened, formatName: format.name };
    }
    return why === undefined ? foreign(head, path) : { path, why };
  } finally {
    // Reading opens it again: a recording may have more parts than a process may have open files.
    await file.close();
  }
}

async function tryFormat(format: LogFormat, file: LogFile, options: OpenFormatOptions) {
  try {
    return await format.open(file, options);
  } catch (error) {
    if (error instanceof NotThisFormatError) return error;
    throw error;
  }
}

/** Names of recordings, including compressed ones. */
const recordingName = /\.(?:mcap|bag|db3|ulg|csv|tsv|parquet|jsonl?|ndjson|tar)(?:\.\w+)?$|\.tgz$/i;

/** Describes a file that no format accepts. A compressed recording must not go unnoticed. */
function foreign(head: Uint8Array, path: string): PassedOver {
  const { name, reader, unpack } = seemsToBe(head);
  if (unpack !== undefined) {
    const file = basename(path);
    const given = /^[\w.+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
    return {
      path,
      why: `is compressed (${name}) and cannot be read directly. Unpack it first: ${unpack} ${given}`,
      ...(recordingName.test(file) && { unread: true }),
    };
  }
  const by =
    reader === undefined ? "" : ` (@metrics-project/runtime/logs/${reader} reads such files)`;
  return { path, why: `seems to be ${name}${by}` };
}

/** Maximum number of listed files. */
const listed = 30;

function nothingToRead(
  path: string,
  formats: readonly LogFormat[],
  passedOver: readonly PassedOver[],
): InputError {
  const names = formats.map(({ name }) => name).join(", ");
  const lines = passedOver.slice(0, listed).map(({ path: file, why }) => `  ${file} ${why}`);
  if (passedOver.length > listed) lines.push(`  and ${passedOver.length - listed} more`);
  const there = lines.length === 0 ? "It has no files." : `Its files:\n${lines.join("\n")}`;
  return new InputError(
    `${path} has no recording in one of the given formats (${names || "none"}). ${there}`,
    {
      hint: "Pass more formats to openLogs, or configure the simulation to write one of these.",
    },
  );
}
