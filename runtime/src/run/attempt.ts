import { messageOf, redactText } from "../api/http/redact.js";
import { CancelledError, MetricsError } from "../errors.js";
import type { RunContext } from "./contexts.js";

/** What {@link attempt} needs of a context. */
export type AttemptContext = Pick<RunContext, "writer" | "log"> &
  Partial<Pick<RunContext, "signal">>;

/** Options of {@link attempt}. */
export interface AttemptOptions {
  /** Whether the metric that stands for the error gives `FAIL_BLOCK` rather than `FAIL_WARN`. Default: true. */
  blocking?: boolean | undefined;
}

/**
 * Computes one metric, or several that belong together, so that an error takes nothing else with
 * it: in their place stands a text metric of the given name that fails and says the error. The stack
 * goes to the log. What was added before the error stays.
 *
 *     await attempt(context, "GPS quality", async () => { … });
 *
 * A run that was asked to stop stops: its error is thrown on.
 *
 * @returns what `compute` returns; undefined where it failed.
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
  // The metric itself may have been added before the error.
  let free = name;
  for (let number = 1; writer.hasMetric(free); number++) {
    free = number === 1 ? `${name} (error)` : `${name} (error ${number})`;
  }
  const hint = error instanceof MetricsError ? (error.hint ?? "") : "";
  writer.addTextMetric(free, {
    description: "This could not be computed",
    text: redactText(`Could not be computed: ${messageOf(error)}\n\n${hint}`.trim()),
    status: blocking ? "FAIL_BLOCK" : "FAIL_WARN",
    importance: "HIGH",
    blocking,
  });
}
