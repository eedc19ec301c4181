import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../client/document.js";
import { CommandError } from "../../io/CommandError.js";
import { slashed } from "../../io/slashed.js";
import { checkDescription } from "./checkDescription.js";
import type { Layout } from "./layout.js";

/** A parsed and checked OpenAPI description. */
export interface Description {
  text: string;
  document: JsonObject;
}

/** The sources of all generated files. */
export interface Sources {
  description: Description;
  /** Text by path, relative to the folder of .proto files. */
  protos: ReadonlyMap<string, string>;
}

/**
 * Reads a project's description and .proto files.
 *
 * @throws CommandError if one is missing or not valid
 */
export async function readSources(layout: Layout): Promise<Sources> {
  let text: string;
  try {
    text = await readFile(join(layout.root, layout.openapi), "utf8");
  } catch (error) {
    throw new CommandError(`cannot read ${layout.openapi}`, {
      hint: "The API client is generated from it. Restore it, or pass a description with --openapi.",
      cause: error,
    });
  }
  return {
    description: { text, document: checkDescription(text, layout.openapi) },
    protos: await readProtos(join(layout.root, layout.protos)),
  };
}

/** The .proto files below a folder, by path; none if the folder does not exist. */
export async function readProtos(folder: string): Promise<Map<string, string>> {
  let entries: string[];
  try {
    entries = await readdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
  const paths = entries
    .map((path) => slashed(path))
    .filter((path) => path.endsWith(".proto"))
    .sort();
  return new Map(
    await Promise.all(
      paths.map(
        async (path): Promise<[string, string]> => [
          path,
          await readFile(join(folder, path), "utf8"),
        ],
      ),
    ),
  );
}

/** SHA-256 of a text, in hexadecimal. Ignores CRLF, which Git may have checked out. */
export function hashText(text: string): string {
  return createHash("sha256").update(withLF(text)).digest("hex");
}

/** A text with LF at the end of every line. */
export function withLF(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** SHA-256 over all .proto files, including their names. */
export function hashProtos(protos: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [path, text] of [...protos].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${withLF(text)}\0`);
  }
  return hash.digest("hex");
}
