/** The kind of failure, for a program that reads `--json`. */
export type ErrorCode =
  | "usage"
  | "not-a-folder"
  | "outside"
  | "conflict"
  | "cannot-write"
  | "not-built"
  | "install-failed"
  | "cancelled"
  | "failed";

/** 1 failed, 2 wrong usage, 3 a check found a difference, 130 cancelled. */
export type FailureExitCode = 1 | 2 | 3 | 130;

export interface CommandErrorOptions {
  /** What to do next, in a sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Exit code of the process. Default: that of `code`, or 1. */
  readonly exitCode?: FailureExitCode;
  /** Default: that of `exitCode`. */
  readonly code?: ErrorCode;
  /** The affected paths, relative to the project. */
  readonly files?: readonly string[];
}

/**
 * A command cannot do its work, for a reason that its user can fix. This is the
 * only error of the generators: any other error is a defect.
 */
export class CommandError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: FailureExitCode;
  readonly code: ErrorCode;
  readonly files: readonly string[];

  constructor(message: string, options: CommandErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "CommandError";
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCodeOf(options.code);
    this.code = options.code ?? codeOf(this.exitCode);
    this.files = options.files ?? [];
  }
}

/** The command line is wrong. */
export function usageError(
  message: string,
  options: Pick<CommandErrorOptions, "hint"> = {},
): CommandError {
  return new CommandError(message, { ...options, exitCode: 2 });
}

function exitCodeOf(code: ErrorCode | undefined): FailureExitCode {
  if (code === "usage") return 2;
  return code === "cancelled" ? 130 : 1;
}

function codeOf(exitCode: FailureExitCode): ErrorCode {
  if (exitCode === 2) return "usage";
  return exitCode === 130 ? "cancelled" : "failed";
}
