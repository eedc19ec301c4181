import { type Abortable, forget, whenAborted } from "./whenAborted.js";

/** Kind of a request. API calls go first, because downloads follow from them. */
export type RequestKind = "api" | "download";

/** Limits of concurrent requests. */
export interface RequestBudgetLimits {
  /** API calls and downloads together. */
  total: number;
  /** Only API calls. */
  api: number;
}

interface Waiter extends Abortable {
  cancelled: boolean;
  grant(): void;
}

/** First in, first out, without moving the rest on every take. */
class Queue {
  #items: Waiter[] = [];
  #head = 0;

  push(waiter: Waiter): void {
    this.#items.push(waiter);
  }

  take(): Waiter | undefined {
    while (this.#head < this.#items.length) {
      const waiter = this.#items[this.#head++];
      if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
        this.#items = this.#items.slice(this.#head);
        this.#head = 0;
      }
      if (waiter && !waiter.cancelled) return waiter;
    }
    this.#items = [];
    this.#head = 0;
    return undefined;
  }
}

/**
 * One limit of concurrent requests for both lists and downloads. Libraries only offer two separate limits, which
 * leave one side idle while the other waits. A shared limit that prefers lists keeps both busy (bench
 * `fetch latency`).
 */
export class RequestBudget {
  readonly #limits: RequestBudgetLimits;
  readonly #api = new Queue();
  readonly #downloads = new Queue();
  #inFlight = 0;
  #apiInFlight = 0;

  constructor(limits: RequestBudgetLimits) {
    this.#limits = limits;
  }

  get total(): number {
    return this.#limits.total;
  }

  /** Waits for a slot. The caller must return it with {@link release}. */
  acquire(kind: RequestKind, signal: AbortSignal | undefined): Promise<void> | undefined {
    signal?.throwIfAborted();
    if (this.#hasRoom(kind)) {
      this.#enter(kind);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        cancelled: false,
        grant() {
          if (signal) forget(signal, waiter);
          resolve();
        },
        abort(reason) {
          waiter.cancelled = true;
          reject(reason);
        },
      };
      if (signal) whenAborted(signal, waiter);
      (kind === "api" ? this.#api : this.#downloads).push(waiter);
    });
  }

  release(kind: RequestKind): void {
    this.#inFlight--;
    if (kind === "api") this.#apiInFlight--;
    this.#grantNext();
  }

  #hasRoom(kind: RequestKind): boolean {
    if (this.#inFlight >= this.#limits.total) return false;
    return kind === "download" || this.#apiInFlight < this.#limits.api;
  }

  #enter(kind: RequestKind): void {
    this.#inFlight++;
    if (kind === "api") this.#apiInFlight++;
  }

  #grantNext(): void {
    for (const [kind, queue] of [
      ["api", this.#api],
      ["download", this.#downloads],
    ] as const) {
      while (this.#hasRoom(kind)) {
        const waiter = queue.take();
        if (!waiter) break;
        this.#enter(kind);
        waiter.grant();
      }
    }
  }
}
