import type { Writable } from "node:stream";
import type { Environment } from "./childEnvironment.js";
import { startProgram } from "./startProgram.js";

/** A program and its arguments. */
export type CommandLine = readonly [string, ...string[]];

export interface ProgramOptions {
  readonly cwd: string;
  /** The program gets this environment without the secrets that it does not need. */
  readonly env: Environment;
  readonly extraEnv?: Readonly<Record<string, string>>;
  /** Ends the program; the promise is rejected after the program has ended. */
  readonly signal?: AbortSignal | undefined;
  /** Its standard input. Default: empty. */
  readonly input?: string | Uint8Array | undefined;
  /** Receives its output immediately. Default: the output is collected, and nothing is shown. */
  readonly show?: Writable | undefined;
}

export interface ProgramResult {
  /** Exit code; 127 if the program could not be started. */
  readonly code: number;
  readonly stdout: string;
  /** Why the program could not be started, if so. */
  readonly stderr: string;
  /** Both streams, in order of arrival. */
  readonly output: string;
}

/**
 * Runs a program to its end and returns its output, for any exit code.
 *
 * @throws the reason of `signal` if that ended it
 */
export function runProgram(
  command: CommandLine,
  { cwd, env, extraEnv, signal, input, show }: ProgramOptions,
): Promise<ProgramResult> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Inherited directly, so that npm detects a terminal and shows its progress.
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
