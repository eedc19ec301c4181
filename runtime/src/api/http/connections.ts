import type { Dispatcher } from "undici";

/** Opens connections. */
export interface Opener {
  /** Creates a connection to a host, which opens on first use. */
  open(origin: string): Dispatcher;
  /** Whether the connections belong to this reader, which then closes them. */
  owned: boolean;
}

/**
 * Connections by host, each busy with one request or free. Not undici's pool, because that searches all of its
 * connections twice per request: with 128 connections, that is a tenth of all work (bench `fetch latency`).
 * The request budget limits their number.
 */
export class Connections {
  readonly #opener: Opener;
  readonly #free = new Map<string, Dispatcher[]>();

  constructor(opener: Opener) {
    this.#opener = opener;
  }

  /** The most recently used free connection, which is the most likely to be still open. */
  take(origin: string): Dispatcher {
    return this.#free.get(origin)?.pop() ?? this.#opener.open(origin);
  }

  /**
   * Returns a connection after its request has ended. A failed one is closed: an undici Client stops responding
   * after a certificate for another name.
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
