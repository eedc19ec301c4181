import { gunzipSync } from "node:zlib";
import { CommandError } from "../../io/CommandError.js";
import type { PristineFile } from "../../project/projectRecord.js";
import { sha256 } from "../../project/sha256.js";
import { normalise } from "./lines.js";
import { bytesOf, textOf } from "./tree.js";

/** What a project's files were when they were written, by path. */
export type Pristine = ReadonlyMap<string, PristineFile>;

/**
 * Whether a file is still what was written. Line ends do not count: a checkout on Windows changes
 * them in every file.
 */
export function isPristine(file: PristineFile, bytes: Uint8Array): boolean {
  if ("sha256" in file) {
    if (sha256(bytes) === file.sha256) return true;
    const text = textOf(bytes);
    return text !== undefined && sha256(bytesOf(normalise(text))) === file.sha256;
  }
  const text = textOf(bytes);
  return text !== undefined && normalise(text) === normalise(file.text);
}

/**
 * Reads the `pristine` entry of a project's record.
 *
 * @throws CommandError where it was cut off or edited
 */
export function readPristine(record: string): Pristine {
  let files: unknown;
  try {
    files = JSON.parse(gunzipSync(Buffer.from(record, "base64")).toString("utf8"));
  } catch (cause) {
    throw damaged(cause);
  }
  if (typeof files !== "object" || files === null) throw damaged();
  return new Map(Object.entries(files).map(([path, file]) => [path, asPristineFile(file)]));
}

function asPristineFile(file: unknown): PristineFile {
  if (typeof file === "object" && file !== null) {
    if ("text" in file && typeof file.text === "string") return { text: file.text };
    if ("sha256" in file && typeof file.sha256 === "string") return { sha256: file.sha256 };
  }
  throw damaged();
}

function damaged(cause?: unknown): CommandError {
  return new CommandError("the record of what was scaffolded is damaged: it does not decode", {
    hint: "Take it back from version control: git checkout -- .metrics-project.json",
    cause,
  });
}
