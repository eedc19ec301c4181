/** Options of all errors of this package. */
export interface MetricsErrorOptions extends ErrorOptions {
  /** What to do next, as one sentence. */
  hint?: string;
}

/**
 * Base class of the errors of this package. The message says what is wrong and which value; `hint`, if
 * present, says what to do next. Neither contains tokens or the query strings of presigned URLs.
 */
export class MetricsError extends Error {
  // A literal, here and below: minification renames the classes in the image.
  override readonly name: string = "MetricsError";
  readonly hint: string | undefined;

  constructor(message: string, options: MetricsErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.hint = options.hint;
  }
}

/** The inputs folder, a config file in it, or an environment variable is missing or malformed. */
export class ConfigError extends MetricsError {
  override readonly name: string = "ConfigError";
}

/** A log or another input file is missing, empty, truncated or in an unexpected format. */
export class InputError extends MetricsError {
  override readonly name: string = "InputError";
}

/** The platform would refuse a metric, metrics data or event as given. */
export class MetricDefinitionError extends MetricsError {
  override readonly name: string = "MetricDefinitionError";
}

/** The bytes are not a message of the expected type. */
export class DecodeError extends MetricsError {
  override readonly name: string = "DecodeError";
}

/** The run was stopped by SIGINT, SIGTERM or the caller's AbortSignal. */
export class CancelledError extends MetricsError {
  override readonly name: string = "CancelledError";
}

/** What an {@link ApiError} knows about the failed request. */
export interface ApiErrorOptions extends MetricsErrorOptions {
  /** Operation ID, for example `listJobs`, or `download` for a presigned object. */
  operation: string;
  /** HTTP status; undefined if no response was received. */
  status?: number | undefined;
}

/** A request to the platform failed for good, after all retries that make sense. */
export class ApiError extends MetricsError {
  override readonly name: string = "ApiError";
  readonly operation: string;
  readonly status: number | undefined;

  constructor(message: string, options: ApiErrorOptions) {
    super(message, options);
    this.operation = options.operation;
    this.status = options.status;
  }
}
