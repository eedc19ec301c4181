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

/** What a rehearsal is compared with. */
export interface OpenBaseline {
  readonly side: Side;
  /** The result with what each of its figures was. */
  withBefore(result: RunResult): RunResult;
}

export interface BaselineOptions {
  /** A folder, a file, or a branch or commit. */
  readonly given: string;
  /** Of the project that is rehearsed, where that is known. */
  readonly project: string | undefined;
  readonly tolerances: Tolerances;
  /** As the rehearsal itself is made: a branch is rehearsed in the same way. */
  readonly rehearsal: RehearsalOptions;
}

/**
 * Reads what a rehearsal is to be compared with, before it runs.
 *
 * @throws CommandError where there is no such thing, it cannot be read, or it is of another project
 */
export async function openBaseline(world: World, options: BaselineOptions): Promise<OpenBaseline> {
  const { given, project, tolerances, rehearsal } = options;
  const path = resolve(world.cwd, given);
  const exists = (await stat(path).catch(() => undefined)) !== undefined;
  const found = exists
    ? await readSide(world.cwd, given, "--baseline")
    : await baselineOfRef(world, given, rehearsal);
  if (found.kind === "message" || found.kind === "folder") {
    throw new CommandError(`--baseline ${given} is not a rehearsal`, {
      hint: "Name the folder of a rehearsal, or a file of rehearse --save-baseline.",
    });
  }
  if (project !== undefined && found.project !== undefined && project !== found.project) {
    throw new CommandError(
      `--baseline ${given} is of the project "${found.project}", and this one is "${project}"`,
      {
        hint: "Name a baseline of this project. After a change of its name, write the baseline anew.",
      },
    );
  }
  const digests = await Promise.all(found.runs.map(async (run) => (await run.load()).digest));
  // This rehearsal takes the place of the one that it is compared with.
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
