import type { Dispatcher } from "undici";
import type { Opener } from "./connections.js";
import { type Env, proxyFor } from "./proxyFor.js";

export interface OpenOptions {
  /** Sends the requests instead of our own connections. */
  dispatcher: Dispatcher | undefined;
  /** Milliseconds to open a connection. */
  connectTimeout: number;
  /** Contains the addresses of the proxies. */
  env: Env;
}

/** Opens connections to hosts, through a proxy if the environment has one. */
export class Route implements Opener {
  readonly owned: boolean;
  readonly #options: OpenOptions;
  readonly #undici: Undici | undefined;
  readonly #connect: ReturnType<Undici["buildConnector"]> | undefined;
  /** Proxies that refuse tunnels to plain http: they receive the requests directly. */
  readonly #untunneled = new Set<string>();

  private constructor(options: OpenOptions, undici: Undici | undefined) {
    this.#options = options;
    this.#undici = undici;
    this.owned = undici !== undefined;
    // Shared, so that TLS sessions are resumed.
    this.#connect = undici?.buildConnector({ timeout: options.connectTimeout });
  }

  static async prepare(options: OpenOptions): Promise<Route> {
    // Imported late: loading undici takes longer than starting Node, and a test run sends nothing.
    // The default export, because bundlers with code splitting only know that of a CommonJS package.
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
      // A proxy may accept a connection and never respond.
      clientFactory: (url: URL, client: object) =>
        new undici.Pool(url, { ...client, headersTimeout: timeout }),
    });
  }

  /** The proxy in front of a host. */
  proxyOf(origin: string): URL | undefined {
    return this.#options.dispatcher ? undefined : proxyFor(origin, this.#options.env);
  }

  /**
   * Records a proxy that refused a tunnel to a plain http host: many allow tunnels only for https. True if a
   * request without a tunnel is worth a try.
   */
  avoidTunnel(origin: string): boolean {
    const proxy = origin.startsWith("http:") ? this.proxyOf(origin) : undefined;
    if (proxy?.protocol !== "http:" || this.#untunneled.has(proxy.href)) return false;
    this.#untunneled.add(proxy.href);
    return true;
  }
}

type Undici = typeof import("undici").default;

/** undici reads user and password itself, but not a user without a password. */
function authorizationOf({ username, password }: URL): { token?: string } {
  if (username === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { token: `Basic ${Buffer.from(pair).toString("base64")}` };
}
