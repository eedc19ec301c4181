/** What every error of this package can carry besides its message. */
export interface MetricsErrorOptions extends ErrorOptions {
  /** What to do next, as one sentence for a person. */
  hint?: string;
}

/**
 * The base of every error that this package throws on purpose. The message says what is wrong and
 * which value; `hint`, where there is one, says what to do next. Neither holds tokens or the query
 * strings of presigned URLs.
 */
export class MetricsError extends Error {
  // Written out, here and below: the image is minified, and its classes have other names.
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

/** A log or another input file is missing, empty, truncated or not of the expected form. */
export class InputError extends MetricsError {
  override readonly name: string = "InputError";
}

/** A metric, metrics data or event was described in a way that the platform would refuse. */
export class MetricDefinitionError extends MetricsError {
  override readonly name: string = "MetricDefinitionError";
}

/** Bytes are not a message of the expected type. */
export class DecodeError extends MetricsError {
  override readonly name: string = "DecodeError";
}

/** The run was asked to stop: SIGINT, SIGTERM or the caller's AbortSignal. */
export class CancelledError extends MetricsError {
  override readonly name: string = "CancelledError";
}

/** What an {@link ApiError} knows of the request that failed. */
export interface ApiErrorOptions extends MetricsErrorOptions {
  /** Operation ID, for example `listJobs`, or `download` for a presigned object. */
  operation: string;
  /** HTTP status; undefined where no answer came. */
  status?: number | undefined;
}

/** A request to the platform failed for good, after the retries that make sense. */
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
