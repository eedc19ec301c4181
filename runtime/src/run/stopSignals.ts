import { CancelledError, MetricsError } from "../errors.js";

/** The parts of the process that a run needs. */
export interface HostProcess {
  on(event: string, listener: (detail: unknown) => void): unknown;
  off(event: string, listener: (detail: unknown) => void): unknown;
  exit(code?: number): void;
  exitCode?: number | string | null | undefined;
}

/** How a run handles failures outside its function. Both are synchronous: the process may be about to end. */
export interface RunVoice {
  /** Prints an error that came too late to fail the run. */
  say(error: unknown): void;
  /** Removes the message. */
  takeBack(): void;
}

/** The user stopped the run with Ctrl-C. */
export class InterruptedError extends CancelledError {}

/** Exit code after Ctrl-C. */
export const CANCELLED_EXIT = 130;

/** Milliseconds that open sockets and timers of the user's code get before a finished run ends anyway. */
const LINGER = 2000;

const hint = "No results were written.";

/**
 * Watches the process while a run owns it. SIGTERM, SIGINT, unhandled errors and an empty event loop abort
 * the run's controller with the reason. (As PID 1 of a container, Node would otherwise ignore SIGTERM.)
 * A process.exit during the run does not count as success.
 */
export class ProcessWatch {
  readonly #host: HostProcess;
  readonly #voice: RunVoice;
  readonly #whileRunning: [event: string, listener: (detail: unknown) => void][];
  #fault: { error: unknown } | undefined;
  #late: ((error: unknown) => void) | undefined;

  constructor(host: HostProcess, controller: AbortController, voice: RunVoice) {
    this.#host = host;
    this.#voice = voice;
    this.#whileRunning = [
      ["SIGTERM", () => controller.abort(new CancelledError("stopped by SIGTERM", { hint }))],
      ["SIGINT", () => controller.abort(new InterruptedError("stopped by SIGINT", { hint }))],
      ["beforeExit", () => controller.abort(stuck())],
      ["exit", (code) => this.#leave(code)],
    ];
    for (const [event, listener] of this.#whileRunning) host.on(event, listener);
    const fail = (detail: unknown) => {
      const error = detail ?? new Error("failed without a reason");
      this.#fault ??= { error };
      controller.abort(error);
      this.#late?.(error);
    };
    host.on("uncaughtException", fail);
    host.on("unhandledRejection", fail);
  }

  /** Throws the first unhandled error. */
  throwIfFailed(): void {
    if (this.#fault) throw this.#fault.error;
  }

  /**
   * Ends the run: signals have their default effect again. The process ends by itself. What the user's code
   * left open, such as a timer, delays that by two seconds at most. If an unhandled error follows, a
   * successful run becomes a failure, and its results are removed.
   */
  end(exitCode: number): void {
    const host = this.#host;
    for (const [event, listener] of this.#whileRunning) host.off(event, listener);
    host.exitCode = exitCode;
    this.#late = (error) => {
      // Ignores further errors of a run that has already failed.
      if (host.exitCode !== 0) return;
      host.exitCode = 1;
      this.#voice.takeBack();
      this.#voice.say(error);
    };
    setTimeout(() => host.exit(), LINGER).unref();
  }

  #leave(code: unknown): void {
    if (code === 0) this.#host.exitCode = 1;
    this.#voice.takeBack();
    this.#voice.say(
      new MetricsError(`process.exit(${String(code)}) ended the process before the run had ended`, {
        hint: `${hint} Return from the metrics function, or throw an error.`,
      }),
    );
  }
}

function stuck(): MetricsError {
  return new MetricsError(
    "the metrics function never ended: it awaits something that can no longer happen",
    {
      hint: `${hint} Look for a promise that never resolves, for example a stream without an error handler.`,
    },
  );
}
