import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { withoutCredentials } from "../../io/withoutCredentials.js";
import { largestDescription, tooLarge } from "./checkDescription.js";

/** Timeout of a whole download in milliseconds. */
const defaultTimeout = 30_000;

/**
 * Downloads a description from an http(s) address. Sends user and password of the address as basic
 * authentication, and never prints them.
 *
 * @param timeout timeout of the whole download in milliseconds; default 30,000
 * @throws CommandError if it fails, with the address but without its secrets
 */
export async function downloadDescription(
  { signal, stderr }: Pick<World, "signal" | "stderr">,
  location: string,
  timeout = defaultTimeout,
): Promise<string> {
  const name = shownURL(location);
  const { address, headers } = parse(location, name);
  // Loaded here: most runs of this command download nothing.
  const { EnvHttpProxyAgent, fetch } = (await import("undici")).default;
  let dispatcher: InstanceType<typeof EnvHttpProxyAgent> | undefined;
  // Keep a reference: a combined signal may be garbage-collected while a body is read.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeout);
  const stop = () => limit.abort();
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    // Send plain http requests to the proxy itself: many refuse tunnels for http.
    dispatcher = new EnvHttpProxyAgent({ proxyTunnel: false });
    const response = await fetch(address, {
      signal: limit.signal,
      headers: { accept: "*/*", ...headers },
      dispatcher,
    });
    if (response.redirected) {
      stderr.write(`${name} redirects to ${shownURL(response.url)}\n`);
    }
    if (!response.ok) {
      throw new CommandError(`${name} returned status ${response.status}`, {
        hint:
          response.status === 401 || response.status === 403
            ? "No token is sent. Download the file yourself, then pass it as a file or pipe it in: --openapi -"
            : "Check that this is the address of the description itself.",
      });
    }
    return await readBody(response.body, name);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandError) throw error;
    const reason = limit.signal.aborted
      ? `it did not arrive within ${timeout / 1000} s`
      : withoutCredentials(reasonOf(error));
    throw new CommandError(`cannot download ${name}: ${reason}`, {
      hint: "Check the address and the network, or pass a file instead. Nothing was changed.",
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    await dispatcher?.destroy();
  }
}

/** fetch rejects an address with a user or password. */
function parse(location: string, name: string): { address: URL; headers: Record<string, string> } {
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location)) {
    throw new CommandError(`${name} is not an http or https address`, {
      hint: "--openapi must be a file, an http(s) URL, or - for standard input.",
    });
  }
  const address = new URL(location);
  const { username, password } = address;
  address.username = "";
  address.password = "";
  if (username === "" && password === "") return { address, headers: {} };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}

async function readBody(body: AsyncIterable<Uint8Array> | null, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    chunks.push(chunk);
    if (size > largestDescription) throw tooLarge(name);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** An address without its secrets: user, password and query string. */
export function shownURL(location: string): string {
  const shown = location.replace(/[?#].*$/s, "");
  // If it is not a valid URL, everything before the last @ may be a password.
  return URL.canParse(location) ? withoutCredentials(shown) : shown.replace(/:\/+.*@/s, "://");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "unknown host";
  if (code === "ECONNREFUSED") return "connection refused";
  if (/SSL|TLS|CERT|SIGNATURE/.test(code)) return `no secure connection (${code})`;
  if (cause instanceof Error) return cause.message || code || error.message;
  return error.message;
}
