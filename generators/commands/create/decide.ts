import { basename, isAbsolute, relative, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import type { FromLog } from "../../logs/scaffold/scaffoldFromLog.js";
import {
  type Answers,
  defaultAnswers,
  normalizeModes,
  type PackageManager,
} from "../../project/answers.js";
import type { CreateArgs } from "./createOptions.js";
import { callingPackageManager, findWorkspace, type Workspace } from "./findWorkspace.js";
import type { Place } from "./hostRepository.js";
import { nameProblem, suggestName } from "./projectName.js";

/** Everything that is decided before the first write. */
export interface Decisions {
  /** Absolute. */
  readonly target: string;
  readonly answers: Answers;
  readonly git: boolean;
  readonly install: boolean;
  readonly workspace: Workspace | undefined;
  /** Where the project is in its repository; undefined without CI, which alone has to know. */
  readonly place: Place | undefined;
  /** What is made from the user's own log; undefined where none was named. */
  readonly fromLog: FromLog | undefined;
  /** Defaults that nobody chose, as `--flag value`, to be said aloud. */
  readonly assumed: readonly string[];
}

/** Whether there is somebody to ask. */
export function canAsk(world: World, { options }: CreateArgs): boolean {
  // The cheap questions first: opening stdin costs a tenth of a start.
  return Boolean(!options.yes && !options.json && world.stdout.isTTY && world.stdin.isTTY);
}

/**
 * Takes the flags, asks for the rest on a terminal, and takes defaults elsewhere.
 *
 * @throws CommandError where a name or folder cannot be.
 */
export async function decide(world: World, args: CreateArgs): Promise<Decisions> {
  const { options } = args;
  const asked = canAsk(world, args) ? await import("./ask.js") : undefined;
  const folder = args.positionals[0] ?? (await asked?.askFolder(world)) ?? "my-metrics";
  const target = resolve(world.cwd, folder);
  checkFolder(world.cwd, folder, target);
  const workspace = findWorkspace(target);

  const assumed: string[] = [];
  const decided = async <T>(
    flag: string,
    given: T | undefined,
    ask: (() => Promise<T>) | undefined,
    fallback: T,
  ) => {
    if (given !== undefined) return given;
    if (ask) return ask();
    assumed.push(`--${flag} ${Array.isArray(fallback) ? fallback.join(",") : fallback}`);
    return fallback;
  };

  const own = basename(target);
  const isBad = nameProblem(own) !== undefined;
  const name =
    options.name ?? (asked && isBad ? await asked.askName(world, suggestName(own)) : own);
  checkName(name);
  const packageManager: PackageManager =
    options["package-manager"] ??
    callingPackageManager(world.env) ??
    workspace?.packageManager ??
    "npm";
  const fromLog = await readLog(world, args, asked?.askTopics);
  const logs = fromLog
    ? "own"
    : await decided(
        "logs",
        options.logs,
        asked && (() => asked.askLogs(world)),
        defaultAnswers.logs,
      );
  const modes = await decided("modes", options.modes, asked && (() => asked.askModes(world)), [
    ...defaultAnswers.modes,
  ]);
  const ci = await decided(
    "ci",
    options.ci,
    asked && (() => asked.askCi(world)),
    defaultAnswers.ci,
  );
  const place = ci === "none" ? undefined : await findPlaceOf(world, target);
  const answers: Answers = {
    name,
    logs,
    modes: normalizeModes(modes),
    ci,
    packageManager,
    link: options.link ?? defaultAnswers.link,
    ...(place && place.branch !== "main" && { branch: place.branch }),
    ...(place?.folder !== undefined && { folder: place.folder }),
    ...(fromLog && { formats: fromLog.formats }),
  };
  return {
    target,
    answers,
    git: options.git ?? true,
    install: options.install ?? (asked ? await asked.askInstall(world, packageManager) : true),
    workspace,
    place,
    fromLog,
    assumed,
  };
}

// It starts git, which those need not load who want no CI.
async function findPlaceOf(world: World, target: string): Promise<Place> {
  const { findPlace } = await import("./hostRepository.js");
  return findPlace(world, target);
}

/** Looks at the log that the project is to be made from. */
async function readLog(
  world: World,
  { options }: CreateArgs,
  askTopics: typeof import("./ask.js").askTopics | undefined,
): Promise<FromLog | undefined> {
  const { from, topic: topics, whole, logs } = options;
  if (from === undefined) {
    if (topics !== undefined || whole !== undefined) {
      throw usageError(`--${topics === undefined ? "whole" : "topic"} needs --from LOG`);
    }
    return undefined;
  }
  if (logs !== undefined) {
    throw usageError("--from finds out what the logs are", { hint: "Leave --logs out." });
  }
  // What reads logs is larger than all else here: it stands in a bundle of its own.
  const { scaffoldFromLog } = await import("../../logs/scaffold/scaffoldFromLog.js");
  return scaffoldFromLog({
    path: resolve(world.cwd, from),
    topics,
    choose: askTopics && ((offered) => askTopics(world, offered)),
    whole: whole ?? false,
    signal: world.signal,
  });
}

function checkFolder(cwd: string, folder: string, target: string): void {
  if (folder.trim() === "") throw usageError("DIR is empty", { hint: "Name a folder to make." });
  if (folder.includes("\0")) throw usageError("DIR holds a zero byte");
  // A relative path that climbs out of here is more often a slip than a wish.
  if (!isAbsolute(folder) && relative(cwd, target).split(/[/\\]/)[0] === "..") {
    throw usageError(`"${folder}" leads out of the current folder`, {
      hint: `Go there first, or give the absolute path: ${target}`,
    });
  }
}

function checkName(name: string): void {
  const problem = nameProblem(name);
  if (problem === undefined) return;
  throw usageError(`npm would not accept the name "${name}": ${problem}`, {
    hint: `Try --name ${suggestName(name)}`,
  });
}
