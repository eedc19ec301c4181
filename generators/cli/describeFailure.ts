import { CommandError } from "../io/CommandError.js";
import type { World } from "./command.js";

/** A failure, for a program that reads `--json`. */
export interface Failure {
  readonly exitCode: number;
  readonly error: Readonly<Pick<CommandError, "code" | "message" | "hint" | "files">>;
}

/** Any thrown value, in the form of `--json`. */
export function describeFailure(world: Pick<World, "signal">, error: unknown): Failure {
  const failure = error instanceof CommandError ? error : unexpected(error);
  const { message, hint, files } = failure;
  const isCancelled = world.signal.aborted;
  return {
    exitCode: isCancelled ? 130 : failure.exitCode,
    error: { code: isCancelled ? "cancelled" : failure.code, message, hint, files },
  };
}

function unexpected(cause: unknown): CommandError {
  return new CommandError(cause instanceof Error ? cause.message : String(cause), { cause });
}
