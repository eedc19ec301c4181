import { CancelledError, MetricsError } from "../errors.js";

/** What a run needs of the process that it owns. */
export interface HostProcess {
  on(event: string, listener: (detail: unknown) => void): unknown;
  off(event: string, listener: (detail: unknown) => void): unknown;
  exit(code?: number): void;
  exitCode?: number | string | null | undefined;
}

/** What a run does about failures that come past its function. Neither waits: the process may be about to end. */
export interface RunVoice {
  /** Prints what the run can no longer fail with. */
  say(error: unknown): void;
  /** Removes the message. */
  takeBack(): void;
}

/** The run was ended by the person at the keyboard. */
export class InterruptedError extends CancelledError {}

/** Exit code of a run that Ctrl-C ended. */
export const CANCELLED_EXIT = 130;

/** Milliseconds that open sockets and timers of the user's code have, before a done run ends anyway. */
const LINGER = 2000;

const hint = "No results were written.";

/**
 * Watches over the process while a run owns it. SIGTERM, SIGINT, errors that nobody awaited, and an
 * event loop with nothing left to do abort the run's controller with the reason. (As PID 1 of a
 * container, Node would ignore SIGTERM otherwise.) A process.exit in the midst of the run does not
 * pass for success.
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

  /** Throws the first error that nobody awaited. */
  throwIfFailed(): void {
    if (this.#fault) throw this.#fault.error;
  }

  /**
   * The run is over: signals end the process as they do without it. The process ends by itself; what
   * the user's code left open, such as a timer, holds it up for two seconds at most.
   * A run that succeeded is taken back where something that nobody awaited fails after it.
   */
  end(exitCode: number): void {
    const host = this.#host;
    for (const [event, listener] of this.#whileRunning) host.off(event, listener);
    host.exitCode = exitCode;
    this.#late = (error) => {
      // Of a run that failed already, what else fails because of that is of no interest.
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
      new MetricsError(
        `the process was ended by process.exit(${String(code)}) before the run had ended`,
        {
          hint: `${hint} Return from the metrics function, or throw an error.`,
        },
      ),
    );
  }
}

function stuck(): MetricsError {
  return new MetricsError(
    "the metrics function never ended: it awaits something that cannot happen any more",
    {
      hint: `${hint} Look for a promise that nothing resolves: a stream without an error handler, say.`,
    },
  );
}
