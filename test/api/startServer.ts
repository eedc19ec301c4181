import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const batchID = "b0000000-0000-4000-8000-000000000001";
export const projectID = "a0000000-0000-4000-8000-000000000002";
export const sweepID = "70000000-0000-4000-8000-000000000001";
export const reportID = "60000000-0000-4000-8000-000000000001";
export const authToken = "secret-token-4711";

export interface Server extends AsyncDisposable {
  apiURL: string;
  downloadOrigin: string;
  counts(): Promise<Record<string, number>>;
  /** What listBatches was asked to search for. */
  searches(): Promise<string[]>;
  /** Its process, for measurements. */
  process: ChildProcess;
}

/** Starts the fixture server in a process of its own; see platformServer.mjs for what a scenario can say. */
export async function startServer(scenario: Record<string, unknown> = {}): Promise<Server> {
  const script = fileURLToPath(new URL("./platformServer.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(scenario)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (!child.stdout) throw new Error("The server's output is not piped.");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { apiURL, downloadOrigin } = JSON.parse(line) as Record<
    "apiURL" | "downloadOrigin",
    string
  >;
  return {
    apiURL,
    downloadOrigin,
    process: child,
    async counts() {
      const answer = await fetch(new URL("/counts", apiURL));
      return (await answer.json()) as Record<string, number>;
    },
    async searches() {
      const answer = await fetch(new URL("/counts", apiURL));
      return ((await answer.json()) as { searches: string[] }).searches;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill();
        await once(child, "exit");
      }
    },
  };
}
