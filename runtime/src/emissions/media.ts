import { posix } from "node:path";
import { MetricDefinitionError } from "../errors.js";

/** The field type that draws a file, by file extension. */
const typeOfEnding: Record<string, "image" | "video"> = {
  ".gif": "image",
  ".png": "image",
  ".jpg": "image",
  ".mp4": "video",
  ".webm": "video",
};

/** Maximum number of files in the rows of one test. */
const mostFiles = 100;

/**
 * Converts a file from `outputs.file` to its name, because rows only contain names. Returns anything else unchanged.
 *
 * @param seen the paths so far, by name
 * @throws {MetricDefinitionError} if two files in different folders have the same name
 */
export function mediaName(value: unknown, seen: Map<string, string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!("kind" in value && value.kind === "externalFile" && "path" in value)) return value;
  const path = String(value.path);
  const name = posix.basename(path);
  const other = seen.get(name);
  if (other !== undefined && other !== path && other !== name) {
    throw new MetricDefinitionError(
      `emissions: ${path} and ${other} have the same name, and rows contain file names without folders`,
      { hint: "Write them under different names." },
    );
  }
  seen.set(name, path);
  return name;
}

/** Why the file of a field will not be drawn; undefined if it will. */
export function mediaProblem(type: "image" | "video", name: string): string | undefined {
  const ending = posix.extname(name).toLowerCase();
  const right = typeOfEnding[ending];
  if (right === type) return undefined;
  return right === undefined
    ? `${name} is not a file that the platform draws (${Object.keys(typeOfEnding).join(", ")})`
    : `${name} needs a field of type ${right}: as ${type}, it syncs but is not drawn`;
}

/** A warning if the rows of one test contain more files than the platform accepts. */
export function tooManyFiles(count: number): string | undefined {
  return count > mostFiles
    ? `the rows contain ${count} files, but the platform accepts only ${mostFiles} per test`
    : undefined;
}
