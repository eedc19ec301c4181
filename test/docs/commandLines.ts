import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../../generators/cli/command.js";
import { parseArgs } from "../../generators/cli/parseArgs.js";
import { command as create } from "../../generators/commands/create/command.js";
import { commands } from "../../generators/commandTable.js";
import { repository } from "./documents.js";

/** The words of a shell's line, without comments; quotes hold words together. */
function wordsOf(line: string): string[] {
  const words = line.match(/#.*|"(?:\\.|[^"])*"|'[^']*'|(?:\\ |[^\s"'])+/g) ?? [];
  const end = words.findIndex((word) => word.startsWith("#"));
  return (end < 0 ? words : words.slice(0, end)).map((word) =>
    word.replace(/^(["'])(.*)\1$/s, "$2"),
  );
}

/** The commands of a snippet for the shell, each as its words. */
export function commandsOf(code: string): string[][] {
  return code
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => line.replace(/(^|\s)#.*$/, "").split(/ && | \| | > /))
    .map(wordsOf)
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter((words) => words.length > 0);
}

/** What is wrong with a command of ours; undefined where nothing is, or where it is another's. */
export async function commandProblem(words: readonly string[]): Promise<string | undefined> {
  try {
    const [program, ...args] = words;
    if (program === "npm" && args[0] === "run") return scriptProblem(args[1] ?? "");
    if (args[0] === "create") readCreate(args);
    const at = words.indexOf("metrics-project");
    const isOurs = at === 0 || (program === "npx" && at > 0);
    if (isOurs) parseArgs(await commandOf(words[at + 1] ?? ""), placeholders(words.slice(at + 2)));
    return undefined;
  } catch (error) {
    return `${words.join(" ")}: ${error instanceof Error ? error.message : error}`;
  }
}

function readCreate([, name, ...rest]: readonly string[]): void {
  if (name !== "metrics-project") throw new Error(`no package of ours is called create-${name}`);
  parseArgs(
    create,
    rest.filter((word) => word !== "--"),
  );
}

async function commandOf(name: string): Promise<Command> {
  const load = commands[name];
  if (load === undefined) throw new Error(`there is no command "${name}"`);
  return (await load()).command;
}

/** `ID` and `…` stand for what a reader fills in: a number where one is asked for. */
function placeholders(args: readonly string[]): string[] {
  return args.map((word) => (word === "N" ? "1" : word)).filter((word) => word !== "…");
}

const scriptsOf = (text: string) =>
  [...text.matchAll(/^ {4}"([\w-]+)":/gm)].map(([, name]) => name);
const scripts = new Set([
  ...scriptsOf(readFileSync(join(repository, "package.json"), "utf8")),
  ...scriptsOf(readFileSync(join(repository, "templates/project/common/package.json.hbs"), "utf8")),
]);

function scriptProblem(name: string): string | undefined {
  return scripts.has(name) ? undefined : `there is no script "${name}"`;
}
