import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

const build = fileURLToPath(new URL("build.ts", import.meta.url));

/** Runs the build as the platform does: a process of its own, no arguments, folders in place. */
async function run(behaviour: string, signal?: NodeJS.Signals) {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "inputs/logs"), { recursive: true });
  const child = spawn(
    process.execPath,
    ["--conditions=@metrics-project/source", "--import", "tsx", build],
    {
      env: {
        ...process.env,
        BEHAVIOUR: behaviour,
        METRICS_INPUTS: join(folder, "inputs"),
        METRICS_OUTPUTS: join(folder, "outputs"),
      },
    },
  );
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  if (signal !== undefined) child.stdout.once("data", () => child.kill(signal));
  const [exitCode] = await once(child, "close");
  return { exitCode, stderr, outputs: await readdir(join(folder, "outputs"), { recursive: true }) };
}

describe("a metrics build as a process", () => {
  it("ends with 0 and one file", async () => {
    const { exitCode, stderr, outputs } = await run("finish");
    expect(outputs).toEqual(["metrics.binproto"]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/test mode[\s\S]*wrote .*metrics\.binproto: 1 metrics/);
  });

  it("ends although the user's code left a timer running", async () => {
    const { exitCode, outputs } = await run("linger");
    expect(outputs).toEqual(["metrics.binproto"]);
    expect(exitCode).toBe(0);
  });

  it.each([
    { behaviour: "hang", signal: "SIGTERM", code: 1 },
    { behaviour: "heed", signal: "SIGTERM", code: 1 },
    { behaviour: "hang", signal: "SIGINT", code: 130 },
  ] as const)(
    "ends with $code and no file on $signal when its function would $behaviour",
    async ({ behaviour, signal, code }) => {
      const { exitCode, stderr, outputs } = await run(behaviour, signal);
      expect(outputs).toEqual([]);
      expect(exitCode).toBe(code);
      expect(stderr).toContain(`error: stopped by ${signal}`);
    },
  );

  it.each([
    ["while the function runs", "reject", "nobody awaits this"],
    ["when it has just ended", "rejectAtTheEnd", "nobody awaits this"],
    ["after the message was written", "rejectLate", "nobody awaits this"],
    ["because it comes too late", "addLate", '"Late" was added after the test function had ended'],
  ])("fails when something that nobody awaits goes wrong %s", async (_when, behaviour, says) => {
    const { exitCode, stderr, outputs } = await run(behaviour);
    expect(stderr).toContain(says);
    expect(outputs).toEqual([]);
    expect(exitCode).toBe(1);
  });

  it.each([
    ["exit", 1, "ended by process.exit(0) before the run had ended"],
    ["exitWithCode", 7, "ended by process.exit(7) before the run had ended"],
    ["stick", 1, "the metrics function never ended"],
    ["aggregate", 1, "one of them: right wheel"],
  ])("does not pass for done when its function would %s", async (behaviour, code, says) => {
    const { exitCode, stderr, outputs } = await run(behaviour);
    expect(stderr).toContain(says);
    expect(outputs).toEqual([]);
    expect(exitCode).toBe(code);
  });

  it("leaves no half of a file on SIGTERM", async () => {
    const { exitCode, stderr, outputs } = await run("files", "SIGTERM");
    expect(outputs.filter((name) => !/^frames(\/\d\.bin)?$/.test(name))).toEqual([]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error: stopped by SIGTERM");
  });
});
