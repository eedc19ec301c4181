import { gunzipSync } from "node:zlib";
import { CommandError } from "../../io/CommandError.js";
import { pathProblem } from "../../io/insidePath.js";
import type { PristineFile } from "../../project/projectRecord.js";
import { sha256 } from "../../project/sha256.js";
import { normalize } from "./lines.js";
import { bytesOf, textOf } from "./tree.js";

/** The original contents of a project's files, by path. */
export type Pristine = ReadonlyMap<string, PristineFile>;

/**
 * Whether a file still has its original contents. Ignores line ends, because a checkout on Windows changes
 * them in every file.
 */
export function isPristine(file: PristineFile, bytes: Uint8Array): boolean {
  if ("sha256" in file) {
    if (sha256(bytes) === file.sha256) return true;
    const text = textOf(bytes);
    return text !== undefined && sha256(bytesOf(normalize(text))) === file.sha256;
  }
  const text = textOf(bytes);
  return text !== undefined && normalize(text) === normalize(file.text);
}

/** Maximum bytes of the unpacked record: about a hundred times a usual one. A few compressed kB could unpack to gigabytes. */
const largestRecord = 32_000_000;

/**
 * Reads the `pristine` entry of a project's record.
 *
 * @throws CommandError if it was truncated or edited, or contains an impossible path
 */
export function readPristine(record: string): Pristine {
  let files: unknown;
  try {
    const packed = Buffer.from(record, "base64");
    const unpacked = gunzipSync(packed, { maxOutputLength: largestRecord });
    files = JSON.parse(unpacked.toString("utf8"));
  } catch (cause) {
    const isLarge = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw damaged(
      isLarge ? `it is larger than ${largestRecord / 1e6} MB when unpacked` : noRecord,
      cause,
    );
  }
  if (typeof files !== "object" || files === null) throw damaged(noRecord);
  return new Map(
    Object.entries(files).map(([path, file]) => {
      const problem = pathProblem(path);
      if (problem !== undefined)
        throw damaged(`it contains the path ${JSON.stringify(path)}: ${problem}`);
      return [path, asPristineFile(file)];
    }),
  );
}

function asPristineFile(file: unknown): PristineFile {
  if (typeof file === "object" && file !== null) {
    if ("text" in file && typeof file.text === "string") return { text: file.text };
    if ("sha256" in file && typeof file.sha256 === "string") return { sha256: file.sha256 };
  }
  throw damaged(noRecord);
}

const noRecord = "it cannot be decoded";

function damaged(what: string, cause?: unknown): CommandError {
  return new CommandError(`the record of the original scaffold is damaged: ${what}`, {
    hint: "Restore it from version control: git checkout -- .metrics-project.json",
    cause,
  });
}
