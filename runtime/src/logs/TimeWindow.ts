import type { ReadMessage } from "./LogMessage.js";

/** How long a message is held back so that older ones can overtake it, in nanoseconds of the log's clock. */
const window = 2_000_000_000n;
/** Maximum bytes of messages that are held back. */
const sizeLimit = 64 << 20;

/** Sorts messages of one recording by time, and holds only those of a short window. */
export class TimeWindow {
  #held: ReadMessage[] = [];
  #size = 0;
  #sorted = true;
  /** The latest log time, or the latest message time if there are no log times. */
  #now: bigint | undefined;

  add(message: ReadMessage): void {
    const last = this.#held.at(-1);
    if (last !== undefined && compare(last, message) > 0) this.#sorted = false;
    this.#held.push(message);
    this.#size += message.size;
    const arrival = arrivalOf(message);
    if (this.#now === undefined || arrival > this.#now) this.#now = arrival;
  }

  /** Sorts again, because the epochs of messages have changed. */
  reorder(): void {
    this.#sorted = false;
  }

  /** The messages that were held long enough. */
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
