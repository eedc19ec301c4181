import { basename, join, relative } from "node:path";
import type { World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import type { Environment } from "../../io/childEnvironment.js";
import { packageRoot } from "../../io/packageRoot.js";
import { shellWord } from "../../io/shellWord.js";
import { defaultAnswers } from "../../project/answers.js";
import { usualLink } from "../../project/linkedPackages.js";
import { type CreateArgs, createOptions } from "./createOptions.js";
import type { Decisions } from "./decide.js";
import { callingPackageManager } from "./findWorkspace.js";

/** Options that npm has, too: their values may have been meant for npm. */
const ofNpm = new Set(["yes", "force", "json", "link"]);

/**
 * The intended command line. pnpm and Bun pass on the `--` that only npm needs.
 *
 * @throws CommandError if npm read options as its own, because there was no `--` before them
 */
export function meantArguments(env: Environment, argv: readonly string[]): readonly string[] {
  const swallowed = swallowedOptions(env);
  if (swallowed.length > 0) {
    const [folder, ...values] = argv.filter((argument) => !argument.startsWith("-"));
    const options = swallowed.map(({ flag, value }) => {
      const meant = value === "true" && takesValue(flag) ? values.shift() : value;
      return meant === undefined || meant === "true" ? flag : `${flag} ${shellWord(meant)}`;
    });
    const words = [...(folder === undefined ? [] : [shellWord(folder)]), "--", ...options];
    throw usageError(
      `npm read ${swallowed.map(({ flag }) => flag).join(" and ")} as its own option`,
      { hint: `Put options after "--": npm create metrics-project ${words.join(" ")}` },
    );
  }
  const dashes = argv.indexOf("--");
  const isNeedless = dashes !== -1 && argv[dashes + 1]?.startsWith("-");
  return isNeedless ? argv.filter((_, index) => index !== dashes) : argv;
}

/** npm passes its own options in the environment of the programs it runs. */
function swallowedOptions(env: Environment): { flag: string; value: string }[] {
  if (env.npm_command !== "init" && env.npm_command !== "exec") return [];
  return Object.keys(createOptions).flatMap((name) => {
    const value = env[`npm_config_${name.replaceAll("-", "_")}`];
    if (value === undefined || ofNpm.has(name)) return [];
    // npm's form of --no-NAME. Its own option `git` is a program.
    if (value === "" || value === "false") return [{ flag: `--no-${name}`, value: "true" }];
    return name === "git" ? [] : [{ flag: `--${name}`, value }];
  });
}

function takesValue(flag: string): boolean {
  const spec = Object.entries(createOptions).find(([name]) => flag === `--${name}`)?.[1];
  return spec?.type === "string";
}

/** The command that creates the same project again without questions. */
export function repeatCommand(
  { cwd, env }: World,
  { options }: CreateArgs,
  { named, answers, git, install }: Decisions,
): string {
  const { name, logs, modes, output, ci, lint, packageManager, link } = answers;
  const { from, topic: topics = [], whole } = options;
  const caller = callingPackageManager(env);
  const isOther = (usual: string | undefined, answer: string) => answer !== usual;
  const flags = [
    ...(from === undefined ? ["--logs", logs] : ["--from", from]),
    ...topics.flatMap((topic) => ["--topic", topic]),
    ...(whole ? ["--whole"] : []),
    ...["--modes", modes.join(",")],
    ...(output === undefined ? [] : ["--output", output]),
    ...["--ci", ci],
    ...(lint !== undefined && isOther(defaultAnswers.lint, lint) ? ["--lint", lint] : []),
    ...(isOther(basename(named), name) ? ["--name", name] : []),
    ...(isOther(caller, packageManager) ? ["--package-manager", packageManager] : []),
    ...(isOther(usualLink(), link) ? ["--link", link] : []),
    ...(git ? [] : ["--no-git"]),
    ...(install ? [] : ["--no-install"]),
    "--yes",
  ];
  const isPublished = usualLink() === "registry" && caller !== undefined;
  const words = isPublished
    ? [caller, "create", "metrics-project"]
    : ["node", join(packageRoot(), "dist", "create.cjs")];
  const folder = relative(cwd, named) || ".";
  const separator = isPublished && caller === "npm" ? ["--"] : [];
  return [...words, folder, ...separator, ...flags].map((word) => shellWord(word)).join(" ");
}
