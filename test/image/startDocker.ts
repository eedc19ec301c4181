import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { sharedPath } from "../shared.js";

const run = promisify(execFile);

/** What a command in the engine's reach printed and how it ended. */
interface DockerResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A container engine for tests. */
export interface Docker {
  /** Runs `docker ARGS`. */
  docker(...args: string[]): Promise<DockerResult>;
  stop(): Promise<void>;
}

/**
 * The machine's own engine where there is one that answers; else a private one, by the shared tool
 * `tools/with-docker`. Undefined where there is neither.
 */
export async function startDocker(): Promise<Docker | undefined> {
  const own = { ...process.env };
  if ((await docker(own, ["version"])).code === 0) {
    return { docker: (...args) => docker(own, args), stop: async () => {} };
  }
  const tool = sharedPath("tools/with-docker");
  if (tool === undefined) return undefined;
  // The engine stays up until the standard input of the command that it was started for ends.
  const script = 'printf "%s\\n" "$DOCKER_HOST" "$DOCKER_CONFIG" "$PATH"; cat >/dev/null';
  const engine = spawn(tool, ["sh", "-c", script], { stdio: ["pipe", "pipe", "pipe"] });
  const [host, config, path] = await firstLines(engine, 3);
  if (path === undefined) throw new Error("with-docker did not start");
  const env = {
    ...process.env,
    DOCKER_HOST: host,
    DOCKER_CONFIG: config,
    DOCKER_BUILDKIT: "1",
    PATH: path,
  };
  return {
    docker: (...args) => docker(env, args),
    async stop() {
      const closed = once(engine, "close");
      engine.stdin.end();
      await closed;
    },
  };
}

async function docker(env: NodeJS.ProcessEnv, args: string[]): Promise<DockerResult> {
  try {
    const { stdout, stderr } = await run("docker", args, { env, maxBuffer: 64 << 20 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const {
      code,
      stdout = "",
      stderr = "",
    } = error as Partial<Omit<DockerResult, "code">> & {
      code?: unknown;
    };
    return { code: typeof code === "number" ? code : 127, stdout, stderr };
  }
}

async function firstLines(child: ChildProcess, count: number): Promise<string[]> {
  if (!child.stdout) return [];
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}
