import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { childEnvironment, type Environment, type ProgramKind } from "./childEnvironment.js";

/** How a child is started; all of it goes to Node's spawn but what decides its environment. */
export interface StartOptions extends Pick<SpawnOptions, "cwd" | "stdio" | "detached"> {
  readonly env: Environment;
  /** Given to the child whatever their names are. */
  readonly extraEnv?: Readonly<Record<string, string>>;
}

const packageManagers = new Set(["npm", "npx", "pnpm", "yarn", "bun"]);

/**
 * Starts a program. The one place where a child begins, and with it the one where it is decided what
 * a child sees of the environment.
 */
export function startProgram(
  [program, ...args]: readonly [string, ...string[]],
  { env, extraEnv, ...options }: StartOptions,
): ChildProcess {
  // Package managers are .cmd files there, which only a shell starts.
  const shell = process.platform === "win32" && packageManagers.has(program);
  return spawn(program, shell ? args.map(quotedForCmd) : args, {
    ...options,
    env: { ...childEnvironment(env, kindOf(program)), ...extraEnv },
    shell,
  });
}

/**
 * An argument as the shell of Windows has to be given it, which takes what Node.js hands over for one line: in quotes
 * where it holds more than letters, digits and the like, so that blanks and `&`, `|`, `<`, `>`, `^` are part of it. A
 * backslash counts for itself, except before a quote.
 */
export function quotedForCmd(argument: string): string {
  if (/^[\w@+=:,./\\~-]+$/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}

function kindOf(program: string): ProgramKind {
  if (packageManagers.has(program)) return "package-manager";
  if (program === "apptainer" || program === "singularity") return "apptainer";
  return program === "git" || program === "docker" ? program : "other";
}
