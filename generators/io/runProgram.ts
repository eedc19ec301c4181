import type { Writable } from "node:stream";
import type { Environment } from "./childEnvironment.js";
import { startProgram } from "./startProgram.js";

/** A program and its arguments. */
export type CommandLine = readonly [string, ...string[]];

export interface ProgramOptions {
  readonly cwd: string;
  /** Of it the program sees what it needs: secrets are left out. */
  readonly env: Environment;
  readonly extraEnv?: Readonly<Record<string, string>>;
  /** Ends the program; the promise is rejected once that is gone. */
  readonly signal?: AbortSignal | undefined;
  /** What it reads from its standard input. Default: nothing. */
  readonly input?: string | Uint8Array | undefined;
  /** Where its output goes as it comes. Default: it is kept, and nothing is shown. */
  readonly show?: Writable | undefined;
}

export interface ProgramResult {
  /** Exit code; 127 where the program could not be started. */
  readonly code: number;
  readonly stdout: string;
  /** Of a program that could not be started: why. */
  readonly stderr: string;
  /** Both as they came. */
  readonly output: string;
}

/**
 * Runs a program to its end and returns what it said, whatever its exit code is.
 *
 * @throws the reason of `signal` where that ended it
 */
export function runProgram(
  command: CommandLine,
  { cwd, env, extraEnv, signal, input, show }: ProgramOptions,
): Promise<ProgramResult> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Handed over as it is, so that npm sees a terminal where there is one and shows its progress.
    const { fd } = (show ?? {}) as { fd?: number };
    const sink = fd ?? "pipe";
    const child = startProgram(command, {
      cwd,
      env,
      ...(extraEnv ? { extraEnv } : {}),
      stdio: [input === undefined ? "ignore" : "pipe", sink, sink],
    });
    const kept: Record<"stdout" | "stderr" | "output", Buffer[]> = {
      stdout: [],
      stderr: [],
      output: [],
    };
    for (const name of ["stdout", "stderr"] as const) {
      child[name]?.on("data", (chunk: Buffer) => {
        if (show) show.write(chunk);
        else for (const list of [kept[name], kept.output]) list.push(chunk);
      });
    }
    const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString("utf8");
    const stop = () => child.kill();
    signal?.addEventListener("abort", stop);
    const end = (code: number, failure?: Error) => {
      signal?.removeEventListener("abort", stop);
      if (signal?.aborted) return reject(signal.reason);
      const stdout = text(kept.stdout);
      const stderr = failure?.message ?? text(kept.stderr);
      resolve({ code, stdout, stderr, output: failure?.message ?? text(kept.output) });
    };
    child.on("error", (error) => end(127, error));
    child.on("close", (code) => end(code ?? 1));
    // A program that stops early does not read its input to the end; its exit code says why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}
