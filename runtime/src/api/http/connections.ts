import type { Dispatcher } from "undici";

/**
 * Connections by host, each busy with one request or free. Our own because undici's pool looks
 * through all of its connections, twice for every request; with 128 of them that is a tenth of all
 * the work (bench `fetch latency`). How many there are is bounded by the budget of requests.
 */
export class Connections {
  readonly #open: (origin: string) => Dispatcher;
  readonly #free = new Map<string, Dispatcher[]>();

  /** @param open makes a connection to a host, which opens by itself when it is used */
  constructor(open: (origin: string) => Dispatcher) {
    this.#open = open;
  }

  /** A free connection: the one that was used last, which is the likeliest to be open still. */
  take(origin: string): Dispatcher {
    return this.#free.get(origin)?.pop() ?? this.#open(origin);
  }

  /** Gives one back when its request has ended, however it ended. */
  give(origin: string, connection: Dispatcher): void {
    const free = this.#free.get(origin);
    if (free) free.push(connection);
    else this.#free.set(origin, [connection]);
  }
}
