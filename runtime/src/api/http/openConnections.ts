import type { Dispatcher } from "undici";
import type { Opener } from "./connections.js";
import { type Env, proxyFor } from "./proxyFor.js";

export interface OpenOptions {
  /** Sends instead of connections of our own. */
  dispatcher: Dispatcher | undefined;
  /** Milliseconds to open a connection. */
  connectTimeout: number;
  /** Holds the proxies' addresses. */
  env: Env;
}

/** What opens connections to hosts, through a proxy where the environment names one. */
export class Route implements Opener {
  readonly owned: boolean;
  readonly #options: OpenOptions;
  readonly #undici: Undici | undefined;
  readonly #connect: ReturnType<Undici["buildConnector"]> | undefined;
  /** Proxies that refuse tunnels to plain http: they are sent the requests themselves. */
  readonly #untunneled = new Set<string>();

  private constructor(options: OpenOptions, undici: Undici | undefined) {
    this.#options = options;
    this.#undici = undici;
    this.owned = undici !== undefined;
    // One for all, so that TLS sessions are resumed.
    this.#connect = undici?.buildConnector({ timeout: options.connectTimeout });
  }

  static async prepare(options: OpenOptions): Promise<Route> {
    // Imported here: loading undici costs more than starting Node does, and a test run sends nothing.
    // By its default export: a bundler that splits knows no other of a CommonJS package.
    return new Route(options, options.dispatcher ? undefined : (await import("undici")).default);
  }

  open(origin: string): Dispatcher {
    const { dispatcher, connectTimeout: timeout } = this.#options;
    if (dispatcher) return dispatcher;
    const undici = this.#undici as Undici;
    const proxy = this.proxyOf(origin);
    if (proxy === undefined) {
      return new undici.Client(origin, this.#connect ? { connect: this.#connect } : {});
    }
    return new undici.ProxyAgent({
      uri: proxy.href,
      ...authorizationOf(proxy),
      connections: 1,
      proxyTunnel: !this.#untunneled.has(proxy.href),
      requestTls: { timeout },
      proxyTls: { timeout },
      // A proxy may take a connection and never answer.
      clientFactory: (url: URL, client: object) =>
        new undici.Pool(url, { ...client, headersTimeout: timeout }),
    });
  }

  /** The proxy that stands between here and a host. */
  proxyOf(origin: string): URL | undefined {
    return this.#options.dispatcher ? undefined : proxyFor(origin, this.#options.env);
  }

  /**
   * Records a proxy that opened no tunnel to a host of plain http, as many do that allow them
   * for https alone. True where it is worth asking without one.
   */
  avoidTunnel(origin: string): boolean {
    const proxy = origin.startsWith("http:") ? this.proxyOf(origin) : undefined;
    if (proxy?.protocol !== "http:" || this.#untunneled.has(proxy.href)) return false;
    this.#untunneled.add(proxy.href);
    return true;
  }
}

type Undici = typeof import("undici").default;

/** undici reads user and password itself, but not a user alone. */
function authorizationOf({ username, password }: URL): { token?: string } {
  if (username === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { token: `Basic ${Buffer.from(pair).toString("base64")}` };
}
