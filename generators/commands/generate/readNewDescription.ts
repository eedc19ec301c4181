import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { withoutCredentials } from "../../io/withoutCredentials.js";
import { bundleFiles, collectFiles } from "./bundleFiles.js";
import { checkDescription, largestDescription, tooLarge } from "./checkDescription.js";
import { downloadDescription, shownURL } from "./downloadDescription.js";
import type { Description } from "./sources.js";
import type { Tools } from "./Tools.js";

/**
 * Reads the description of `--openapi`: a file, an http(s) URL, or `-` for standard input. A file may refer to others
 * below its folder; they are bundled into one document.
 *
 * @throws CommandError if it does not exist, or is not a valid description
 */
export async function readNewDescription(
  world: Pick<World, "cwd" | "signal" | "stderr" | "stdin">,
  location: string,
  tools: () => Promise<Tools>,
): Promise<Description> {
  const kind = kindOf(location);
  const { name, text } = await readText(world, location, kind);
  try {
    return { text, document: checkDescription(text, name) };
  } catch (error) {
    const isOfSeveral = error instanceof CommandError && error.code === "outside";
    if (kind !== "file" || !isOfSeveral) throw error;
  }
  const files = await collectFiles(resolve(world.cwd, location), text, name);
  // All references are checked before any tool reads the files.
  const bundled = await bundleFiles(files, await (await tools()).openapiCore());
  return { text: bundled.text, document: checkDescription(bundled.text, name) };
}

/** Whether it is meant as a URL: `https:/host` is not a file name. */
export function kindOf(location: string): "stdin" | "url" | "file" {
  if (location === "-") return "stdin";
  return /^[a-z][a-z0-9+.-]+:\//i.test(location) && !/^[a-z]:\//i.test(location) ? "url" : "file";
}

async function readText(
  world: Pick<World, "cwd" | "signal" | "stderr" | "stdin">,
  location: string,
  kind: ReturnType<typeof kindOf>,
): Promise<{ name: string; text: string }> {
  switch (kind) {
    case "stdin":
      return { name: "standard input", text: await readStandardInput(world) };
    case "url":
      return { name: shownURL(location), text: await downloadDescription(world, location) };
    case "file":
      return {
        name: withoutCredentials(location),
        text: await readLocal(world.cwd, location),
      };
  }
}

async function readStandardInput({ stdin, signal }: Pick<World, "stdin" | "signal">) {
  if (stdin.isTTY) {
    throw usageError("--openapi - reads standard input, but that is a terminal", {
      hint: "Pipe the description into it: curl … | metrics-project generate --openapi -",
    });
  }
  const stop = () => stdin.destroy();
  signal.addEventListener("abort", stop);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stdin) {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      if (size > largestDescription) throw tooLarge("standard input");
    }
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    signal.removeEventListener("abort", stop);
    signal.throwIfAborted();
  }
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
    const reason = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : code;
    throw new CommandError(`cannot read ${withoutCredentials(location)}: ${reason}`, {
      hint: "--openapi must be a file, an http(s) URL, or - for standard input.",
      cause: error,
    });
  }
}
