import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { assertNothingUnfinished, writeFiles } from "../../io/writeFiles.js";
import type { Answers } from "../../project/answers.js";
import { compareVersions } from "../../project/compareVersions.js";
import { recordFile, recordMore } from "../../project/projectRecord.js";
import { newerRecord, readProject } from "../../project/readProject.js";
import { behindLink } from "./behindLink.js";
import { planHostChanges } from "./hostChanges.js";
import { type FileChange, type KeptFile, mergeTrees } from "./mergeTrees.js";
import { oldTarballs } from "./oldTarballs.js";
import { type Pristine, readPristine } from "./pristine.js";
import { Repository } from "./Repository.js";
import { readTree } from "./readTree.js";
import { recopyTrees } from "./recopyTrees.js";
import { setAnswers } from "./setAnswers.js";
import { bytesOf, sameBytes, type Tree } from "./tree.js";
import { unifiedDiff } from "./unifiedDiff.js";

export interface UpdateOptions {
  /** The running version of create-metrics-project. */
  version: string;
  /** Renders the project with these answers and this version's templates. */
  render(answers: Answers): Promise<RenderedFiles>;
  /** Renders the files at the root of the repository around the project. Default: none. */
  renderHost?(answers: Answers): Promise<RenderedFiles>;
  /** Answers to change, such as `ci=github`. Default: none. */
  set?: readonly string[] | undefined;
  /** Overwrite with the templates instead of merging. Default false. */
  recopy?: boolean;
  /** Proceed even if the update cannot be undone: uncommitted changes, or no repository. Default false. */
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
  /** Files with conflict markers, and their number of conflicts. */
  conflicts: { path: string; places: number }[];
  kept: KeptFile[];
  /** What the user has to do, one sentence each. */
  notes: string[];
  /** All changes as a unified diff; only with `dryRun`. */
  diff?: string;
  answers: Answers;
}

/**
 * Updates the project in `world.cwd` to this version's templates, and to new answers. It does a
 * three-way merge of the original scaffold, the project, and the new scaffold.
 *
 * @throws CommandError if there is no project, or a newer version wrote it. Also if its folder has
 * uncommitted changes, an answer is not valid, or a file cannot be read or written. Nothing is
 * changed then.
 */
export async function updateProject(world: World, options: UpdateOptions): Promise<UpdateReport> {
  const { root, record } = await readProject(world.cwd);
  const { version, dryRun = false, recopy = false } = options;
  if (compareVersions(record.version, version) > 0) throw newerRecord(record.version, version);
  assertNothingUnfinished(root);
  const repository = await Repository.find(world, root);
  const answers = await placed(setAnswers(record.answers, options.set ?? []), repository);
  if (!dryRun && !options.force) await assertWayBack(repository, root);

  const rendered = await options.render(answers);
  const base = recopy ? pristineOrNone(record.pristine) : readPristine(record.pristine);
  const kept = recopy ? [] : (record.kept ?? []).filter((path) => existsSync(join(root, path)));
  const text = rendered.get(recordFile);
  if (text !== undefined) {
    rendered.set(recordFile, recordMore(String(text), { kept, others: record.others }));
  }
  const theirs = treeOf(rendered);
  const mine = await readTree(root, {
    known: new Set([recordFile, ...base.keys(), ...theirs.keys()]),
    written: recopy ? [] : base.keys(),
    files: async () => repository?.files(),
  });
  const merged = (recopy ? recopyTrees : mergeTrees)({
    base,
    mine: without(mine, recordFile),
    theirs: without(theirs, recordFile),
    kept: new Set(kept),
    labels: { mine: "yours", theirs: `create-metrics-project ${version}` },
  });
  const manifest = merged.changes.find(({ path }) => path === "package.json")?.bytes;
  const changes = [
    ...merged.changes,
    ...recordChange(mine, theirs),
    ...oldTarballs(vendored(root), theirs, manifest ?? mine.get("package.json")),
  ];
  const host = await planHostChanges(root, answers, record.answers, options.renderHost);
  if (!dryRun && changes.length > 0) {
    const writes = changes.map(({ path, from, bytes }) =>
      bytes === undefined || from !== undefined
        ? { path, from, content: bytes }
        : { path: behindLink(root, path), content: bytes },
    );
    await writeFiles(root, writes, world.signal);
    await host.write(world.signal);
    if (repository && merged.conflicts.length > 0) {
      await repository.stageConflicts(merged.conflicts);
    }
  }
  return {
    from: record.version,
    to: version,
    dryRun,
    changes: [
      ...changes.map(({ kind, path, from }) => ({ kind, path, ...(from ? { from } : {}) })),
      ...host.added.map((path) => ({ kind: "added" as const, path })),
    ],
    conflicts: merged.conflicts.map(({ path, places }) => ({ path, places })),
    kept: merged.kept,
    notes: [...host.notes, ...lockfileNotes(root, record.answers, answers)],
    ...(dryRun ? { diff: diffOf(merged.changes, mine) } : {}),
    answers,
  };
}

/** CI needs the project's place in the repository, which is determined now if it was not needed before. */
async function placed(answers: Answers, repository: Repository | undefined): Promise<Answers> {
  if (answers.ci === "none" || repository === undefined || answers.branch !== undefined) {
    return answers;
  }
  const branch = await repository.branch();
  const { folder = repository.folder } = answers;
  return { ...answers, ...(branch && { branch }), ...(folder !== undefined && { folder }) };
}

/** A damaged record does not matter if everything is overwritten. */
function pristineOrNone(record: string): Pristine {
  try {
    return readPristine(record);
  } catch (error) {
    if (error instanceof CommandError) return new Map();
    throw error;
  }
}

async function assertWayBack(repository: Repository | undefined, root: string): Promise<void> {
  if (!repository) {
    throw new CommandError(
      `${root} is not in a git repository, so the update could not be undone`,
      {
        hint: "Commit it first (git init, git add --all, git commit), or proceed with --force.",
      },
    );
  }
  const uncommitted = await repository.uncommitted();
  if (uncommitted.length === 0) return;
  const shown = uncommitted.slice(0, 10).map((line) => `  ${line}`);
  if (uncommitted.length > shown.length) shown.push(`  … ${uncommitted.length} in total`);
  throw new CommandError(`there are uncommitted changes:\n${shown.join("\n")}`, {
    hint: "Commit them first, to keep the update separate, or proceed with --force.",
  });
}

function recordChange(mine: Tree, theirs: Tree): FileChange[] {
  const [before, after] = [mine.get(recordFile), theirs.get(recordFile)];
  if (!after || (before && sameBytes(before, after))) return [];
  return [{ kind: "changed", path: recordFile, bytes: after }];
}

/** Paths of the tarballs in a project. */
function vendored(root: string): string[] {
  const folder = join(root, "vendor");
  return existsSync(folder) ? readdirSync(folder).map((name) => `vendor/${name}`) : [];
}

const lockfiles = {
  npm: "package-lock.json",
  pnpm: "pnpm-lock.yaml",
  yarn: "yarn.lock",
  bun: "bun.lock",
} as const;

/** The lockfile of another package manager could be mistaken for the project's. */
function lockfileNotes(root: string, before: Answers, after: Answers): string[] {
  const old = lockfiles[before.packageManager];
  if (before.packageManager === after.packageManager || !existsSync(join(root, old))) return [];
  return [`Remove ${old}: ${after.packageManager} writes its own lockfile.`];
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
