import { messageOf, redactText } from "../api/http/redact.js";
import { MetricsError } from "../errors.js";
import { printable } from "../log.js";

/**
 * The text on stderr when a run fails: the message, what to do next, and the causes. For errors that this
 * package did not throw, also the stack, which shows where to look in the user's code.
 */
export function describeFailure(error: unknown, secrets: readonly string[] = []): string {
  const lines = [`error: ${headOf(error)}`];
  if (error instanceof MetricsError && error.hint !== undefined) lines.push(`  ${error.hint}`);
  if (error instanceof AggregateError) {
    for (const each of error.errors) lines.push(`  one of them: ${messageOf(each)}`);
  }
  for (let cause = causeOf(error), depth = 0; cause !== undefined && depth < 5; depth += 1) {
    const message = messageOf(cause);
    // Our own errors often quote their cause.
    if (!lines.some((line) => line.includes(message))) lines.push(`  caused by: ${message}`);
    cause = causeOf(cause);
  }
  return `${printable(redactText(lines.join("\n"), secrets))}\n`;
}

function headOf(error: unknown): string {
  const isOurs = error instanceof MetricsError;
  return !isOurs && error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
