import type { LogDamage } from "./LogDamage.js";
import type { LogChannel, MessageDecoder } from "./LogFormat.js";
import { formatTime, type MessageSource, ReadMessage } from "./LogMessage.js";
import type { LogPart, LogTopic, Recording } from "./LogTopic.js";
import { TimeWindow } from "./TimeWindow.js";
import type { ClockName, TopicClock } from "./TopicClock.js";

/** A topic to read from a recording, with its clock monitor. */
export interface WantedTopic {
  readonly key: string;
  readonly topic: LogTopic;
  readonly clock: TopicClock;
}

/** Options for reading a recording. */
export interface RecordingOptions {
  readonly clock: ClockName;
  readonly signal: AbortSignal | undefined;
  onDamage(part: LogPart, damage: LogDamage): void;
  /** Processed bytes of a part. */
  onProgress(part: LogPart, position: number): void;
  /** Called if messages of a topic have no meaningful stamp; `what` says why, and what is used instead. */
  onNoStamp(topic: LogTopic, what: string, isOdd: boolean): void;
  /** Called at the end if decoded messages may be wrong; `what` is a predicate of the topic. */
  onDoubt(topic: LogTopic, part: LogPart, what: string): void;
}

/** The wanted messages of one recording ordered by time, in batches. */
export async function* readRecording(
  recording: Recording,
  wanted: readonly WantedTopic[],
  options: RecordingOptions,
): AsyncGenerator<ReadMessage[]> {
  const window = new TimeWindow();
  const states = new Map<WantedTopic, TopicState>();
  const sources: { part: LogPart; source: MessageSource }[] = [];
  for (const part of recording.parts) {
    const channels = await prepare(part, recording, wanted, states, options);
    if (channels.size === 0) continue;
    for (const { source } of [...channels.values()].flat()) sources.push({ part, source });
    const reading = part.opened.read(new Set(channels.keys()), {
      signal: options.signal,
      onDamage: (damage) => options.onDamage(part, damage),
    });
    for await (const { messages, position } of reading) {
      options.signal?.throwIfAborted();
      for (const raw of messages) {
        for (const { state, source } of channels.get(raw.channel) ?? []) {
          const message = new ReadMessage(state.key, raw, source);
          if (state.asksFor()) await state.decide(message, part, raw.channel);
          state.take(message, source.decoder, window);
        }
      }
      options.onProgress(part, position);
      const ready = window.release();
      if (ready.length > 0) yield ready;
    }
    await part.file.close();
  }
  for (const state of states.values()) state.end(window);
  const rest = window.releaseAll();
  if (rest.length > 0) yield rest;
  // Messages are decoded when their consumer needs them: by now, all of those are.
  for (const { part, source } of sources) {
    const what = source.decoder.doubt?.();
    if (what !== undefined) options.onDoubt(source.topic, part, what);
  }
}

interface Prepared {
  readonly state: TopicState;
  readonly source: MessageSource;
}

async function prepare(
  part: LogPart,
  recording: Recording,
  wanted: readonly WantedTopic[],
  states: Map<WantedTopic, TopicState>,
  options: RecordingOptions,
): Promise<Map<LogChannel, Prepared[]>> {
  const channels = new Map<LogChannel, Prepared[]>();
  const own = new Set(part.opened.channels);
  for (const one of wanted) {
    const state = states.get(one) ?? new TopicState(one, recording, options);
    states.set(one, state);
    for (const channel of one.topic.channels) {
      if (!own.has(channel) || channel.count === 0) continue;
      const decoder = await channel.decoder();
      const source = { topic: one.topic, file: part.file.path, decoder };
      channels.set(channel, [...(channels.get(channel) ?? []), { state, source }]);
    }
  }
  return channels;
}

/** Encodings whose schema determines whether messages have a stamp: if the first one has none, none has. */
const fixedEncodings = new Set(["cdr", "ros1"]);

const oneDay = 86_400_000_000_000n;

const logTimesUsed = "its log times are used instead";

/** Determines the time of each message of one topic. */
class TopicState {
  readonly key: string;
  readonly #wanted: WantedTopic;
  readonly #recording: Recording;
  readonly #options: RecordingOptions;
  /** Whether the topic has stamps; undefined if not yet known. */
  #stamped: boolean | undefined;
  #decided = false;
  /** The time of the last message that was delivered. */
  #latest: bigint | undefined;
  /** First messages with a zero stamp: the start of a simulation or of a table, if the next one is near. */
  #pending: ReadMessage[] = [];

  constructor(wanted: WantedTopic, recording: Recording, options: RecordingOptions) {
    this.key = wanted.key;
    this.#wanted = wanted;
    this.#recording = recording;
    this.#options = options;
  }

  /** Whether {@link decide} must be called first, with the first message of the topic. */
  asksFor(): boolean {
    return !this.#decided && this.#options.clock === "stamp";
  }

  /** Examines the last message of the topic: if it has the same stamp as the first one, stamps are meaningless. */
  async decide(first: ReadMessage, part: LogPart, channel: LogChannel): Promise<void> {
    this.#decided = true;
    const stampOfFirst = first.logTime === undefined ? undefined : first.readStamp();
    if (stampOfFirst === undefined) return;
    const parts = this.#recording.parts;
    for (const one of parts.slice(parts.indexOf(part)).reverse()) {
      const same = one.opened.channels.find(({ topic }) => topic === channel.topic);
      const raw = same && (await one.opened.last?.(same));
      if (raw === undefined) continue;
      const decoder = await raw.channel.decoder();
      const source = { topic: this.#wanted.topic, file: one.file.path, decoder };
      const last = new ReadMessage(this.key, raw, source);
      if (last.readStamp() !== stampOfFirst) return;
      if (stampOfFirst === 0n) this.#unstamped(`has only zero stamps: ${logTimesUsed}`);
      else if (last.logTime !== first.logTime) {
        this.#unstamped(
          `has the stamp ${formatTime(stampOfFirst)} s in its first and in its last message: ${logTimesUsed}`,
          true,
        );
      }
      return;
    }
  }

  take(message: ReadMessage, decoder: MessageDecoder, window: TimeWindow): void {
    if (this.#options.clock === "stamp") this.#takeStamped(message, decoder, window);
    else this.#takeLogged(message, decoder, window);
  }

  #takeStamped(message: ReadMessage, decoder: MessageDecoder, window: TimeWindow): void {
    const stamp = this.#stamped === false ? undefined : message.readStamp();
    message.stamp = stamp;
    if (stamp === undefined && message.logTime === undefined && decoder.stamp !== undefined) {
      this.#wanted.clock.untimed(message);
    } else if (stamp === undefined) {
      if (this.#stamped === undefined) this.#withoutStamp(message);
      this.#deliver(message, message.logTime ?? 0n, window);
    } else if (stamp === 0n && this.#mayLackTime(message)) {
      this.#zero(message, window);
    } else {
      this.#settle(message, window);
      this.#stamped = true;
      this.#deliver(message, stamp, window);
    }
  }

  #takeLogged(message: ReadMessage, decoder: MessageDecoder, window: TimeWindow): void {
    const { publishTime, logTime } = message;
    const time = this.#options.clock === "publish" ? (publishTime ?? logTime) : logTime;
    // Monitored anyway if it needs no decoding: disagreeing clocks deserve a warning.
    if (decoder.stamp !== undefined || time === undefined) message.stamp = message.readStamp();
    const known = time ?? message.stamp;
    if (known === undefined && decoder.stamp !== undefined) this.#wanted.clock.untimed(message);
    else this.#deliver(message, known ?? 0n, window);
  }

  /** End of the messages: delivers those with a zero stamp, since there are no others. */
  end(window: TimeWindow): void {
    for (const one of this.#pending) this.#deliver(one, 0n, window);
    this.#pending = [];
    this.#wanted.clock.end();
    window.reorder();
  }

  /** A table may start at zero, and start again: only dates around it show that zero is not a time. */
  #mayLackTime({ logTime }: ReadMessage): boolean {
    return logTime !== undefined || this.#latest === undefined || this.#latest > oneDay;
  }

  #zero(message: ReadMessage, window: TimeWindow): void {
    const isFirst = this.#stamped === undefined && this.#pending.length === 0;
    if (isFirst || (message.logTime === undefined && this.#pending.length > 0)) {
      this.#pending.push(message);
      this.#stamped = true;
      return;
    }
    for (const one of this.#pending) this.#odd(one, window);
    this.#pending = [];
    this.#odd(message, window);
  }

  /** Decides whether pending messages were the start of a clock, or came before it. */
  #settle(next: ReadMessage, window: TimeWindow): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    const near = next.logTime === undefined ? oneDay : 1_000_000_000n;
    for (const one of pending) {
      if ((next.stamp ?? 0n) <= near) this.#deliver(one, 0n, window);
      else this.#odd(one, window);
    }
  }

  #odd(message: ReadMessage, window: TimeWindow): void {
    if (this.#wanted.clock.zero(message)) return;
    window.add(message);
  }

  #deliver(message: ReadMessage, time: bigint, window: TimeWindow): void {
    message.time = time;
    this.#latest = time;
    const moved = this.#wanted.clock.see(message, this.#publisherOf(message));
    window.add(message);
    if (moved) window.reorder();
  }

  #withoutStamp({ logTime }: ReadMessage): void {
    if (logTime === undefined) this.#unstamped("has no time: all of its messages have time zero");
    else if (fixedEncodings.has(this.#wanted.topic.encoding)) {
      this.#unstamped(`has no stamp: ${logTimesUsed}`);
    } else {
      const what = `has messages without a stamp: ${logTimesUsed}`;
      this.#options.onNoStamp(this.#wanted.topic, what, false);
    }
  }

  #unstamped(what: string, isOdd = false): void {
    this.#stamped = false;
    this.#options.onNoStamp(this.#wanted.topic, what, isOdd);
  }

  /** Each frame of a transform tree has its own publisher, and their times may differ. */
  #publisherOf(message: ReadMessage): string {
    if (!/\b(?:TFMessage|tfMessage|FrameTransforms?)$/.test(this.#wanted.topic.type)) return "";
    const { transforms } = message.message as { transforms?: { child_frame_id?: string }[] };
    return transforms?.[0]?.child_frame_id ?? "";
  }
}
