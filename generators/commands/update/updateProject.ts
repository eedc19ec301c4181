import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { assertNothingUnfinished, writeFiles } from "../../io/writeFiles.js";
import type { Answers } from "../../project/answers.js";
import { recordFile } from "../../project/projectRecord.js";
import { readProject } from "../../project/readProject.js";
import { type FileChange, type KeptFile, mergeTrees } from "./mergeTrees.js";
import { readPristine } from "./pristine.js";
import { Repository } from "./Repository.js";
import { readTree } from "./readTree.js";
import { bytesOf, sameBytes, type Tree } from "./tree.js";
import { unifiedDiff } from "./unifiedDiff.js";

export interface UpdateOptions {
  /** The version of create-metrics-project that runs. */
  version: string;
  /** Renders the project with these answers as this version would write it. */
  render(answers: Answers): Promise<RenderedFiles>;
  /** Go on without a way back: uncommitted changes, or no repository. Default false. */
  force?: boolean;
  /** Change nothing. Default false. */
  dryRun?: boolean;
}

/** What an update did, or with `dryRun` would do. */
export interface UpdateReport {
  from: string;
  to: string;
  dryRun: boolean;
  changes: { kind: FileChange["kind"]; path: string; from?: string }[];
  /** Files with conflict markers and how many places of them are marked. */
  conflicts: { path: string; places: number }[];
  kept: KeptFile[];
  /** All changes as a unified diff; only with `dryRun`. */
  diff?: string;
  answers: Answers;
}

/**
 * Brings the project of `world.cwd` to the templates of this version by a three-way merge between
 * what was written then, what is there now, and what would be written now.
 *
 * @throws CommandError where there is no such project, a newer version wrote it, its folder has
 *   uncommitted changes, or a file cannot be written. Nothing is changed then.
 */
export async function updateProject(world: World, options: UpdateOptions): Promise<UpdateReport> {
  const { root, record } = await readProject(world.cwd);
  const { version, dryRun = false } = options;
  if (compareVersions(record.version, version) > 0) {
    throw new CommandError(
      `create-metrics-project ${record.version} wrote this project; this is the older ${version}`,
      { hint: "Update with that version or a newer one." },
    );
  }
  assertNothingUnfinished(root);
  const repository = await Repository.find(world, root);
  if (!dryRun && !options.force) await assertWayBack(repository, root);

  const rendered = await options.render(record.answers);
  const theirs = treeOf(rendered);
  const base = readPristine(record.pristine);
  const mine = await readTree(root, new Set([recordFile, ...base.keys(), ...theirs.keys()]));
  const merged = mergeTrees({
    base,
    mine: without(mine, recordFile),
    theirs: without(theirs, recordFile),
    labels: { mine: "yours", theirs: `create-metrics-project ${version}` },
  });
  const changes = [...merged.changes, ...recordChange(mine, theirs)];
  if (!dryRun && changes.length > 0) {
    const writes = changes.map(({ path, from, bytes }) => ({ path, from, content: bytes }));
    await writeFiles(root, writes, world.signal);
    if (repository && merged.conflicts.length > 0) {
      await repository.stageConflicts(merged.conflicts);
    }
  }
  return {
    from: record.version,
    to: version,
    dryRun,
    changes: changes.map(({ kind, path, from }) => ({ kind, path, ...(from ? { from } : {}) })),
    conflicts: merged.conflicts.map(({ path, places }) => ({ path, places })),
    kept: merged.kept,
    ...(dryRun ? { diff: diffOf(merged.changes, mine) } : {}),
    answers: record.answers,
  };
}

async function assertWayBack(repository: Repository | undefined, root: string): Promise<void> {
  if (!repository) {
    throw new CommandError(`${root} is in no git repository: there would be no way back`, {
      hint: "Commit it first (git init, git add --all, git commit), or go on with --force.",
    });
  }
  const uncommitted = await repository.uncommitted();
  if (uncommitted.length === 0) return;
  const shown = uncommitted.slice(0, 10).map((line) => `  ${line}`);
  if (uncommitted.length > shown.length) shown.push(`  … ${uncommitted.length} in all`);
  throw new CommandError(`there are uncommitted changes:\n${shown.join("\n")}`, {
    hint: "Commit them first, so that the update can be told apart, or go on with --force.",
  });
}

function recordChange(mine: Tree, theirs: Tree): FileChange[] {
  const [before, after] = [mine.get(recordFile), theirs.get(recordFile)];
  if (!after || (before && sameBytes(before, after))) return [];
  return [{ kind: "changed", path: recordFile, bytes: after }];
}

function diffOf(changes: readonly FileChange[], mine: Tree): string {
  return changes
    .map(({ path, from = path, bytes }) => unifiedDiff(from, path, mine.get(from), bytes))
    .join("");
}

function treeOf(files: RenderedFiles): Tree {
  const entries = [...files].map(([path, content]): [string, Uint8Array] => [
    path,
    typeof content === "string" ? bytesOf(content) : content,
  ]);
  return new Map(entries);
}

function without(tree: Tree, path: string): Tree {
  return new Map([...tree].filter(([candidate]) => candidate !== path));
}

function compareVersions(a: string, b: string): number {
  const numbers = (version: string) => version.split(/[.+-]/).slice(0, 3).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
