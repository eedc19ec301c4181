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
  /** Given to it whatever their names are. */
  extraEnv?: Readonly<Record<string, string>>;
  /** File that takes everything it prints. */
  log: string;
  /** Seconds after which it is stopped. */
  timeout: number;
  /** Stops what the process alone cannot: a container. */
  onStop?: () => Promise<void>;
}

/** Characters of stderr that are kept to be shown. */
const keptStderr = 8_000;
/** Warnings that are kept: a log may repeat one for each message. */
const keptWarnings = 1_000;
/** How the runtime's log begins a warning. */
const warningPrefix = "warning: ";
/** Milliseconds between asking a process to stop and killing it. */
const grace = 3_000;

/** Kill what is still running when this process leaves without waiting, as on a second Ctrl-C. */
const running = new Set<() => void>();

process.on("exit", () => {
  for (const kill of running) kill();
});

/** Runs a process to its end, its timeout, or Ctrl-C. */
export function superviseProcess(world: World, options: SupervisedProcess): Promise<ProcessEnd> {
  const { program, args, cwd, env, extraEnv = {}, timeout } = options;
  return new Promise((resolve) => {
    const started = performance.now();
    const log = createWriteStream(options.log);
    // A log that cannot be kept is no failure of the run.
    log.on("error", () => {});
    let stderr = "";
    const warnings: string[] = [];
    let unfinished = "";
    let reason: string | undefined;
    let killTimer: NodeJS.Timeout | undefined;
    // A group of its own, so that what it has started is stopped with it. Windows has no such groups.
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
        // Nothing of it is left.
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
    const timer = setTimeout(() => stop(`it did not end within ${timeout} s`), timeout * 1000);
    const cancel = () => stop("cancelled");
    // One a process: with more than ten at once, Node would take them for a leak and warn.
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
      // It may have ended when it was asked to, and what it started may not.
      if (reason !== undefined) kill();
      running.delete(kill);
      // A grandchild may hold the pipes open.
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
