/** `generate` cannot go on. Nothing was changed. */
export class GenerateError extends Error {
  override readonly name = "GenerateError";
  /** What to do next. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}
