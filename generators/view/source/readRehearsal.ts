import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "@metrics-project/runtime";
import { pathProblem } from "../../io/insidePath.js";
import type { RunKind } from "../model/pageData.js";

/** The name of the file that lists the runs of a rehearsal. */
export const indexFile = "rehearsal.json";

/** One run of a rehearsal. */
export interface RehearsedRun {
  readonly kind: RunKind;
  readonly name: string;
  /** The folder with metrics.binproto, relative to the index, with forward slashes. */
  readonly outputs: string;
  /** Its status, by the platform's name. */
  readonly status?: string;
  /** False if a successful run wrote no message, for example because it only emits rows. */
  readonly message?: boolean;
  /** A message with the charts of its emissions, relative to the index, with forward slashes. */
  readonly preview?: string;
  /** Why the run failed, in readable form. */
  readonly failure?: string;
  /** The end of a failed run's stderr. */
  readonly stderr?: string;
  /** The file with the complete output of the run, relative to the index. */
  readonly log?: string;
  /** Warnings of a successful run. */
  readonly warnings?: readonly string[];
  /** Age in days of a synthetic batch. */
  readonly daysEarlier?: number;
  readonly seconds?: number;
  readonly jobID?: string;
  readonly batchID?: string;
}

export interface Rehearsal {
  readonly title?: string;
  /** The rehearsed project. */
  readonly project?: string;
  /** RFC 3339. */
  readonly startedAt?: string;
  /** The rehearsed commit, if the project is in a repository. */
  readonly commit?: string;
  readonly runs: readonly RehearsedRun[];
}

/** Version of the file's format. */
const newestVersion = 1;

const kinds: readonly unknown[] = ["test", "batch", "report", "message"];

/**
 * The index of a rehearsal; undefined if the folder is not a rehearsal.
 * @throws InputError if the index cannot be parsed.
 */
export async function readRehearsal(folder: string): Promise<Rehearsal | undefined> {
  const path = join(folder, indexFile);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return undefined;
  }
  const hint = "Run `metrics-project rehearse` again, or remove the file.";
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path} is not JSON`, { hint, cause });
  }
  const { version, title, project, startedAt, commit, runs } = Object(index) as Record<
    string,
    unknown
  >;
  if (typeof version === "number" && version > newestVersion) {
    throw new InputError(`${path} has version ${version}, written by a newer metrics-project`, {
      hint: "Update this project (metrics-project update), or rehearse with the version that it uses.",
    });
  }
  if (!Array.isArray(runs)) throw new InputError(`${path} has no list of runs`, { hint });
  return {
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof project === "string" ? { project } : {}),
    ...(typeof startedAt === "string" ? { startedAt } : {}),
    ...(typeof commit === "string" ? { commit } : {}),
    runs: runs.map((run: unknown, i) => {
      if (!isRun(run)) {
        throw new InputError(`${path}: runs[${i}] has no kind, name and outputs folder`, { hint });
      }
      return run;
    }),
  };
}

function isRun(run: unknown): run is RehearsedRun {
  const { kind, name, outputs } = (run ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || typeof outputs !== "string" || !kinds.includes(kind))
    return false;
  return pathProblem(outputs) === undefined;
}
