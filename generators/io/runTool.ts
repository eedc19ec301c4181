import { spawn } from "node:child_process";

export interface ToolResult {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a tool to its end and returns what it said, whatever its exit code is.
 *
 * @throws where it cannot be started, or when `signal` ends it
 */
export function runTool(
  command: readonly string[],
  args: readonly string[],
  options: { cwd: string; signal?: AbortSignal; env?: NodeJS.ProcessEnv; input?: string },
): Promise<ToolResult> {
  const [program = process.execPath, ...first] = command;
  const { input, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], {
      ...spawnOptions,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    // A tool that stops early does not read its input to the end, which is no failure of ours.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("close", (code) => {
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      });
    });
  });
}
