import { ConfigError } from "../../errors.js";

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for requests to an origin; undefined if there is none. Follows curl and most tools: `HTTPS_PROXY` for
 * https, `HTTP_PROXY` for http, else `ALL_PROXY`; lower case before upper case. `NO_PROXY` lists hosts that are
 * requested directly.
 * @throws {ConfigError} if a variable is not the address of a proxy
 */
export function proxyFor(origin: string, env: Env): URL | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const names = protocol === "https:" ? ["https_proxy", "all_proxy"] : ["http_proxy", "all_proxy"];
  for (const name of names) {
    const value = variable(name, env);
    if (value === undefined) continue;
    const host = hostname.replace(/^\[|\]$/g, "");
    if (isExcepted(host, port || (protocol === "https:" ? "443" : "80"), env)) return undefined;
    return proxyURL(name, value);
  }
  return undefined;
}

function variable(name: string, env: Env): string | undefined {
  return env[name]?.trim() || env[name.toUpperCase()]?.trim() || undefined;
}

function proxyURL(name: string, value: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^(https?|socks5?h?):$/.test(url.protocol) && url.hostname !== "") return url;
  // Not shown, because it may contain a password.
  throw new ConfigError(`${name.toUpperCase()} is not the address of a proxy.`, {
    hint: "Write it as http://proxy.example.com:3128, with user:password@ before the host if required.",
  });
}

/** Imported on demand: test mode sends no requests. */
const net = () => process.getBuiltinModule("node:net");

/** Whether NO_PROXY includes a host: by name, domain suffix, address, range, or `*`. */
function isExcepted(host: string, port: string, env: Env): boolean {
  const entries = (variable("no_proxy", env) ?? "").toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    if (entry === "") return false;
    if (entry === "*") return true;
    if (entry.includes("/")) return isInRange(host, entry);
    const match = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry);
    // An IPv6 address without brackets has no port.
    const [, bracketed, plain, wantedPort] = match ?? [];
    const wanted = (bracketed ?? plain ?? entry).replace(/^\*?\./, "");
    if (wantedPort !== undefined && wantedPort !== port) return false;
    return host === wanted || (net().isIP(host) === 0 && host.endsWith(`.${wanted}`));
  });
}

function isInRange(host: string, range: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const { BlockList, isIP } = net();
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return list.check(host, family === 4 ? "ipv4" : "ipv6");
}
