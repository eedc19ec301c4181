import { setMaxListeners } from "node:events";
import { createWriteStream } from "node:fs";
import type { World } from "../../cli/command.js";
import type { Environment } from "../../io/childEnvironment.js";
import { startProgram } from "../../io/startProgram.js";
import type { ProcessEnd } from "./Launcher.js";

export interface SupervisedProcess {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Environment;
  /** Environment variables that are passed on regardless of their names. */
  extraEnv?: Readonly<Record<string, string>>;
  /** File that receives everything it prints. */
  log: string;
  /** Timeout in seconds. */
  timeout: number;
  /** Stops what killing the process does not: a container. */
  onStop?: () => Promise<void>;
}

/** Maximum number of characters of stderr kept for display. */
const keptStderr = 8_000;
/** Maximum number of warnings kept: a log may repeat one for each message. */
const keptWarnings = 1_000;
/** Prefix of warnings in the runtime's log. */
const warningPrefix = "warning: ";
/** Milliseconds between asking a process to stop and killing it. */
const grace = 3_000;

/** Kills running processes if this process exits without waiting, as on a second Ctrl-C. */
const running = new Set<() => void>();

process.on("exit", () => {
  for (const kill of running) kill();
});

/** Runs a process until it exits, times out, or Ctrl-C stops it. */
export function superviseProcess(world: World, options: SupervisedProcess): Promise<ProcessEnd> {
  const { program, args, cwd, env, extraEnv = {}, timeout } = options;
  return new Promise((resolve) => {
    const started = performance.now();
    const log = createWriteStream(options.log);
    // The run does not fail because its log cannot be written.
    log.on("error", () => {});
    let stderr = "";
    const warnings: string[] = [];
    let unfinished = "";
    let reason: string | undefined;
    let killTimer: NodeJS.Timeout | undefined;
    // A separate process group, so that its children stop with it. Windows has no process groups.
    const grouped = process.platform !== "win32";
    const child = startProgram([program, ...args], {
      cwd,
      env,
      extraEnv,
      stdio: ["ignore", "pipe", "pipe"],
      detached: grouped,
    });
    const signalAll = (signal: NodeJS.Signals) => {
      if (!grouped || child.pid === undefined) return child.kill(signal);
      try {
        return process.kill(-child.pid, signal);
      } catch {
        // The process is already gone.
        return false;
      }
    };

    const kill = () => signalAll("SIGKILL");
    running.add(kill);

    const stop = (why: string) => {
      if (reason !== undefined) return;
      reason = why;
      void options.onStop?.();
      signalAll("SIGTERM");
      killTimer = setTimeout(kill, grace);
    };
    const timer = setTimeout(() => stop(`it timed out after ${timeout} s`), timeout * 1000);
    const cancel = () => stop("cancelled");
    // One listener for all: with more than ten at once, Node.js would warn about a leak.
    setMaxListeners(0, world.signal);
    world.signal.addEventListener("abort", cancel);
    if (world.signal.aborted) cancel();

    child.stdout?.on("data", (chunk: Buffer) => log.write(chunk));
    child.stderr?.on("data", (chunk: Buffer) => {
      log.write(chunk);
      stderr = (stderr + chunk.toString()).slice(-keptStderr);
      const lines = (unfinished + chunk.toString()).split("\n");
      unfinished = (lines.pop() ?? "").slice(-keptStderr);
      for (const line of lines) addWarning(warnings, line);
    });
    let ended = false;
    const end = (code: number | null, signal: string | null) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      clearTimeout(killTimer);
      world.signal.removeEventListener("abort", cancel);
      // The process may have exited on request, but not its children.
      if (reason !== undefined) kill();
      running.delete(kill);
      // A grandchild may keep the pipes open.
      child.stdout?.destroy();
      child.stderr?.destroy();
      const why = reason ?? (signal === null ? undefined : `${signal} ended it`);
      const seconds = (performance.now() - started) / 1000;
      log.end(() =>
        resolve({
          code: why === undefined ? (code ?? undefined) : undefined,
          ...(why === undefined ? {} : { reason: why }),
          seconds,
          stderr,
          warnings,
        }),
      );
    };
    child.on("error", (error) => {
      reason ??= `${program} could not be started: ${error.message}`;
      end(null, null);
    });
    child.on("close", end);
    child.on("exit", (code, signal) => setTimeout(() => end(code, signal), 500).unref());
  });
}

function addWarning(warnings: string[], line: string): void {
  if (!line.startsWith(warningPrefix) || warnings.length === keptWarnings) return;
  warnings.push(line.slice(warningPrefix.length).trimEnd());
}
