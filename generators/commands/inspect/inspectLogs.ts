import { stat } from "node:fs/promises";
import {
  type LogColumn,
  type LogProgress,
  type Logs,
  type LogTopic,
  MessageError,
  openLogs,
  type TimeSpan,
} from "@metrics-project/runtime/logs";
import { formatOf, loadFormats } from "../../logs/logFormats.js";
import { FieldStats, type FieldSummary } from "./FieldStats.js";
import { type Gap, IntervalStats } from "./IntervalStats.js";

/** The contents of a recording, or of a folder of recordings. */
export interface Inspection {
  readonly files: readonly InspectedFile[];
  readonly topics: readonly InspectedTopic[];
  /** Warnings about files and timestamps, one sentence each. */
  readonly warnings: readonly string[];
  /** Notes, also about files that are not recordings, one sentence each. */
  readonly notes: readonly string[];
}

interface InspectedFile {
  readonly path: string;
  readonly bytes: number;
  /** The sub-path of `@metrics-project/runtime/logs` that reads it. */
  readonly format: string;
}

export interface InspectedTopic {
  readonly name: string;
  /** Empty if the format has no types. */
  readonly type: string;
  readonly encoding: string;
  readonly files: readonly string[];
  readonly columns: readonly LogColumn[] | undefined;
  readonly count: number;
  /** Messages per second, by the messages' own timestamps if they have any. Undefined for fewer than two messages. */
  readonly rate: number | undefined;
  /** First and last timestamp in nanoseconds, per clock of the messages. */
  readonly times: {
    readonly stamp?: TimeSpan;
    readonly log?: TimeSpan;
    readonly publish?: TimeSpan;
  };
  /** The usual interval in nanoseconds, within 5 %. */
  readonly interval: number | undefined;
  /** Intervals over five times the usual one: their number, and the longest. */
  readonly gaps: { readonly count: number; readonly longest: readonly Gap[] };
  readonly fields: readonly FieldSummary[];
  /** Whether there are further fields. */
  readonly moreFields: boolean;
  /** Why its messages could not be decoded. */
  readonly problem?: string;
}

export interface InspectOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: LogProgress) => void;
}

/** Maximum number of topics that are read completely: a recording may declare a million. */
const mostTopics = 2000;

/**
 * Reads a recording, or a folder of recordings, completely and once, and describes the contents. Memory does not grow
 * with the size.
 * @throws InputError if there is nothing to read
 */
export async function inspectLogs(path: string, options: InspectOptions): Promise<Inspection> {
  const warnings: string[] = [];
  const notes: string[] = [];
  const logs = await openLogs(path, {
    formats: await loadFormats(),
    log: {
      level: "debug",
      warn: (message) => void warnings.push(message),
      info: (message) => void notes.push(message),
      debug: (message) => void notes.push(message),
    },
    signal: options.signal,
    onReset: "split",
    onZeroStamp: "keep",
    onProgress: options.onProgress ?? (() => {}),
  });
  try {
    const topics = await readTopics(logs, warnings);
    const paths = new Set(logs.topics.flatMap(({ files }) => files));
    return { files: await Promise.all([...paths].map(describeFile)), topics, warnings, notes };
  } finally {
    await logs.close();
  }
}

async function describeFile(path: string): Promise<InspectedFile> {
  const format = await formatOf(path);
  return { path, bytes: (await stat(path)).size, format: format ?? "unknown" };
}

async function readTopics(logs: Logs, warnings: string[]): Promise<InspectedTopic[]> {
  const all = logs.topics.map((topic) => new TopicStats(topic));
  for (const stats of all) await stats.prepare();
  if (all.length > mostTopics) {
    warnings.push(
      `there are ${all.length} topics; after the first ${mostTopics}, only index information is shown`,
    );
  }
  // A message that cannot be decoded ends reading: start again without its topic.
  for (;;) {
    const wanted = all.slice(0, mostTopics).filter(({ problem }) => problem === undefined);
    const failed = await readOnce(logs, wanted);
    if (failed === undefined) break;
    for (const stats of wanted) if (stats !== failed) stats.forget();
  }
  return all.map((stats) => stats.summary());
}

/** The topic with messages that cannot be decoded, if any. */
async function readOnce(
  logs: Logs,
  wanted: readonly TopicStats[],
): Promise<TopicStats | undefined> {
  const byKey = new Map(wanted.map((stats, index) => [`t${index}`, stats]));
  const selection = Object.fromEntries(
    [...byKey].map(([key, { topic }]) => [key, { topic: topic.name, file: topic.file }]),
  );
  let current: TopicStats | undefined;
  try {
    for await (const message of logs.read(selection)) {
      current = byKey.get(message.topic);
      current?.see(message);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const failed =
      wanted.find(
        ({ topic }) => topic.name === error.topic && error.message.startsWith(topic.file),
      ) ??
      wanted.find(({ topic }) => topic.name === error.topic) ??
      current;
    if (failed === undefined) throw error;
    failed.fail(error.message);
    return failed;
  }
}

interface Times {
  stamp?: TimeSpan | undefined;
  log?: TimeSpan | undefined;
  publish?: TimeSpan | undefined;
}

/** Nanoseconds: zero is a time if the next message follows within this time. */
const nearZero = { recording: 1_000_000_000n, table: 86_400_000_000_000n };

class TopicStats {
  readonly topic: LogTopic;
  problem: string | undefined;
  #fields = new FieldStats();
  #intervals = new IntervalStats();
  #times: Times = {};
  #count = 0;
  #segment = 0;
  /** Whether the last message had a zero stamp: the start of a simulation, or none yet. */
  #isZero = false;

  constructor(topic: LogTopic) {
    this.topic = topic;
  }

  /** Checks whether its messages can be decoded at all. */
  async prepare(): Promise<void> {
    try {
      for (const channel of this.topic.channels) {
        if (channel.count !== 0) await channel.decoder();
      }
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  forget(): void {
    this.#fields = new FieldStats();
    this.#intervals = new IntervalStats();
    this.#times = {};
    this.#count = 0;
    this.#segment = 0;
    this.#isZero = false;
  }

  fail(problem: string): void {
    this.problem = `${problem} (after ${this.#count} decoded)`;
  }

  see(message: {
    readonly message: unknown;
    readonly time: bigint;
    readonly stamp: bigint | undefined;
    readonly logTime: bigint | undefined;
    readonly publishTime: bigint | undefined;
    readonly segment: number;
  }): void {
    this.#fields.see(message.message);
    this.#count++;
    const times = this.#times;
    times.log = extended(times.log, message.logTime);
    times.publish = extended(times.publish, message.publishTime);
    if (message.segment !== this.#segment) this.#intervals.reset();
    this.#segment = message.segment;
    // With a log time of zero, too, it is the time.
    if (message.time === 0n && message.stamp === 0n && message.logTime !== 0n) {
      this.#isZero = true;
      return;
    }
    const near = message.logTime === undefined ? nearZero.table : nearZero.recording;
    if (this.#isZero && message.time <= near) this.#addTime(0n, 0n);
    this.#isZero = false;
    this.#addTime(message.time, message.stamp);
  }

  #addTime(time: bigint, stamp: bigint | undefined): void {
    this.#times.stamp = extended(this.#times.stamp, stamp);
    this.#intervals.see(time);
  }

  summary(): InspectedTopic {
    const { name, type, encoding, files, columns } = this.topic;
    const isRead = this.#count > 0;
    if (this.#isZero && this.#times.stamp === undefined) this.#addTime(0n, 0n);
    const times = isRead ? this.#times : this.topic.times;
    const count =
      isRead && this.problem === undefined ? this.#count : (this.topic.count ?? this.#count);
    const { median } = this.#intervals;
    return {
      name,
      type,
      encoding,
      files,
      columns,
      count,
      rate: isRead ? this.#intervals.rate : rateOf(count, times.stamp ?? times.log),
      times: definedOnly(times),
      interval: median,
      gaps: this.#intervals.gaps(),
      fields: this.#fields.summaries(),
      moreFields: this.#fields.isCut,
      ...(this.problem !== undefined && { problem: this.problem }),
    };
  }
}

function definedOnly({ stamp, log, publish }: Times): InspectedTopic["times"] {
  return { ...(stamp && { stamp }), ...(log && { log }), ...(publish && { publish }) };
}

function extended(span: TimeSpan | undefined, time: bigint | undefined): TimeSpan | undefined {
  if (time === undefined) return span;
  if (span === undefined) return { first: time, last: time };
  if (time < span.first) return { first: time, last: span.last };
  return time > span.last ? { first: span.first, last: time } : span;
}

function rateOf(count: number, span: TimeSpan | undefined): number | undefined {
  if (span === undefined || count < 2 || span.last === span.first) return undefined;
  return ((count - 1) * 1e9) / Number(span.last - span.first);
}
