/** What went wrong, for a program that reads `--json`. */
export type CreateErrorCode =
  | "usage"
  | "not-a-folder"
  | "conflict"
  | "cannot-write"
  | "not-built"
  | "install-failed"
  | "cancelled"
  | "failed";

/** Scaffolding failed. The hint says what to do next. */
export class CreateError extends Error {
  readonly code: CreateErrorCode;
  readonly hint: string | undefined;
  /** Paths that the message is about, relative to the project. */
  readonly files: readonly string[];

  constructor(
    code: CreateErrorCode,
    message: string,
    options: { hint?: string; files?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "CreateError";
    this.code = code;
    this.hint = options.hint;
    this.files = options.files ?? [];
  }
}
