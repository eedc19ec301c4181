import { basename, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { packageVersion } from "../../io/packageRoot.js";
import type { FromLog } from "../../logs/scaffold/scaffoldFromLog.js";
import {
  type Answers,
  defaultAnswers,
  type Mode,
  normalizeModes,
  type OutputKind,
  type PackageManager,
} from "../../project/answers.js";
import { usualLink } from "../../project/linkedPackages.js";
import { chooseFolder } from "./chooseFolder.js";
import type { CreateArgs } from "./createOptions.js";
import { callingPackageManager, findWorkspace, type Workspace } from "./findWorkspace.js";
import type { Place } from "./hostRepository.js";
import { nameProblem, suggestName } from "./projectName.js";

/** Everything that is decided before the first write. */
export interface Decisions {
  /** The folder as the user named it, absolute. */
  readonly named: string;
  /** Its real location: a link to a folder counts as that folder. */
  readonly target: string;
  readonly answers: Answers;
  readonly git: boolean;
  readonly install: boolean;
  readonly workspace: Workspace | undefined;
  /** The project's place in its repository; undefined without CI, which is the only part that needs it. */
  readonly place: Place | undefined;
  /** The parts generated from the user's own log; undefined without a log. */
  readonly fromLog: FromLog | undefined;
  /** Defaults that the user did not choose, as `--flag value`, to be printed. */
  readonly assumed: readonly string[];
}

/** Whether questions can be asked. */
export function canAsk(world: World, { options }: CreateArgs): boolean {
  // Cheap checks first: opening stdin is slow.
  return Boolean(!options.yes && !options.json && world.stdout.isTTY && world.stdin.isTTY);
}

/**
 * Uses the flags; asks for the rest on a terminal, and uses defaults elsewhere.
 *
 * @throws CommandError if a name or folder is not valid
 */
export async function decide(world: World, args: CreateArgs): Promise<Decisions> {
  const { options } = args;
  const prompts = canAsk(world, args) ? await import("./ask.js") : undefined;
  prompts?.showTitle(world, `create-metrics-project ${packageVersion()}`);
  const { named, target } = await chooseFolder(world, args.positionals[0], prompts);
  const workspace = findWorkspace(target);
  const own = basename(named);
  const isBad = nameProblem(own) !== undefined;
  const name =
    options.name ?? (prompts && isBad ? await prompts.askName(world, suggestName(own)) : own);
  checkName(name);
  const packageManager: PackageManager =
    options["package-manager"] ??
    callingPackageManager(world.env) ??
    workspace?.packageManager ??
    "npm";
  const fromLog = await readLog(world, args, prompts?.askTopics);

  const { logs: usualLogs, ci: usualCi } = defaultAnswers;
  const usualModes: Mode[] = [...defaultAnswers.modes];
  // The open questions, as words for accepting all defaults.
  const open = [
    ...(fromLog || options.logs ? [] : [`${usualLogs.toUpperCase()} logs`]),
    ...(options.modes ? [] : [`metrics of ${usualModes.join(", ")}`]),
    ...(fromLog || options.output ? [] : ["metrics.binproto"]),
    ...(options.ci ? [] : ["no CI file"]),
    ...(options.install === undefined ? [`install with ${packageManager}`] : []),
  ];
  const isAsked = prompts && !(open.length > 1 && (await prompts.askRecommended(world, open)));
  const ask = isAsked ? prompts : undefined;
  const assumed: string[] = [];
  const decided = async <T>(
    flag: string,
    given: T | undefined,
    question: (() => Promise<T>) | undefined,
    fallback: T,
  ) => {
    if (given !== undefined) return given;
    if (question) return question();
    assumed.push(`--${flag} ${Array.isArray(fallback) ? fallback.join(",") : fallback}`);
    return fallback;
  };
  const logs = fromLog
    ? "own"
    : await decided("logs", options.logs, ask && (() => ask.askLogs(world)), usualLogs);
  const modes = await decided(
    "modes",
    options.modes,
    ask && (() => ask.askModes(world)),
    usualModes,
  );
  const output = fromLog
    ? outputOfLog(options.output)
    : await decided(
        "output",
        options.output,
        ask && (() => ask.askOutput(world)),
        defaultAnswers.output,
      );
  const ci = await decided("ci", options.ci, ask && (() => ask.askCi(world)), usualCi);
  const place = ci === "none" ? undefined : await findPlaceOf(world, target);
  const answers: Answers = {
    name,
    logs,
    modes: normalizeModes(modes),
    ...(output !== defaultAnswers.output && { output }),
    ci,
    lint: options.lint ?? defaultAnswers.lint,
    packageManager,
    link: options.link ?? usualLink(),
    ...(place && place.branch !== "main" && { branch: place.branch }),
    ...(place?.folder !== undefined && { folder: place.folder }),
    ...(fromLog && { formats: fromLog.formats }),
  };
  const install = options.install ?? (await ask?.askInstall(world, packageManager)) ?? true;
  const git = options.git ?? true;
  return { named, target, answers, git, install, workspace, place, fromLog, assumed };
}

// It starts git: load it only with CI.
async function findPlaceOf(world: World, target: string): Promise<Place> {
  const { findPlace } = await import("./hostRepository.js");
  return findPlace(world, target);
}

/** Reads the log that the project is created from. */
async function readLog(
  world: World,
  { options }: CreateArgs,
  askTopics: typeof import("./ask.js").askTopics | undefined,
): Promise<FromLog | undefined> {
  const { from, topic: topics, whole, logs } = options;
  if (from === undefined) {
    if (topics !== undefined || whole !== undefined) {
      throw usageError(`--${topics === undefined ? "whole" : "topic"} requires --from LOG`);
    }
    return undefined;
  }
  if (logs !== undefined) {
    throw usageError("--from detects the log format itself", { hint: "Remove --logs." });
  }
  // The log readers are large: they are in a separate bundle.
  const { scaffoldFromLog } = await import("../../logs/scaffold/scaffoldFromLog.js");
  return scaffoldFromLog({
    path: resolve(world.cwd, from),
    topics,
    choose: askTopics && ((offered) => askTopics(world, offered)),
    whole: whole ?? false,
    signal: world.signal,
  });
}

/** Starter metrics of the user's own topics require metrics.binproto. */
function outputOfLog(given: OutputKind | undefined): OutputKind {
  if (given === undefined || given === "binproto") return "binproto";
  throw usageError(`--from works only with metrics.binproto, got --output ${given}`, {
    hint: "Remove --output. Run `metrics-project migrate` in the new project to add emissions.",
  });
}

function checkName(name: string): void {
  const problem = nameProblem(name);
  if (problem === undefined) return;
  throw usageError(`"${name}" is not a valid package name: ${problem}`, {
    hint: `Try --name ${suggestName(name)}`,
  });
}
