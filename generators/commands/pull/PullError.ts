/** What keeps logs from being pulled, with what to do about it. */
export class PullError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "PullError";
    this.hint = options.hint;
  }
}
