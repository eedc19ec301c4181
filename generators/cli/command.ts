import type { Readable, Writable } from "node:stream";

/** A stream for messages; a terminal has `isTTY` and `columns`. */
export type Output = Writable & { isTTY?: boolean | undefined; columns?: number | undefined };

/** A stream for answers; a terminal has `isTTY`. */
type Input = Readable & { isTTY?: boolean | undefined };

/** Everything outside the program that a command may use, apart from the file system. */
export interface World {
  /** The base of relative paths. Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C and SIGTERM. Then a command stops, cleans up, and returns. */
  readonly signal: AbortSignal;
}

/** Properties of every option. */
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

/** `--name VALUE`; with `choices` only these values, with `multiple` repeatable. */
export interface StringOption extends OptionBase {
  readonly type: "string";
  /** Placeholder of the value in --help. Default: the choices, or VALUE. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Repeated or separated by commas; the value is then a list. */
  readonly multiple?: boolean;
  /** The value if none follows. Default: a value must follow. */
  readonly bare?: string;
}

/** `--name N`: a number within bounds, which the parser checks. */
export interface NumberOption extends OptionBase {
  readonly type: "number";
  /** Placeholder of the value in --help. Default: N. */
  readonly value?: string;
  /** Only whole numbers. Default: false. */
  readonly whole?: boolean;
  /** Inclusive minimum. Default: no minimum. */
  readonly min?: number;
  /** Exclusive minimum. Default: no minimum. */
  readonly above?: number;
  /** Inclusive maximum. Default: any finite number. */
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

/** The parsed command line; omitted options and arguments are undefined. */
export interface Args<Options extends Record<string, OptionSpec> = Record<string, OptionSpec>> {
  readonly options: { readonly [K in keyof Options]: OptionValue<Options[K]> | undefined };
  readonly positionals: readonly string[];
}

/**
 * One subcommand. `run` returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 a check found a
 * difference, 130 cancelled. It may throw: a CommandError has its own exit code, other errors give 1.
 */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** The line after `usage: `, without the options: `metrics-project check FILE`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly positionals?: readonly PositionalSpec[];
  /** More for --help, in paragraphs; lines that start with a space are not wrapped. */
  readonly details?: string;
  /** For --help: a command line, and its effect. */
  readonly examples?: readonly (readonly [commandLine: string, what: string])[];
  /** For --help: the meaning of its exit codes, such as "0 done, 1 failed". */
  readonly exitCodes?: string;
  /**
   * Receives the command line before it is parsed, and returns the part to parse. Default: all of it.
   * @throws CommandError if it is probably a mistake
   */
  meant?(world: World, argv: readonly string[]): readonly string[];
  run(world: World, args: Args): Promise<number>;
  /** Prints a failure in another form, such as `--json`. Default: message and hint. */
  reportError?(world: World, error: unknown, argv: readonly string[]): number;
}

/** A {@link Command} with the types of its own options in `run`. */
export function defineCommand<const Options extends Record<string, OptionSpec>>(
  command: Omit<Command, "options" | "run"> & {
    readonly options: Options;
    run(world: World, args: Args<Options>): Promise<number>;
  },
): Command {
  return { ...command, run: (world, args) => command.run(world, args as Args<Options>) };
}
