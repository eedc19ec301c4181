import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { usageError } from "../../io/CommandError.js";
import type { Tolerance } from "../message/compareValues.js";
import {
  parseTolerances,
  parseTolerancesFile,
  type Tolerances,
  usualTolerance,
} from "./Tolerances.js";

/** The field of a project's record with its tolerances. */
const field = "tolerances";

export interface GivenTolerances {
  /** A file of tolerances. Default: those of the project's `.metrics-project.json`, if it has any. */
  readonly file?: string | undefined;
  /** For all metrics without their own tolerance. Default: that of the file. */
  readonly absolute?: number | undefined;
  readonly relative?: number | undefined;
}

/**
 * The tolerances of a comparison in `cwd`.
 * @param recordFile name of the file that identifies a project's folder
 * @throws CommandError with exit code 2 if they cannot be read
 */
export async function readTolerances(
  cwd: string,
  recordFile: string,
  { file, absolute, relative }: GivenTolerances,
): Promise<Tolerances> {
  const read =
    file === undefined ? await ofProject(cwd, recordFile) : await ofFile(resolve(cwd, file), file);
  const given: Tolerance = {
    absolute: absolute ?? read.absolute ?? usualTolerance.absolute,
    relative: relative ?? read.relative ?? usualTolerance.relative,
  };
  return { ...given, metrics: read.metrics ?? [] };
}

async function ofFile(path: string, shown: string): Promise<Partial<Tolerances>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? "no such file" : error.message;
    throw usageError(`--tolerances ${shown}: ${reason}`, {
      hint: '{ "relative": 1e-6, "metrics": { "Latency*": { "absolute": 0.01 } } } is an example of valid contents.',
    });
  });
  return parseTolerancesFile(text, shown);
}

async function ofProject(cwd: string, recordFile: string): Promise<Partial<Tolerances>> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const text = await readFile(join(folder, recordFile), "utf8").catch(() => undefined);
    if (text !== undefined) return ofRecord(text, recordFile);
    if (dirname(folder) === folder) return {};
  }
}

function ofRecord(text: string, recordFile: string): Partial<Tolerances> {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    // Its errors are reported by the commands that need the rest of it.
    return {};
  }
  const held = Object(record) as Record<string, unknown>;
  if (held[field] === undefined) return {};
  return parseTolerances(held[field], `${recordFile}, "${field}"`);
}
