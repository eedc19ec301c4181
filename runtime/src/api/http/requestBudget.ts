import { type Abortable, forget, whenAborted } from "./whenAborted.js";

/** What a request is for: lists are answered first, because downloads follow from them. */
export type RequestKind = "api" | "download";

/** How many requests may be under way at once. */
export interface RequestBudgetLimits {
  /** API calls and downloads together. */
  total: number;
  /** API calls alone. */
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
 * One budget of requests in flight for lists and downloads alike. Our own because two separate limits,
 * which is what libraries offer, leave one side idle while the other one waits; a shared one with the
 * lists first keeps both fed (bench `fetch latency`).
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

  /** Waits for a place. Whoever gets one gives it back with {@link release}. */
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
