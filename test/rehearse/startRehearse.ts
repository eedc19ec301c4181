import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, onTestFinished } from "vitest";
import type { FakeProject } from "./fakeProject.js";

const cli = fileURLToPath(new URL("../../generators/metrics-project.ts", import.meta.url));
const tsx = pathToFileURL(
  fileURLToPath(new URL("../../node_modules/tsx/dist/loader.mjs", import.meta.url)),
).href;

/** The command line that starts `metrics-project` from the sources. */
export const metricsProject: readonly [string, ...string[]] = [
  process.execPath,
  "--conditions=@metrics-project/source",
  "--import",
  tsx,
  cli,
];

/** `metrics-project rehearse` as a process of its own. */
export function startRehearse(project: FakeProject, ...args: string[]) {
  const [program, ...first] = metricsProject;
  const child = spawn(program, [...first, "rehearse", ...args], {
    cwd: project.dir,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stdout.resume();
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return { child, said: () => stderr, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, "close")) as [number | null];
  return code;
}

/** The build that hangs, which outlives a rehearsal that was killed. */
export async function hanging(project: FakeProject): Promise<number> {
  const read = () => readFile(join(project.dir, "hang.txt"), "utf8").catch(() => "");
  // A file is empty before it is written, and process 0 would be the group of these tests.
  await expect.poll(read, { timeout: 90_000 }).toMatch(/^\d+$/);
  const pid = Number(await read());
  onTestFinished(() => {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It was stopped, as it should.
    }
  });
  return pid;
}
