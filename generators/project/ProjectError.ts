/** A project of ours cannot be worked on as it is. The hint says what to do about it. */
export class ProjectError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "ProjectError";
    this.hint = options.hint;
  }
}
