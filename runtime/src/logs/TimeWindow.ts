import type { ReadMessage } from "./LogMessage.js";

/** Nanoseconds by the log's clock that a message is held back, so that older ones can overtake it. */
const window = 2_000_000_000n;
/** Bytes of messages that are held back at most. */
const sizeLimit = 64 << 20;

/** Puts messages of one recording in the order of their times, holding only those of a short window. */
export class TimeWindow {
  #held: ReadMessage[] = [];
  #size = 0;
  #sorted = true;
  /** The latest time by the recorder, or by the messages where there is no recorder. */
  #now: bigint | undefined;

  add(message: ReadMessage): void {
    const last = this.#held.at(-1);
    if (last !== undefined && compare(last, message) > 0) this.#sorted = false;
    this.#held.push(message);
    this.#size += message.size;
    const arrival = arrivalOf(message);
    if (this.#now === undefined || arrival > this.#now) this.#now = arrival;
  }

  /** The epochs of messages have changed since they were added. */
  reorder(): void {
    this.#sorted = false;
  }

  /** The messages that have been held long enough. */
  release(): ReadMessage[] {
    this.#sort();
    if (this.#size > sizeLimit) return this.#take(this.#held.length >> 1 || this.#held.length);
    const due = (this.#now ?? 0n) - window;
    let count = this.#held.length;
    while (count > 0 && arrivalOf(this.#held[count - 1] as ReadMessage) > due) count--;
    return this.#take(count);
  }

  releaseAll(): ReadMessage[] {
    this.#sort();
    return this.#take(this.#held.length);
  }

  #sort(): void {
    if (!this.#sorted) this.#held.sort(compare);
    this.#sorted = true;
  }

  #take(count: number): ReadMessage[] {
    const taken = this.#held.splice(0, count);
    for (const message of taken) this.#size -= message.size;
    return taken;
  }
}

function arrivalOf({ logTime, time }: ReadMessage): bigint {
  return logTime ?? time;
}

function compare(a: ReadMessage, b: ReadMessage): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
}
