import { formatTime, type ReadMessage } from "./LogMessage.js";
import type { LogTopic } from "./LogTopic.js";
import { ClockError } from "./logErrors.js";

/** Which timestamp of a message to use. */
export type ClockName = "stamp" | "log" | "publish";

/** How to handle unexpected clocks. */
export interface ClockOptions {
  /**
   * The time of a message: its own stamp, the time of recording, or the time of publication. Messages without a stamp use
   * the log time. Default: "stamp".
   */
  readonly clock?: ClockName;
  /**
   * What to do if a topic's time jumps back, as after the reset of a simulation. "error" throws,
   * "split" increments `segment`, and "keep" delivers the messages unchanged. Default: "error".
   */
  readonly onReset?: "error" | "split" | "keep";
  /**
   * What to do about single zero stamps of a topic, as before a simulation's clock starts. "skip"
   * skips the message with a warning, "keep" gives it time zero, and "error" throws. Default:
   * "skip".
   */
  readonly onZeroStamp?: "skip" | "keep" | "error";
}

/** An anomaly in the timestamps of a topic. */
export interface ClockOddity {
  readonly sentence: string;
  /** `debug` if nothing is lost and it is rare. */
  readonly level: "warn" | "debug";
}

/** Share of messages with equal timestamps that is not worth a warning. */
const rareShare = 0.01;

const second = 1_000_000_000n;
/** A step back that is too large for messages that are merely out of order. */
const resetStep = second;
/** This many consecutive messages that are older than a previous one may be a clock reset. */
const resetRun = 3;

/**
 * Whether messages that are older than a previous one, and the next newer one, are a clock reset: then they continue
 * smoothly. If instead two publishers share a topic and one lags behind, the next message jumps ahead.
 */
function isReset(older: readonly ReadMessage[], next: bigint): boolean {
  const last = older.at(-1);
  if (last === undefined || older.length < resetRun) return false;
  let longest = 0n;
  for (const [index, { time }] of older.entries()) {
    const step = time - (older[index - 1]?.time ?? time);
    if (step > longest) longest = step;
  }
  return next - last.time <= 2n * longest;
}

/** The timestamps of one publisher: of a topic, or of one frame of /tf. */
interface Series {
  latest: bigint;
  previous: bigint;
  epoch: number;
  /** Messages older than the latest one, in ascending order, since the latest one. */
  older: ReadMessage[];
}

/** Monitors the timestamps of one topic, and finally reports anomalies. */
export class TopicClock {
  readonly #topic: LogTopic;
  readonly #options: Required<ClockOptions>;
  readonly #series = new Map<string, Series>();
  #count = 0;
  #first: ReadMessage | undefined;
  #last: ReadMessage | undefined;
  #zeros: Oddity | undefined;
  #untimed: Oddity | undefined;
  #equal: Oddity | undefined;
  #disorder: Oddity | undefined;
  #resets: Oddity | undefined;
  #drift: Oddity | undefined;

  constructor(topic: LogTopic, options: Required<ClockOptions>) {
    this.#topic = topic;
    this.#options = options;
  }

  /** First and last message by time, to compare topics; undefined without messages. */
  get span(): readonly [ReadMessage, ReadMessage] | undefined {
    return this.#first && this.#last && [this.#first, this.#last];
  }

  /** Whether there were no messages at all, not even skipped ones. */
  get isEmpty(): boolean {
    return this.#count === 0 && this.#zeros === undefined && this.#untimed === undefined;
  }

  get topicName(): string {
    return this.#topic.name;
  }

  /** Handles a zero stamp among others; returns whether to skip the message. */
  zero(message: ReadMessage): boolean {
    this.#zeros = seen(this.#zeros, message);
    if (this.#options.onZeroStamp === "error") {
      throw this.#error(
        `a message${atLogTime(message)} has a zero stamp, but others of the topic do not`,
        'Set onZeroStamp: "skip" to skip such messages.',
      );
    }
    return this.#options.onZeroStamp === "skip";
  }

  /** Counts a message that has no time although others of its topic have one: it is skipped. */
  untimed(message: ReadMessage): void {
    this.#untimed = seen(this.#untimed, message);
  }

  /**
   * Adds a message with its time. `publisher` separates publishers that share a topic. Returns whether earlier messages
   * must be reordered: a clock reset only shows when the time continues from there.
   */
  see(message: ReadMessage, publisher: string): boolean {
    this.#count++;
    const { time } = message;
    const series = this.#series.get(publisher);
    let moved = false;
    if (series === undefined) {
      const epoch = this.#last?.epoch ?? 0;
      this.#series.set(publisher, { latest: time, previous: time, epoch, older: [] });
      this.#mark(message, epoch);
    } else {
      moved = this.#compare(series, message);
    }
    this.#first ??= message;
    this.#last = message;
    this.#compareClocks(message);
    return moved;
  }

  /** Ends the topic: remaining messages were late, or the start of a clock reset. */
  end(): void {
    for (const series of this.#series.values()) {
      const isNew = series.older.length >= resetRun && this.#disorder === undefined;
      if (isNew) this.#reset(series, series.older);
      else this.#stragglers(series);
    }
  }

  /** The anomalies, after all messages. */
  oddities(): ClockOddity[] {
    const { onZeroStamp, onReset } = this.#options;
    const total = this.#count + (this.#zeros?.count ?? 0) + (this.#untimed?.count ?? 0);
    const said: ClockOddity[] = [];
    const say = (sentence: string, level: ClockOddity["level"] = "warn") =>
      said.push({ level, sentence: `${this.#topic.name}: ${sentence}` });
    if (this.#untimed !== undefined) {
      const { where } = this.#untimed.first;
      say(
        `${share(this.#untimed, total)} have no time, unlike the others${where === undefined ? "" : `, the first in ${where}`}. They are skipped`,
      );
    }
    if (this.#zeros !== undefined) {
      const done = onZeroStamp === "skip" ? "skipped" : "kept with time zero";
      say(
        `${share(this.#zeros, total)} have a zero stamp, the first${atLogTime(this.#zeros.first)}, as before a simulation's clock starts. They are ${done}`,
      );
    }
    if (this.#resets !== undefined) {
      const { count, first, by } = this.#resets;
      const what = onReset === "split" ? "the rest is a new segment" : "kept unchanged";
      say(
        `time jumps back ${times(count)}, first by ${formatTime(by)} s to ${formatTime(first.time)} s${atLogTime(first)}; ${what}`,
      );
    }
    if (this.#disorder !== undefined) {
      say(
        `${share(this.#disorder, total)} arrived after newer ones, the first at ${formatTime(this.#disorder.first.time)} s, by at most ${formatTime(this.#disorder.by)} s. They are sorted`,
      );
    }
    if (this.#equal !== undefined) {
      // All of them are kept: a few are normal, many indicate a coarse clock or duplicate messages.
      const isRare = this.#equal.count < rareShare * total;
      say(
        `${share(this.#equal, total)} have the same time as the previous one, the first at ${formatTime(this.#equal.first.time)} s. All are kept`,
        isRare ? "debug" : "warn",
      );
    }
    const drift = this.#driftSentence();
    if (drift !== undefined) say(drift);
    return said;
  }

  /** Returns whether earlier messages must be reordered. */
  #compare(series: Series, message: ReadMessage): boolean {
    const { time } = message;
    this.#mark(message, series.epoch);
    if (time === series.previous) this.#equal = seen(this.#equal, message);
    series.previous = time;
    if (series.latest - time > resetStep) {
      this.#reset(series, [message]);
      return false;
    }
    const last = series.older.at(-1);
    if (time < series.latest && (last === undefined || last.time <= time)) {
      series.older.push(message);
      return false;
    }
    const { older } = series;
    const goesOn = time >= series.latest && isReset(older, time);
    if (goesOn) this.#reset(series, [...older, message]);
    else this.#stragglers(series);
    if (time >= series.latest) series.latest = time;
    else series.older.push(message);
    return goesOn;
  }

  #stragglers(series: Series): void {
    for (const one of series.older) this.#straggler(one, series.latest - one.time);
    series.older = [];
  }

  #straggler(message: ReadMessage, by: bigint): void {
    this.#disorder = seen(this.#disorder, message, by);
  }

  #reset(series: Series, messages: readonly ReadMessage[]): void {
    const [first] = messages;
    if (first === undefined) return;
    const by = series.latest - first.time;
    this.#resets = seen(this.#resets, first, this.#resets === undefined ? by : 0n);
    if (this.#options.onReset === "error") {
      throw this.#error(
        `time jumps back by ${formatTime(by)} s to ${formatTime(first.time)} s${atLogTime(first)}, as when a simulation is reset`,
        'Set onReset: "split" to separate the parts by `segment`, or "keep" to use the messages unchanged.',
      );
    }
    series.epoch++;
    for (const one of messages) this.#mark(one, series.epoch);
    series.latest = messages.at(-1)?.time ?? first.time;
    series.older = [];
  }

  #mark(message: ReadMessage, epoch: number): void {
    message.epoch = epoch;
    message.segment = this.#options.onReset === "split" ? epoch : 0;
  }

  /** Detects a drift between stamps and the log's clock of more than one second per minute. */
  #compareClocks(message: ReadMessage): void {
    const first = this.#first;
    if (this.#drift !== undefined || first === undefined) return;
    const apart = driftBetween(first, message);
    if (apart !== undefined && isDrift(apart)) this.#drift = seen(undefined, message);
  }

  #driftSentence(): string | undefined {
    if (this.#drift === undefined || this.#first === undefined || this.#last === undefined)
      return undefined;
    if (this.#resets !== undefined) return undefined;
    const apart = driftBetween(this.#first, this.#last);
    // Latency is not drift: the ends must differ, too.
    if (apart === undefined || !isDrift(apart)) return undefined;
    const used = this.#options.clock === "stamp" ? "stamps" : `${this.#options.clock} times`;
    return `the clocks disagree: ${this.#count} messages span ${formatTime(apart.stamps)} s by their stamps, but ${formatTime(apart.logs)} s by the log's clock, diverging since ${formatTime(this.#drift.first.stamp ?? 0n)} s; their ${used} are used`;
  }

  #error(what: string, hint: string): ClockError {
    return new ClockError(`${this.#topic.name} in ${this.#topic.file}: ${what}`, {
      topic: this.#topic.name,
      hint,
    });
  }
}

interface Oddity {
  readonly first: ReadMessage;
  readonly count: number;
  /** The largest step, in nanoseconds. */
  readonly by: bigint;
}

function seen(before: Oddity | undefined, message: ReadMessage, by = 0n): Oddity {
  if (before === undefined) return { first: message, count: 1, by };
  return { ...before, count: before.count + 1, by: by > before.by ? by : before.by };
}

interface Drift {
  readonly stamps: bigint;
  readonly logs: bigint;
}

function driftBetween(first: ReadMessage, last: ReadMessage): Drift | undefined {
  if (first.stamp === undefined || last.stamp === undefined) return undefined;
  if (first.logTime === undefined || last.logTime === undefined) return undefined;
  return { stamps: last.stamp - first.stamp, logs: last.logTime - first.logTime };
}

function isDrift({ stamps, logs }: Drift): boolean {
  const apart = stamps > logs ? stamps - logs : logs - stamps;
  const longer = stamps > logs ? stamps : logs;
  // A message may wait up to half a second in a queue.
  return apart * 60n > longer && apart > second / 2n;
}

function atLogTime({ logTime, time }: ReadMessage): string {
  return logTime === undefined
    ? ` at ${formatTime(time)} s`
    : ` at ${formatTime(logTime)} s of the log's clock`;
}

/** `3 of 200 messages (1.5 %)`. */
function share({ count }: Oddity, total: number): string {
  const percent = Math.floor((1000 * count) / total) / 10;
  return `${count} of ${total} messages (${percent === 0 ? "less than 0.1" : percent} %)`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
