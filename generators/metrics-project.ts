import type { World } from "./cli/command.js";
import { table } from "./cli/commandHelp.js";
import { nearest } from "./cli/nearest.js";
import { reportError, runCommand } from "./cli/runCommand.js";
import { runProcess } from "./cli/runProcess.js";
import { commands } from "./commandTable.js";
import { usageError } from "./io/CommandError.js";
import { packageVersion } from "./io/packageRoot.js";

async function main(world: World, argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === "--version") {
    world.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const help = await commandsHelp(world.stdout.columns);
    (name === undefined ? world.stderr : world.stdout).write(help);
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    const guess = nearest(name, Object.keys(commands));
    const hint =
      guess === undefined
        ? "Run metrics-project --help to list the commands."
        : `Did you mean "${guess}"?`;
    return reportError(world, usageError(`unknown command "${name}"`, { hint }));
  }
  const { command } = await load();
  return runCommand(world, command, rest);
}

async function commandsHelp(columns: number | undefined): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const rows = loaded.map(({ command }): [string, string] => [command.name, command.summary]);
  return [
    "usage: metrics-project COMMAND [options]",
    ...(rows.length > 0 ? [table(rows, columns)] : []),
    "Run `metrics-project COMMAND --help` for details.\n",
  ].join("\n\n");
}

await runProcess(main);
