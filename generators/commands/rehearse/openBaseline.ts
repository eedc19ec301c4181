import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { sameNumber } from "../../compare/message/compareValues.js";
import { type Tolerances, toleranceFor } from "../../compare/rows/Tolerances.js";
import { readSide, sideOfBaseline } from "../../compare/side/readSide.js";
import type { Side } from "../../compare/side/Side.js";
import { CommandError } from "../../io/CommandError.js";
import { baselineOfRef } from "./baselineOfRef.js";
import type { RehearsalOptions } from "./RehearsalOptions.js";
import type { Figure, RunResult } from "./RunResult.js";

/** The baseline that a rehearsal is compared with. */
export interface OpenBaseline {
  readonly side: Side;
  /** The result, with the baseline value of each figure. */
  withBefore(result: RunResult): RunResult;
}

export interface BaselineOptions {
  /** A folder, a file, or a branch or commit. */
  readonly given: string;
  /** Of the rehearsed project, if known. */
  readonly project: string | undefined;
  readonly tolerances: Tolerances;
  /** The options of the rehearsal itself: a branch is rehearsed in the same way. */
  readonly rehearsal: RehearsalOptions;
}

/**
 * Reads the baseline of a rehearsal, before the rehearsal runs.
 *
 * @throws CommandError if it does not exist, cannot be read, or belongs to another project
 */
export async function openBaseline(world: World, options: BaselineOptions): Promise<OpenBaseline> {
  const { given, project, tolerances, rehearsal } = options;
  const path = resolve(world.cwd, given);
  const exists = (await stat(path).catch(() => undefined)) !== undefined;
  const found = exists
    ? await readSide(world.cwd, given, "--baseline")
    : await baselineOfRef(world, given, rehearsal);
  if (found.kind === "message" || found.kind === "folder") {
    throw new CommandError(`--baseline ${given} is not the folder of a rehearsal`, {
      hint: "Pass the folder of a rehearsal, or a file written by rehearse --save-baseline.",
    });
  }
  if (project !== undefined && found.project !== undefined && project !== found.project) {
    throw new CommandError(
      `--baseline ${given} belongs to the project "${found.project}", but this project is "${project}"`,
      {
        hint: "Pass a baseline of this project. If you renamed the project, save the baseline again.",
      },
    );
  }
  const digests = await Promise.all(found.runs.map(async (run) => (await run.load()).digest));
  // This rehearsal replaces the one it is compared with.
  const isReplaced = exists && (await samePath(path, rehearsal.out.path));
  const side = isReplaced ? { ...sideOfBaseline({ ...found, runs: digests }, given) } : found;
  const figures = new Map(
    digests.map(({ kind, name, metrics }) => [
      `${kind} ${name}`,
      new Map(metrics.map((metric) => [metric.name, metric.figures])),
    ]),
  );
  const before = (run: RunResult, figure: Figure): Figure => {
    const all = figures.get(`${run.kind} ${run.name}`)?.get(figure.name) ?? [];
    const was = all.length === 1 ? all[0] : undefined;
    if (was === undefined) return figure;
    const isSame =
      was.unit === figure.unit &&
      sameNumber(was.value, figure.value, toleranceFor(tolerances, figure.name));
    return isSame ? figure : { ...figure, before: { value: was.value, unit: was.unit } };
  };
  return {
    side,
    withBefore: (run) => ({ ...run, figures: run.figures.map((figure) => before(run, figure)) }),
  };
}

async function samePath(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => realpath(path).catch(() => path)));
  return first === second;
}
