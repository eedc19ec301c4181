import { spawn } from "node:child_process";
import type { World } from "../cli/command.js";

export interface ProgramResult {
  /** Exit code; 127 where the program could not be started. */
  readonly code: number;
  /** Both outputs, where they were not shown. */
  readonly output: string;
}

/** Runs a program in `cwd`; with `show` its output goes to the user's stderr as it comes. */
export function runProgram(
  world: World,
  cwd: string,
  [program, ...args]: readonly [string, ...string[]],
  { show = false }: { show?: boolean } = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    // Handed over as it is, so that npm sees a terminal where there is one and shows its progress.
    const { fd } = world.stderr as { fd?: number };
    const sink = show && fd !== undefined ? fd : "pipe";
    const child = spawn(program, args, {
      cwd,
      env: { ...world.env },
      stdio: ["ignore", sink, sink],
      signal: world.signal,
      // npm and its like are .cmd files there, which only a shell starts.
      shell: process.platform === "win32",
    });
    let output = "";
    const onData = (chunk: Buffer) => {
      if (show) world.stderr.write(chunk);
      else output += chunk.toString();
    };
    child.stdout?.on("data", onData);
    child.stderr?.on("data", onData);
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
