import type { Dispatcher } from "undici";

/** What opens connections. */
export interface Opener {
  /** Makes a connection to a host, which opens by itself when it is used. */
  open(origin: string): Dispatcher;
  /** Whether connections are this reader's own, to be closed when they are of no more use. */
  owned: boolean;
}

/**
 * Connections by host, each busy with one request or free. Our own because undici's pool looks
 * through all of its connections, twice for every request; with 128 of them that is a tenth of all
 * the work (bench `fetch latency`). How many there are is bounded by the budget of requests.
 */
export class Connections {
  readonly #opener: Opener;
  readonly #free = new Map<string, Dispatcher[]>();

  constructor(opener: Opener) {
    this.#opener = opener;
  }

  /** A free connection: the one that was used last, which is the likeliest to be open still. */
  take(origin: string): Dispatcher {
    return this.#free.get(origin)?.pop() ?? this.#opener.open(origin);
  }

  /**
   * Gives one back when its request has ended, however it ended. One that failed is closed: an undici
   * Client answers nothing more after a certificate for another name.
   */
  give(origin: string, connection: Dispatcher, failed: boolean): void {
    if (failed && this.#opener.owned) {
      void connection.destroy().catch(() => {});
      return;
    }
    const free = this.#free.get(origin);
    if (free) free.push(connection);
    else this.#free.set(origin, [connection]);
  }
}
