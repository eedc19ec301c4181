import { CommandError } from "../io/CommandError.js";
import { packageVersion } from "../io/packageRoot.js";
import type { Command, World } from "./command.js";
import { commandHelp } from "./commandHelp.js";
import { parseArgs } from "./parseArgs.js";
import { safeOutput } from "./safeOutput.js";

/** Parses, runs, reports failures, and returns the exit code. Never throws. */
export async function runCommand(
  given: World,
  command: Command,
  givenArgv: readonly string[],
): Promise<number> {
  const world = withSafeOutputs(given);
  try {
    const argv = command.meant?.(world, givenArgv) ?? givenArgv;
    // What follows `--` is never an option.
    const options = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
    if (options.some((argument) => argument === "--help" || argument === "-h")) {
      world.stdout.write(commandHelp(command, world.stdout.columns));
      return 0;
    }
    if (options.includes("--version")) {
      world.stdout.write(`${packageVersion()}\n`);
      return 0;
    }
    const code = await command.run(world, parseArgs(command, argv));
    return world.signal.aborted ? 130 : code;
  } catch (error) {
    return command.reportError?.(world, error, givenArgv) ?? reportError(world, error);
  }
}

/** Prints a failure on stderr and returns its exit code. */
export function reportError(world: World, error: unknown): number {
  if (world.signal.aborted) {
    world.stderr.write("cancelled\n");
    return 130;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommandError && error.code === "cancelled") {
    world.stderr.write(`${message}\n`);
    return error.exitCode;
  }
  world.stderr.write(`error: ${message}\n`);
  const hint = hintOf(error);
  if (hint !== undefined) world.stderr.write(`${hint}\n`);
  // A foreign error without a hint is a defect: a bug report needs its stack.
  if (world.env.METRICS_LOG === "debug" && error instanceof Error) {
    world.stderr.write(`${error.stack ?? ""}\n`);
  }
  return error instanceof CommandError ? error.exitCode : 1;
}

/** Not a copy: reading the stdin property opens it. */
function withSafeOutputs(world: World): World {
  return Object.create(world, {
    stdout: { value: safeOutput(world.stdout) },
    stderr: { value: safeOutput(world.stderr) },
  }) as World;
}

/** By shape, because importing the runtime's error classes would slow down every start. */
function hintOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("hint" in error)) return undefined;
  return typeof error.hint === "string" ? error.hint : undefined;
}
