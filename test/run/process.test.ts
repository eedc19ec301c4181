import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

const build = fileURLToPath(new URL("build.ts", import.meta.url));

async function start(folder: string, behavior: string, stdio: StdioOptions) {
  await mkdir(join(folder, "inputs/logs"), { recursive: true });
  return spawn(
    process.execPath,
    ["--conditions=@metrics-project/source", "--import", "tsx", build],
    {
      stdio,
      env: {
        ...process.env,
        BEHAVIOR: behavior,
        METRICS_INPUTS: join(folder, "inputs"),
        METRICS_OUTPUTS: join(folder, "outputs"),
      },
    },
  );
}

/** Runs the build as the platform does: a process of its own, no arguments, folders in place. */
async function run(behavior: string, signal?: NodeJS.Signals) {
  const folder = await temporaryFolder();
  const child = await start(folder, behavior, ["ignore", "pipe", "pipe"]);
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  if (signal !== undefined) child.stdout?.once("data", () => child.kill(signal));
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
    { behavior: "hang", signal: "SIGTERM", code: 1 },
    { behavior: "heed", signal: "SIGTERM", code: 1 },
    { behavior: "hang", signal: "SIGINT", code: 130 },
  ] as const)(
    "ends with $code and no file on $signal when its function would $behavior",
    async ({ behavior, signal, code }) => {
      const { exitCode, stderr, outputs } = await run(behavior, signal);
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
  ])("fails when something that nobody awaits goes wrong %s", async (_when, behavior, says) => {
    const { exitCode, stderr, outputs } = await run(behavior);
    expect(stderr).toContain(says);
    expect(outputs).toEqual([]);
    expect(exitCode).toBe(1);
  });

  it.each([
    ["exit", 1, "process.exit(0) ended the process before the run had ended"],
    ["exitWithCode", 7, "process.exit(7) ended the process before the run had ended"],
    ["stick", 1, "the metrics function never ended"],
    ["aggregate", 1, "one of them: right wheel"],
  ])("does not pass for done when its function would %s", async (behavior, code, says) => {
    const { exitCode, stderr, outputs } = await run(behavior);
    expect(stderr).toContain(says);
    expect(outputs).toEqual([]);
    expect(exitCode).toBe(code);
  });

  it("leaves no incomplete file on SIGTERM", async () => {
    const { exitCode, stderr, outputs } = await run("files", "SIGTERM");
    expect(outputs.filter((name) => !/^frames(\/\d\.bin)?$/.test(name))).toEqual([]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error: stopped by SIGTERM");
  });

  it("writes its message although nobody reads its output any more", async () => {
    const folder = await temporaryFolder();
    const child = await start(folder, "chatter", ["ignore", "pipe", "pipe"]);
    // As head does after its last line.
    child.stdout?.once("data", () => child.stdout?.destroy());
    child.stderr?.once("data", () => child.stderr?.destroy());
    const [exitCode] = await once(child, "close");
    expect(await readdir(join(folder, "outputs"))).toEqual(["metrics.binproto"]);
    expect(exitCode).toBe(0);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "writes its message although the disk of its log is full",
    async () => {
      const folder = await temporaryFolder();
      await using full = await open("/dev/full", "w");
      const child = await start(folder, "chatter", ["ignore", full.fd, full.fd]);
      const [exitCode] = await once(child, "close");
      expect(await readdir(join(folder, "outputs"))).toEqual(["metrics.binproto"]);
      expect(exitCode).toBe(0);
    },
  );

  it.each(["writeItself", "writeItselfAndExit"])(
    "leaves no message behind that the failed function wrote past it: %s",
    async (behavior) => {
      const { exitCode, outputs } = await run(behavior);
      expect(outputs).toEqual([]);
      expect(exitCode).toBe(1);
    },
  );

  it("removes the temporary files of a killed run, and nothing else", async () => {
    const folder = await temporaryFolder();
    const outputs = join(folder, "outputs");
    const uuid = "01234567-89ab-cdef-0123-456789abcdef";
    await mkdir(join(outputs, "frames"), { recursive: true });
    const left = [`.metrics.binproto.${uuid}.tmp`, `frames/.0.bin.${uuid}.tmp`];
    const others = ["notes.tmp", `${uuid}.tmp`, ".hidden.tmp"];
    for (const name of [...left, ...others]) await writeFile(join(outputs, name), "");
    const child = await start(folder, "frame", "ignore");
    const [exitCode] = await once(child, "close");
    const frames = ["frames", "frames/0.bin", "frames/1.bin", "frames/2.bin"];
    expect((await readdir(outputs, { recursive: true })).sort()).toEqual(
      [...others, ...frames, "metrics.binproto"].sort(),
    );
    expect(exitCode).toBe(0);
  });
});
