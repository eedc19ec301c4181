import { CancelledError } from "../errors.js";

/** What a run needs of the process that it owns. */
export interface HostProcess {
  on(event: string, listener: (...details: unknown[]) => void): unknown;
  off(event: string, listener: (...details: unknown[]) => void): unknown;
  exit(code: number): void;
  exitCode?: number | string | null | undefined;
}

/** The run was ended by the person at the keyboard. */
export class InterruptedError extends CancelledError {}

/** Exit code of a run that Ctrl-C ended. */
export const CANCELLED_EXIT = 130;

/** Milliseconds that open sockets and timers of the user's code have, before a done run ends anyway. */
const LINGER = 2000;

/**
 * Makes SIGTERM, SIGINT and errors that nobody awaited end the run: the controller is aborted with
 * the reason. As PID 1 of a container, Node would ignore SIGTERM otherwise.
 *
 * @returns a function that takes the listeners away again
 */
export function listenForStop(host: HostProcess, controller: AbortController): () => void {
  const hint = "Nothing was written.";
  const terminate = () => controller.abort(new CancelledError("stopped by SIGTERM", { hint }));
  const interrupt = () => controller.abort(new InterruptedError("stopped by SIGINT", { hint }));
  const fail = (error: unknown) => controller.abort(error ?? new Error("failed without a reason"));
  const listeners: [string, (...details: unknown[]) => void][] = [
    ["SIGTERM", terminate],
    ["SIGINT", interrupt],
    ["uncaughtException", fail],
    ["unhandledRejection", fail],
  ];
  for (const [event, listener] of listeners) host.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) host.off(event, listener);
  };
}

/**
 * Sets the exit code and lets the process end by itself; what the user's code left open, such as a
 * timer, holds it up for two seconds at most.
 */
export function endProcess(host: HostProcess, exitCode: number): void {
  host.exitCode = exitCode;
  setTimeout(() => host.exit(exitCode), LINGER).unref();
}
