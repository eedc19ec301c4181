import { messageOf, redactText } from "../api/http/redact.js";
import { CancelledError, MetricsError } from "../errors.js";
import type { RunContext } from "./contexts.js";

/** The parts of a context that {@link attempt} needs. */
export type AttemptContext = Pick<RunContext, "writer" | "log"> &
  Partial<Pick<RunContext, "signal">>;

/** Options of {@link attempt}. */
export interface AttemptOptions {
  /** Whether the error's metric has the status `FAIL_BLOCK` instead of `FAIL_WARN`. Default: true. */
  blocking?: boolean | undefined;
}

/**
 * Computes one metric, or several related ones, so that an error does not affect other metrics. On an error,
 * adds a failed text metric of the given name with the error message instead. The stack goes to the log.
 * Metrics added before the error stay.
 *
 *     await attempt(context, "GPS quality", async () => { … });
 *
 * If the run was asked to stop, the error is rethrown.
 *
 * @returns what `compute` returns; undefined if it failed.
 */
export async function attempt<T>(
  context: AttemptContext,
  name: string,
  compute: () => T | Promise<T>,
  options: AttemptOptions = {},
): Promise<T | undefined> {
  try {
    return await compute();
  } catch (error) {
    if (context.signal?.aborted === true || error instanceof CancelledError) throw error;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    context.log.warn(redactText(`metric "${name}" could not be computed: ${stack}`));
    addFailure(context, name, error, options.blocking ?? true);
    return undefined;
  }
}

function addFailure(
  { writer }: AttemptContext,
  name: string,
  error: unknown,
  blocking: boolean,
): void {
  // A metric of this name may have been added before the error.
  let free = name;
  for (let number = 1; writer.hasMetric(free); number++) {
    free = number === 1 ? `${name} (error)` : `${name} (error ${number})`;
  }
  const hint = error instanceof MetricsError ? (error.hint ?? "") : "";
  writer.addTextMetric(free, {
    description: "Error while computing this metric",
    text: redactText(`Could not be computed: ${messageOf(error)}\n\n${hint}`.trim()),
    status: blocking ? "FAIL_BLOCK" : "FAIL_WARN",
    importance: "HIGH",
    blocking,
  });
}
