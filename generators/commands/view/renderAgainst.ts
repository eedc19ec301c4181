import { basename, join, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { buildComparison, digestsOf, type PageSide } from "../../compare/page/buildComparison.js";
import { compareSides } from "../../compare/rows/compareSides.js";
import { readTolerances } from "../../compare/rows/readTolerances.js";
import { readSide } from "../../compare/side/readSide.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { packageRoot } from "../../io/packageRoot.js";
import { recordFile } from "../../project/projectRecord.js";
import { renderComparison } from "../../view/compare/renderComparison.js";
import { readAssets } from "../../view/readAssets.js";
import { loadRuns } from "./loadRuns.js";

/** Rehearsals on one page. */
const mostSides = 10;

export interface AgainstOptions {
  /** The compared rehearsal, as the user named it. */
  readonly head: string;
  /** The rehearsals to compare with; differences are relative to the first. */
  readonly against: readonly string[];
  readonly title: string | undefined;
}

/**
 * Renders one page that compares a rehearsal, folder or message with others.
 *
 * @throws CommandError if one of them cannot be read, or they cannot be compared
 */
export async function renderAgainst(world: World, options: AgainstOptions): Promise<string> {
  const { head, against, title } = options;
  if (against.length + 1 > mostSides) {
    throw usageError(
      `too many values in --against: a page shows at most ${mostSides} rehearsals, including the compared one`,
    );
  }
  const names = [...against, head];
  const sides: PageSide[] = [];
  for (const [at, name] of names.entries()) {
    const side = await readSide(world.cwd, name, at < against.length ? "--against" : "HEAD");
    const kept = side.kind === "baseline";
    const runs = kept ? [] : (await loadRuns(resolve(world.cwd, name), undefined)).runs;
    sides.push({ side: { ...side, shown: shownOf(name) }, digests: await digestsOf(side), runs });
  }
  const [first, last] = [sides[0], sides.at(-1)];
  if (first === undefined || last === undefined) throw usageError("--against requires a value");
  const single = sides.find(({ side }) => side.kind === "message");
  if (single && sides.some(({ side }) => side.kind !== "message")) {
    throw new CommandError(`${single.side.shown} is a single message, but the others are not`, {
      hint: "Compare two messages, or a rehearsal with a rehearsal or a baseline.",
    });
  }
  const tolerances = await readTolerances(world.cwd, recordFile, {});
  const comparison = await compareSides(first.side, last.side, {
    tolerances,
    signal: world.signal,
  });
  const heading = title ?? `${last.side.shown} against ${first.side.shown}`;
  const assets = await readAssets(join(packageRoot(), "dist", "view"), "compare");
  return renderComparison(buildComparison(heading, comparison, sides), assets);
}

/** The end of a long path: pages are sent to others, who do not need the parent folders. */
function shownOf(name: string): string {
  return name.includes("/") && name.length > 40 ? `…/${basename(name)}` : name;
}
