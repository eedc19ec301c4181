import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { bundleFiles, collectFiles } from "./bundleFiles.js";
import { checkDescription, largestDescription, tooLarge } from "./checkDescription.js";
import type { Description } from "./sources.js";
import type { Tools } from "./Tools.js";

const timeout = 30_000;

/**
 * Reads the description that `--openapi` names: a file, or an http(s) URL. A file may refer to others below its
 * folder, which become one document with it.
 *
 * @throws CommandError where there is none, or it is not what it should be
 */
export async function readNewDescription(
  world: Pick<World, "cwd" | "signal" | "stderr">,
  location: string,
  tools: () => Promise<Tools>,
): Promise<Description> {
  const isURL = /^[a-z][a-z0-9+.-]+:\/\//i.test(location);
  const name = isURL ? shownURL(location) : location;
  const text = isURL ? await download(world, location) : await readLocal(world.cwd, location);
  try {
    return { text, document: checkDescription(text, name) };
  } catch (error) {
    const isOfSeveral = error instanceof CommandError && error.code === "outside";
    if (isURL || !isOfSeveral) throw error;
  }
  const files = await collectFiles(resolve(world.cwd, location), text, name);
  // What the files name was looked through before any tool sees them.
  const bundled = await bundleFiles(files, await (await tools()).openapiCore());
  return { text: bundled.text, document: checkDescription(bundled.text, name) };
}

async function readLocal(cwd: string, location: string): Promise<string> {
  const path = resolve(cwd, location);
  try {
    const { size } = await stat(path);
    if (size > largestDescription) throw tooLarge(location, size);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : code;
    throw new CommandError(`${location} cannot be read: ${reason}`, {
      hint: "--openapi takes a file or an http(s) URL.",
      cause: error,
    });
  }
}

async function download(
  { signal, stderr }: Pick<World, "signal" | "stderr">,
  location: string,
): Promise<string> {
  const name = shownURL(location);
  if (!/^https?:/i.test(location)) {
    throw new CommandError(`${name} is not an http or https address`, {
      hint: "--openapi takes a file or an http(s) URL.",
    });
  }
  // Only here: most runs of this command fetch nothing.
  const { EnvHttpProxyAgent, fetch } = await import("undici");
  let dispatcher: InstanceType<typeof EnvHttpProxyAgent> | undefined;
  try {
    // A plain http address is asked of the proxy itself: many refuse tunnels to it.
    dispatcher = new EnvHttpProxyAgent({ proxyTunnel: false });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
    const response = await fetch(location, {
      signal: limit,
      headers: { accept: "*/*" },
      dispatcher,
    });
    if (response.redirected) {
      stderr.write(`${name} redirects to ${shownURL(response.url)}\n`);
    }
    if (!response.ok) {
      throw new CommandError(`${name} answers with status ${response.status}`, {
        hint:
          response.status === 401 || response.status === 403
            ? "No token is sent. Download the file yourself, and name it instead."
            : "Does the address lead to the description itself?",
      });
    }
    return await readBody(response.body, name);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${name} cannot be fetched: ${reasonOf(error)}`, {
      hint: "Check the address and the network, or name a file instead. Nothing was changed.",
      cause: error,
    });
  } finally {
    await dispatcher?.destroy();
  }
}

async function readBody(body: AsyncIterable<Uint8Array> | null, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > largestDescription) throw tooLarge(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Without what may be secret: user, password and query string. */
function shownURL(location: string): string {
  if (!URL.canParse(location)) return location.replace(/[?#].*$/s, "");
  const url = new URL(location);
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeout / 1000} s`;
  const cause = error.cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the host is not known";
  if (code === "ECONNREFUSED") return "the connection was refused";
  if (/SSL|TLS|CERT|SIGNATURE/.test(code)) return `no secure connection (${code})`;
  if (cause instanceof Error) return cause.message || code || error.message;
  return error.message;
}
