import type { Log } from "../log.js";
import { type ChosenTopic, chooseTopics } from "./chooseTopics.js";
import { ColumnBuilder, type Columns } from "./columns.js";
import type { LogDamage } from "./LogDamage.js";
import { formatTime, type LogMessage, type ReadMessage } from "./LogMessage.js";
import type { LogPart, LogTopic, Recording } from "./LogTopic.js";
import { DamagedLogError } from "./logErrors.js";
import { mergeByTime } from "./mergeByTime.js";
import { type LogProgress, ReadProgress } from "./ReadProgress.js";
import { readRecording, type WantedTopic } from "./readRecording.js";
import type { MessageOf, MessageTypes, Selection, TopicChoice } from "./TopicChoice.js";
import { type ClockOptions, TopicClock } from "./TopicClock.js";

/** The options of {@link openLogs} that reading uses. */
export interface LogsSettings {
  readonly path: string;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
  readonly clock: Required<ClockOptions>;
  readonly damaged: "warn" | "error";
  readonly onProgress: ((progress: LogProgress) => void) | undefined;
}

/** The messages of a selection: one union member per topic; `topic` discriminates. */
export type MessageOfSelection<Types extends MessageTypes, Chosen extends Selection> = {
  [Key in keyof Chosen & string]: LogMessage<Key, MessageOf<Types, Chosen[Key]>>;
}[keyof Chosen & string];

/** One hour in nanoseconds: topics that are further apart do not share a clock. */
const farApart = 3_600_000_000_000n;

/** Open recordings. Created by {@link openLogs}. */
export class Logs<Types extends MessageTypes = MessageTypes> {
  readonly #recordings: readonly Recording[];
  readonly #settings: LogsSettings;
  /** Messages that were already logged: reading twice does not repeat them. */
  readonly #said = new Set<string>();

  constructor(recordings: readonly Recording[], settings: LogsSettings) {
    this.#recordings = recordings;
    this.#settings = settings;
  }

  /** All topics of all recordings, with their names in the recordings. */
  get topics(): readonly LogTopic[] {
    return this.#recordings.flatMap(({ topics }) => topics);
  }

  /**
   * Reads topics message by message, ordered by time, across all files.
   * @throws {TopicError} if a topic is missing, or if several match
   * @throws {MessageError} if a message does not match its schema
   * @throws {ClockError} if time jumps back, unless `onReset` allows it
   * @throws {DamagedLogError} with `damaged: "error"`
   */
  async *read<const Chosen extends Selection>(
    selection: Chosen,
  ): AsyncGenerator<MessageOfSelection<Types, Chosen>, void, undefined> {
    for await (const messages of this.#batches(selection)) {
      for (const message of messages) {
        yield message as unknown as MessageOfSelection<Types, Chosen>;
      }
    }
  }

  /**
   * Collects numbers of one topic in columns, without keeping its messages.
   * @throws as {@link read} does
   */
  async columns<const Choice extends TopicChoice, Names extends string>(
    topic: Choice,
    columns: Readonly<Record<Names, (message: MessageOf<Types, Choice>) => number>>,
  ): Promise<Columns<Names>> {
    const chosen = chooseTopics(this.#recordings, { topic }, this.#settings.path);
    const counts = chosen.map((one) => one.topic.count ?? 0);
    const builder = new ColumnBuilder(
      columns,
      counts.reduce((sum, count) => sum + count, 0),
    );
    for await (const messages of this.#batches({ topic })) {
      for (const { time, message } of messages) builder.add(time, message);
    }
    return builder.done() as Columns<Names>;
  }

  /** Closes all files. */
  async close(): Promise<void> {
    for (const { parts } of this.#recordings) {
      for (const { opened, file } of parts) {
        await opened.close();
        await file.close();
      }
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async *#batches(selection: Selection): AsyncGenerator<ReadMessage[]> {
    const chosen = chooseTopics(this.#recordings, selection, this.#settings.path);
    const wanted = chosen.map((one) => ({
      ...one,
      clock: new TopicClock(one.topic, this.#settings.clock),
    }));
    try {
      yield* mergeByTime(this.#streams(wanted));
      this.#sayEmpty(wanted);
    } finally {
      this.#sayOddities(wanted.map(({ clock }) => clock));
      for (const { recording } of chosen)
        for (const { file } of recording.parts) await file.close();
    }
  }

  #streams(wanted: readonly (WantedTopic & ChosenTopic)[]): AsyncGenerator<ReadMessage[]>[] {
    const recordings = [...new Set(wanted.map(({ recording }) => recording))];
    const sizes = recordings.flatMap(({ parts }) => parts.map(({ file }) => file.size));
    const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
    const { log, signal, clock, onProgress } = this.#settings;
    const progress = new ReadProgress("reading logs", log, totalBytes, onProgress);
    return recordings.map((recording) =>
      readRecording(
        recording,
        wanted.filter((one) => one.recording === recording),
        {
          clock: clock.clock,
          signal,
          onDamage: (part, damage) => this.#damage(part, damage),
          onProgress: ({ file }, position) => progress.at(file.path, position),
          onNoStamp: ({ name, file }, what, isOdd) =>
            this.#say(isOdd ? "warn" : "info", `${name} in ${file} ${what}`),
          onDoubt: ({ name }, { file }, what) =>
            this.#say("warn", `${name} in ${file.path} ${what}`),
        },
      ),
    );
  }

  #damage({ file }: LogPart, damage: LogDamage): void {
    const message = describeDamage(file.path, damage);
    if (this.#settings.damaged === "error") {
      throw new DamagedLogError(message, { offset: damage.offset, hint: damagedHint });
    }
    this.#say("warn", message);
  }

  /** Warns about declared topics without messages. */
  #sayEmpty(wanted: readonly (WantedTopic & ChosenTopic)[]): void {
    for (const { topic, clock, isOptional } of wanted) {
      if (!clock.isEmpty) continue;
      const type = topic.type === "" ? "" : ` (${topic.type})`;
      const files = topic.files.join(", ");
      this.#say(
        isOptional ? "info" : "warn",
        `${topic.name}${type} is declared in ${files}, but has no messages`,
      );
    }
  }

  #sayOddities(clocks: readonly TopicClock[]): void {
    for (const clock of clocks) {
      for (const { level, sentence } of clock.oddities()) this.#say(level, sentence);
    }
    const spans = clocks.flatMap((clock) => {
      const { span } = clock;
      return span === undefined
        ? []
        : [{ name: clock.topicName, first: span[0].time, last: span[1].time }];
    });
    const [one] = spans;
    const other = spans.find(
      ({ first, last }) => one && (first - one.last > farApart || one.first - last > farApart),
    );
    if (one === undefined || other === undefined) return;
    this.#say(
      "warn",
      `${one.name} and ${other.name} do not share a clock: one starts at ${formatTime(one.first)} s, the other at ${formatTime(other.first)} s. Do not compare their timestamps`,
    );
  }

  #say(level: "warn" | "info" | "debug", message: string): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#settings.log[level](message);
  }
}

export const damagedHint =
  'Set damaged: "warn" to read up to there. `mcap recover` saves what is left of an unfinished MCAP recording.';

/** The damage of a file, and how much is lost. */
export function describeDamage(
  path: string,
  { offset, lostBytes, lostMessages, reason }: LogDamage,
): string {
  const lost = [
    lostBytes === undefined ? undefined : `${lostBytes} bytes`,
    lostMessages === undefined ? undefined : `${lostMessages} messages`,
  ].filter((word) => word !== undefined);
  const what = lost.length === 0 ? "" : `; ${lost.join(" and ")} after that are not read`;
  return `${path} is damaged at byte ${offset}: ${reason}${what}`;
}
