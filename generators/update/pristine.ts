import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { InputError } from "@metrics-project/runtime";
import { generatedGroup } from "./fileGroups.js";
import { normalise } from "./lines.js";
import { bytesOf, type Tree, textOf } from "./tree.js";

/** A file as it was written: its text where a merge needs it, else only its hash. */
export type PristineFile = { text: string } | { sha256: string };

/** What a project's files were when they were written, by path. */
export type Pristine = ReadonlyMap<string, PristineFile>;

/** Texts above this many characters are logs or generated; they are taken or kept whole. */
const LARGEST_MERGED_TEXT = 100_000;

/** What {@link recordPristine} keeps of one file. */
export function pristineFile(path: string, bytes: Uint8Array): PristineFile {
  const text = textOf(bytes);
  const whole =
    text === undefined || text.length > LARGEST_MERGED_TEXT || generatedGroup(path) !== undefined;
  return whole ? { sha256: sha256(bytes) } : { text: normalise(text) };
}

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
  return text !== undefined && normalise(text) === file.text;
}

/** The files as they are written now, as one compressed line of base64 for the project's record. */
export function recordPristine(tree: Tree): string {
  const files: Record<string, PristineFile> = {};
  for (const path of [...tree.keys()].sort()) {
    const bytes = tree.get(path);
    if (bytes) files[path] = pristineFile(path, bytes);
  }
  const json = Buffer.from(JSON.stringify(files));
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: json.length };
  return brotliCompressSync(json, { params }).toString("base64");
}

/**
 * Reads what {@link recordPristine} wrote.
 *
 * @throws InputError where the record was cut off or edited.
 */
export function readPristine(record: string): Pristine {
  let files: unknown;
  try {
    files = JSON.parse(brotliDecompressSync(Buffer.from(record, "base64")).toString("utf8"));
  } catch (cause) {
    throw damaged(cause);
  }
  if (typeof files !== "object" || files === null) throw damaged();
  const pristine = new Map<string, PristineFile>();
  for (const [path, file] of Object.entries(files as Record<string, unknown>)) {
    pristine.set(path, asPristineFile(file));
  }
  return pristine;
}

function asPristineFile(file: unknown): PristineFile {
  if (typeof file === "object" && file !== null) {
    if ("text" in file && typeof file.text === "string") return { text: file.text };
    if ("sha256" in file && typeof file.sha256 === "string") return { sha256: file.sha256 };
  }
  throw damaged();
}

function damaged(cause?: unknown): InputError {
  return new InputError("The record of what was scaffolded is damaged: it does not decode.", {
    hint: "Take .metrics-project.json back from version control (git checkout -- .metrics-project.json).",
    cause,
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
