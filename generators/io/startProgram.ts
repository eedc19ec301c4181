import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { childEnvironment, type Environment, type ProgramKind } from "./childEnvironment.js";

/** Options for a child process; all except those for its environment are passed to Node's spawn. */
export interface StartOptions extends Pick<SpawnOptions, "cwd" | "stdio" | "detached"> {
  readonly env: Environment;
  /** Variables that the child always gets, regardless of their names. */
  readonly extraEnv?: Readonly<Record<string, string>>;
}

const packageManagers = new Set(["npm", "npx", "pnpm", "yarn", "bun"]);

/**
 * Starts a program. All child processes are started here, so that their environment is decided
 * in one place.
 */
export function startProgram(
  [program, ...args]: readonly [string, ...string[]],
  { env, extraEnv, ...options }: StartOptions,
): ChildProcess {
  // Package managers are .cmd files on Windows, which only a shell can start.
  const shell = process.platform === "win32" && packageManagers.has(program);
  return spawn(program, shell ? args.map(quotedForCmd) : args, {
    ...options,
    env: { ...childEnvironment(env, kindOf(program)), ...extraEnv },
    shell,
  });
}

/**
 * An argument for the shell of Windows, which receives a single line from Node.js. It is quoted if
 * it contains more than letters, digits and the like: then spaces and `&`, `|`, `<`, `>`, `^` are
 * literal. A backslash is literal, except before a quote.
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
