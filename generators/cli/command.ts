import type { Readable, Writable } from "node:stream";

/** A stream for messages; `isTTY` and `columns` are there when it is a terminal. */
export type Output = Writable & { isTTY?: boolean | undefined; columns?: number | undefined };

/** A stream for answers; `isTTY` is there when it is a terminal. */
type Input = Readable & { isTTY?: boolean | undefined };

/** Everything outside of the program that a command may touch besides the file system. */
export interface World {
  /** Relative paths count from here. Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C and SIGTERM. A command that sees it stops, tidies up, and returns. */
  readonly signal: AbortSignal;
}

/** What every option says of itself. */
interface OptionBase {
  /** One line for --help. */
  readonly summary: string;
  /** One letter, for `-x`. */
  readonly short?: string;
}

/** `--name`; with `negatable` also `--no-name`. */
interface BooleanOption extends OptionBase {
  readonly type: "boolean";
  readonly negatable?: boolean;
}

/** `--name VALUE`; with `choices` only these values, with `multiple` as often as wanted. */
export interface StringOption extends OptionBase {
  readonly type: "string";
  /** What stands for the value in --help. Default: the choices, else VALUE. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Given repeatedly or separated by commas; the value is then a list. */
  readonly multiple?: boolean;
  /** The value where none follows. Default: none, a value must follow. */
  readonly bare?: string;
}

/** `--name N`: a number within bounds, which the parser checks. */
export interface NumberOption extends OptionBase {
  readonly type: "number";
  /** What stands for the value in --help. Default: N. */
  readonly value?: string;
  /** Only whole numbers. Default: false. */
  readonly whole?: boolean;
  /** The least number that is taken. Default: none is too small. */
  readonly min?: number;
  /** It must be more than this. Default: nothing. */
  readonly above?: number;
  /** The greatest number that is taken. Default: any that is finite. */
  readonly max?: number;
}

export type OptionSpec = BooleanOption | StringOption | NumberOption;

/** An argument without a name. All arguments after a `rest` one belong to it. */
interface PositionalSpec {
  /** In capitals, as --help shows it. */
  readonly name: string;
  readonly summary: string;
  readonly required?: boolean;
  readonly rest?: boolean;
}

type OptionValue<O extends OptionSpec> = O extends BooleanOption
  ? boolean
  : O extends NumberOption
    ? number
    : O extends { multiple: true }
      ? (O extends { choices: readonly (infer C)[] } ? C : string)[]
      : O extends { choices: readonly (infer C)[] }
        ? C
        : string;

/** What the parser makes of the command line; what was not given is undefined. */
export interface Args<Options extends Record<string, OptionSpec> = Record<string, OptionSpec>> {
  readonly options: { readonly [K in keyof Options]: OptionValue<Options[K]> | undefined };
  readonly positionals: readonly string[];
}

/**
 * One subcommand. `run` returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 a check found a
 * difference, 130 cancelled. It may throw: a CommandError ends with its own exit code, all else with 1.
 */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** The line after `usage: `, without the options: `metrics-project check FILE`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly positionals?: readonly PositionalSpec[];
  /** More for --help, in paragraphs; lines that begin with a blank stay as they are. */
  readonly details?: string;
  /** For --help: a command line, and what it does. */
  readonly examples?: readonly (readonly [commandLine: string, what: string])[];
  /** For --help: what its exit codes mean, such as "0 done, 1 failed". */
  readonly exitCodes?: string;
  /**
   * Looks at the command line before it is read, and returns what is to be read. Default: all of it.
   * @throws CommandError where it cannot be what its writer meant
   */
  meant?(world: World, argv: readonly string[]): readonly string[];
  run(world: World, args: Args): Promise<number>;
  /** Says what went wrong in a form of its own, such as `--json`. Default: message and hint. */
  reportError?(world: World, error: unknown, argv: readonly string[]): number;
}

/** A {@link Command} whose `run` sees the types of its own options. */
export function defineCommand<const Options extends Record<string, OptionSpec>>(
  command: Omit<Command, "options" | "run"> & {
    readonly options: Options;
    run(world: World, args: Args<Options>): Promise<number>;
  },
): Command {
  return { ...command, run: (world, args) => command.run(world, args as Args<Options>) };
}
