import { constants, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { packageVersion } from "../../io/packageRoot.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { shellWord } from "../../io/shellWord.js";
import { findUnfinished, writeFiles } from "../../io/writeFiles.js";
import { linkedPackages } from "../../project/linkedPackages.js";
import type { ProjectInput } from "../../project/ProjectInput.js";
import { recordFile, recordMore } from "../../project/projectRecord.js";
import { renderProject } from "../../project/renderProject.js";
import { repositoryAround } from "../../project/repositoryAround.js";
import { installWords, packageManagerWords } from "../../project/templateData.js";
import type { CreateReport } from "./CreateReport.js";
import { repeatCommand } from "./commandLine.js";
import type { GitResult } from "./commitProject.js";
import type { CreateArgs } from "./createOptions.js";
import { canAsk, type Decisions, decide } from "./decide.js";
import { findConflicts } from "./findConflicts.js";
import type { HostFiles } from "./planHostFiles.js";

/** Decides, renders, checks, writes, installs, commits: in this order, to fail early. */
export async function createProject(world: World, args: CreateArgs): Promise<CreateReport> {
  const decisions = await decide(world, args);
  const { target, answers, fromLog } = decisions;
  const version = packageVersion();
  const packages = await linkedPackages(answers.link, version, world.env);
  const input = { answers, version, ...packages };
  const files = await renderProject(input);
  for (const [path, content] of fromLog?.files ?? []) files.set(path, content);
  const host = await hostFilesOf(decisions, input);
  const { replaced, kept } = await settleConflicts(world, args, target, files, host);
  for (const path of kept) files.delete(path);
  const record = files.get(recordFile);
  if (record !== undefined) files.set(recordFile, recordMore(String(record), { kept }));
  for (const path of [...host.files.keys()]) {
    if (kept.includes(host.shown(path))) host.files.delete(path);
  }

  const report = {
    target,
    version,
    answers,
    assumed: decisions.assumed,
    files: [
      ...files.keys(),
      ...(fromLog?.copies ?? []).map(({ to }) => to),
      ...[...host.files.keys()].map((path) => host.shown(path)),
    ].sort(),
    replaced,
    kept,
    repeat: repeatCommand(world, args, decisions),
    notes: [...(fromLog?.notes ?? []), ...host.notes, ...leftovers(target)],
  };
  if (args.options["dry-run"]) {
    return { ...report, dryRun: true, installed: "no", next: [] };
  }
  const changes = [...files].map(([path, content]) => ({ path, content }));
  const { isNew } = await writeFiles(target, changes, world.signal);
  let takeBack = () => {};
  try {
    takeBack = await host.write(world.signal);
    for (const { from, to } of fromLog?.copies ?? []) copySample(from, join(target, to));
    const installed = decisions.install ? await install(world, decisions) : "no";
    const locked = await workspaceLock(world, decisions, installed);
    const git = decisions.git ? await commit(world, decisions, report.files) : undefined;
    const ignored = await ignoredFiles(world, target, report.files);
    world.signal.throwIfAborted();
    const next = nextCommands(world, decisions, installed);
    const notes = [...report.notes, ...locked, ...ignored];
    return { ...report, notes, dryRun: false, installed, ...(git ? { git } : {}), next };
  } catch (error) {
    if (!world.signal.aborted) throw error;
    takeBack();
    if (isNew) rmSync(target, { recursive: true, force: true });
    throw new CommandError("cancelled", { exitCode: 130 });
  }
}

function copySample(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  } catch (cause) {
    throw new CommandError(`cannot copy ${from} to ${to}: ${String(cause)}`, {
      code: "cannot-write",
      hint: "The project was created without it: copy a log there yourself.",
      cause,
    });
  }
}

async function settleConflicts(
  world: World,
  args: CreateArgs,
  target: string,
  files: RenderedFiles,
  host: HostFiles,
): Promise<{ replaced: readonly string[]; kept: readonly string[] }> {
  const outside = findConflicts(host.root, host.files).map((path) => host.shown(path));
  const different = [...findConflicts(target, files), ...outside];
  if (different.length === 0 || args.options.force) return { replaced: different, kept: [] };
  if (canAsk(world, args)) {
    const { askConflict, cancelled } = await import("./ask.js");
    const choice = await askConflict(world, different);
    if (choice === "replace") return { replaced: different, kept: [] };
    if (choice === "keep") return { replaced: [], kept: different };
    throw cancelled();
  }
  throw new CommandError(`files in ${target} would be overwritten:\n${list(different)}`, {
    code: "conflict",
    hint: 'Choose another folder, or overwrite them with --force (after "--" with npm). Nothing was written.',
    files: different,
  });
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `  ${path}`).join("\n");
}

async function install(world: World, { target, answers }: Decisions): Promise<"yes" | "failed"> {
  const { packageManager } = answers;
  world.stderr.write(`Installing the dependencies with ${packageManager}…\n`);
  const quiet: Partial<Record<typeof packageManager, string[]>> = {
    npm: ["--no-audit", "--no-fund"],
  };
  const command = [packageManager, "install", ...(quiet[packageManager] ?? [])] as const;
  const { runProgram } = await import("../../io/runProgram.js");
  const { code } = await runProgram(command, {
    cwd: target,
    env: world.env,
    // With "production", they would leave development dependencies out; in CI, Yarn would miss a lockfile.
    extraEnv: { NODE_ENV: "development", YARN_ENABLE_IMMUTABLE_INSTALLS: "0" },
    signal: world.signal,
    show: world.stderr,
  });
  return code === 0 ? "yes" : "failed";
}

/** Only a project with CI in a subfolder of a repository has such files, and loads their module. */
async function hostFilesOf(decisions: Decisions, input: ProjectInput): Promise<HostFiles> {
  if (decisions.place?.folder === undefined) return noHostFiles(decisions.target);
  const { planHostFiles } = await import("./planHostFiles.js");
  return planHostFiles(decisions, input);
}

function noHostFiles(root: string): HostFiles {
  return { root, files: new Map(), notes: [], shown: (path) => path, write: async () => () => {} };
}

// Modules that start programs are loaded only if needed.
async function commit(
  world: World,
  { target, place }: Decisions,
  files: readonly string[],
): Promise<GitResult> {
  const { commitProject } = await import("./commitProject.js");
  return commitProject(world, target, { branch: place?.branch, files });
}

/** Runs only in a repository: starting git is slow. */
async function ignoredFiles(
  world: World,
  target: string,
  files: readonly string[],
): Promise<string[]> {
  if (repositoryAround(target) === undefined) return [];
  const { describeIgnored } = await import("./findIgnored.js");
  const inside = files.filter((path) => !path.startsWith("../"));
  const ignored = await describeIgnored(world, target, inside);
  return ignored === undefined ? [] : [ignored];
}

/** In a workspace, the package manager writes no lockfile into the project, but its image needs one. */
async function workspaceLock(
  world: World,
  { workspace, target, answers }: Decisions,
  installed: CreateReport["installed"],
): Promise<string[]> {
  const { packageManager } = answers;
  const { lockfile } = packageManagerWords[packageManager];
  if (workspace === undefined || existsSync(join(target, lockfile))) return [];
  const { lockForImage, renewCommand } = await import("./imageLockfile.js");
  if (installed === "yes") return [await lockForImage(world, target, packageManager)];
  return [
    `The folder is part of the workspace ${workspace.root}, which has one lockfile for all packages. The image needs its own: ${renewCommand(packageManager)}`,
  ];
}

/** Reported, not removed: another run may be using it. */
function leftovers(target: string): string[] {
  return findUnfinished(target).map(
    (folder) =>
      `An earlier run was interrupted and left ${folder}. Remove it. Files it was about to replace are in its folder "old".`,
  );
}

function nextCommands(
  world: World,
  { named, answers }: Decisions,
  installed: CreateReport["installed"],
): string[] {
  const { run } = packageManagerWords[answers.packageManager];
  const path = relative(world.cwd, named);
  return [
    ...(path === "" ? [] : [`cd ${shellWord(path)}`]),
    ...(installed === "yes" ? [] : [installWords(answers.packageManager, world.env)]),
    `${run} rehearse`,
  ];
}
