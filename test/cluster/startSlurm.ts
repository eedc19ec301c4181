import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { sharedPath } from "../shared.js";

const run = promisify(execFile);

/** A Slurm cluster for tests. */
export interface Slurm {
  /** Runs a program that finds the cluster, in a folder; returns what it printed. */
  run(cwd: string, program: string, ...args: string[]): Promise<string>;
  /** Waits until no job is queued or running. */
  settled(): Promise<void>;
  /** The state in which a job or a task of an array ended, such as COMPLETED. */
  stateOf(job: string): Promise<string>;
  stop(): Promise<void>;
}

/** The shared tool that starts a private cluster. Undefined if it is not on this machine. */
export const slurmTool = sharedPath("tools/with-slurm");

/** Starts a private cluster of four nodes. */
export async function startSlurm(
  tool: string,
  variables: Readonly<Record<string, string>>,
): Promise<Slurm> {
  // The cluster stays up until the standard input of the command that it was started for ends.
  const script = 'printf "%s\\n" "$SLURM_CONF"; cat >/dev/null';
  const cluster = spawn(tool, ["sh", "-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  let configuration: string | undefined;
  for await (const line of createInterface({ input: cluster.stdout })) {
    configuration = line;
    break;
  }
  if (configuration === undefined) throw new Error("with-slurm did not start");
  const env = { ...process.env, ...variables, SLURM_CONF: configuration };

  return {
    run: async (cwd, program, ...args) => {
      const { stdout, stderr } = await run(program, args, { cwd, env });
      return stdout + stderr;
    },
    async settled() {
      while ((await run("squeue", ["--noheader"], { env })).stdout.trim() !== "") {
        await setTimeout(500);
      }
    },
    async stateOf(job) {
      const { stdout } = await run("scontrol", ["--oneliner", "show", "job", job], { env });
      return /\bJobState=(\w+)/.exec(stdout)?.[1] ?? "";
    },
    async stop() {
      const closed = once(cluster, "close");
      cluster.stdin.end();
      await closed;
    },
  };
}
