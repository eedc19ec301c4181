import { posix } from "node:path";
import { MetricDefinitionError } from "../errors.js";

/** Which field type draws a file of each ending. */
const typeOfEnding: Record<string, "image" | "video"> = {
  ".gif": "image",
  ".png": "image",
  ".jpg": "image",
  ".mp4": "video",
  ".webm": "video",
};

/** How many files the rows of one test may name. */
const mostFiles = 100;

/**
 * A file as `outputs.file` returns it becomes its name: rows name files by that alone. Anything else
 * is returned as it is.
 *
 * @param seen the paths so far, by name
 * @throws {MetricDefinitionError} when two files in different folders have one name
 */
export function mediaName(value: unknown, seen: Map<string, string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!("kind" in value && value.kind === "externalFile" && "path" in value)) return value;
  const path = String(value.path);
  const name = posix.basename(path);
  const other = seen.get(name);
  if (other !== undefined && other !== path && other !== name) {
    throw new MetricDefinitionError(
      `emissions: ${path} and ${other} have one name, and rows name files without their folders`,
      { hint: "Write them under different names." },
    );
  }
  seen.set(name, path);
  return name;
}

/** What will not be drawn about a file that a field names; undefined where nothing is wrong. */
export function mediaProblem(type: "image" | "video", name: string): string | undefined {
  const ending = posix.extname(name).toLowerCase();
  const right = typeOfEnding[ending];
  if (right === type) return undefined;
  return right === undefined
    ? `${name} is not a file that the platform draws (${Object.keys(typeOfEnding).join(", ")})`
    : `${name} is a file for a field of type ${right}: as ${type} it syncs and is not drawn`;
}

/** A warning where the rows of one test name more files than the platform takes. */
export function tooManyFiles(count: number): string | undefined {
  return count > mostFiles
    ? `the rows name ${count} files; the platform takes ${mostFiles} of one test`
    : undefined;
}
