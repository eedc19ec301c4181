import { formatTime, type ReadMessage } from "./LogMessage.js";
import type { LogTopic } from "./LogTopic.js";
import { ClockError } from "./logErrors.js";

/** Which of a message's times counts. */
export type ClockName = "stamp" | "log" | "publish";

/** What to do about clocks that are not what they should be. */
export interface ClockOptions {
  /**
   * Which time a message has: the one that it says it is of, when it was recorded, or when it was
   * published. Messages without a stamp have the log's time. Default: "stamp".
   */
  readonly clock?: ClockName;
  /**
   * Where a topic's time jumps back, as when a simulation is reset: "error" ends the reading, "split"
   * counts `segment` up, "keep" delivers the messages as they are. Default: "error".
   */
  readonly onReset?: "error" | "split" | "keep";
  /**
   * Where a stamp is zero although others of its topic are not, as before a simulation's clock
   * starts: "skip" leaves the message out and says so, "keep" gives it time zero, "error" ends the
   * reading. Default: "skip".
   */
  readonly onZeroStamp?: "skip" | "keep" | "error";
}

/** Something that is odd about the times of a topic. */
export interface ClockOddity {
  readonly sentence: string;
  /** `debug` for what loses nothing and is too rare to matter. */
  readonly level: "warn" | "debug";
}

/** Messages with equal times, of all messages, that nobody need hear of. */
const rareShare = 0.01;

const second = 1_000_000_000n;
/** A step back that no disorder of messages explains. */
const resetStep = second;
/** So many messages in a row that are older than one before them may be a clock that was reset. */
const resetRun = 3;

/**
 * Whether messages that are older than one before them, and the next, which is not, are a clock that was reset: then they
 * go on from one to the next. Where two publishers share a topic, one behind the other, the next one jumps ahead.
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

/** The times of what one publisher sends: of a topic, or of one frame of /tf. */
interface Series {
  latest: bigint;
  previous: bigint;
  epoch: number;
  /** Messages older than the latest, in ascending order, that came without one newer than the latest. */
  older: ReadMessage[];
}

/** Watches the times of one topic, and says at the end what was odd about them. */
export class TopicClock {
  readonly #topic: LogTopic;
  readonly #options: Required<ClockOptions>;
  readonly #series = new Map<string, Series>();
  #count = 0;
  #first: ReadMessage | undefined;
  #last: ReadMessage | undefined;
  #zeros: Oddity | undefined;
  #equal: Oddity | undefined;
  #disorder: Oddity | undefined;
  #resets: Oddity | undefined;
  #drift: Oddity | undefined;

  constructor(topic: LogTopic, options: Required<ClockOptions>) {
    this.#topic = topic;
    this.#options = options;
  }

  /** First and last message by time, for comparing topics; undefined where there were none. */
  get span(): readonly [ReadMessage, ReadMessage] | undefined {
    return this.#first && this.#last && [this.#first, this.#last];
  }

  /** Whether there was no message at all, not even one that was left out. */
  get isEmpty(): boolean {
    return this.#count === 0 && this.#zeros === undefined;
  }

  get topicName(): string {
    return this.#topic.name;
  }

  /** A stamp of zero among others: whether the message is to be left out. */
  zero(message: ReadMessage): boolean {
    this.#zeros = seen(this.#zeros, message);
    if (this.#options.onZeroStamp === "error") {
      throw this.#error(
        `a message${atLogTime(message)} has a stamp of zero, and others of the topic have not`,
        'Say onZeroStamp: "skip" to leave such messages out.',
      );
    }
    return this.#options.onZeroStamp === "skip";
  }

  /**
   * A message whose time is set. `publisher` tells apart who shares a topic. Returns whether messages that were seen before
   * belong elsewhere: that a clock was reset shows only when it goes on from there.
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

  /** All messages were seen: what is left was late, or the beginning of a clock that was reset. */
  end(): void {
    for (const series of this.#series.values()) {
      const isNew = series.older.length >= resetRun && this.#disorder === undefined;
      if (isNew) this.#reset(series, series.older);
      else this.#stragglers(series);
    }
  }

  /** What was odd, now that all messages were seen. */
  oddities(): ClockOddity[] {
    const { onZeroStamp, onReset } = this.#options;
    const total = this.#count + (this.#zeros?.count ?? 0);
    const said: ClockOddity[] = [];
    const say = (sentence: string, level: ClockOddity["level"] = "warn") =>
      said.push({ level, sentence: `${this.#topic.name}: ${sentence}` });
    if (this.#zeros !== undefined) {
      const done = onZeroStamp === "skip" ? "left out" : "kept with time zero";
      say(
        `${share(this.#zeros, total)} have a stamp of zero, the first${atLogTime(this.#zeros.first)}, as before a simulation's clock starts; they are ${done}`,
      );
    }
    if (this.#resets !== undefined) {
      const { count, first, by } = this.#resets;
      const what = onReset === "split" ? "what follows counts as a new segment" : "kept as it is";
      say(
        `time jumps back ${times(count)}, first by ${formatTime(by)} s to ${formatTime(first.time)} s${atLogTime(first)}; ${what}`,
      );
    }
    if (this.#disorder !== undefined) {
      say(
        `${share(this.#disorder, total)} came after newer ones, the first at ${formatTime(this.#disorder.first.time)} s, by ${formatTime(this.#disorder.by)} s at most; they are put in order`,
      );
    }
    if (this.#equal !== undefined) {
      // All of them are kept: a few are how clocks are, many are a clock that is too coarse, or a message sent twice.
      const isRare = this.#equal.count < rareShare * total;
      say(
        `${share(this.#equal, total)} have the time of the one before, the first at ${formatTime(this.#equal.first.time)} s; all are kept`,
        isRare ? "debug" : "warn",
      );
    }
    const drift = this.#driftSentence();
    if (drift !== undefined) say(drift);
    return said;
  }

  /** Returns whether messages that were seen before belong elsewhere. */
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
        'Say onReset: "split" to tell the parts apart by `segment`, or "keep" to take the messages as they are.',
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

  /** Where stamps and the log's clock have drifted apart by more than a second a minute. */
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
    // Some latency on the way is no drift: the ends must be apart, too.
    if (apart === undefined || !isDrift(apart)) return undefined;
    const used = this.#options.clock === "stamp" ? "stamps" : `${this.#options.clock} times`;
    return `the clocks disagree: ${this.#count} messages span ${formatTime(apart.stamps)} s by their stamps and ${formatTime(apart.logs)} s by the log's clock, apart since ${formatTime(this.#drift.first.stamp ?? 0n)} s; their ${used} are used`;
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
  // Half a second is what a message may wait in a queue.
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
