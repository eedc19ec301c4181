import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalPlatform, startPlatform } from "@metrics-project/platform";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/push/command.js";
import { ask } from "../platform/ask.js";
import { temporaryFolder } from "../temporary.js";

const config = `version: 1
topics:
  motion: {schema: {speed: float}}
  shot: {schema: {picture: image}}
`;
const row = (topic: string, data: object) =>
  `{"$metadata": {"topic": "${topic}"}, "$data": ${JSON.stringify(data)}}\n`;

/** A project with a rehearsal of these tests, each with emissions and a picture that they name. */
async function rehearsed(tests: readonly string[], failing: readonly string[] = []) {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, ".resim/metrics"), { recursive: true });
  await writeFile(join(cwd, ".resim/metrics/config.resim.yml"), config);
  for (const name of tests) {
    const outputs = join(cwd, "rehearsal/tests", name, "outputs");
    await mkdir(outputs, { recursive: true });
    const text = row("motion", { speed: 1 }) + row("shot", { picture: "shot.png" });
    await writeFile(join(outputs, "emissions.resim.jsonl"), text);
    await writeFile(join(outputs, "shot.png"), `picture of ${name}`);
    await writeFile(join(outputs, "notes.txt"), "not named by any row");
  }
  const runs = tests.map((name) => ({
    kind: "test",
    name,
    outputs: `tests/${name}/outputs`,
    ...(failing.includes(name) ? { failure: "exit code 1" } : {}),
  }));
  const index = { version: 1, startedAt: "2026-11-26T10:00:00.000Z", runs };
  await writeFile(join(cwd, "rehearsal/rehearsal.json"), JSON.stringify(index));
  return cwd;
}

async function started(): Promise<LocalPlatform> {
  const platform = await startPlatform({ token: "secret-token" });
  onTestFinished(() => platform.close());
  await platform.addProject({ name: "robots" });
  await platform.addBranch({ name: "main" });
  return platform;
}

async function push(
  cwd: string,
  apiURL: string,
  argv: readonly string[],
  { signal = new AbortController().signal, env = {} as Record<string, string> } = {},
) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const world = {
    ...{ cwd, stdin, stdout, stderr, signal },
    env: { SIGNALFLAG_AUTH_TOKEN: "secret-token", METRICS_RETRY_FOR: "2s", ...env },
  };
  const code = await runCommand(world, command, ["--api-url", apiURL, ...argv]);
  const out = String(stdout.read() ?? "");
  const err = String(stderr.read() ?? "");
  expect(out + err).not.toMatch(/secret-token|Signature=/);
  return { code, out, err };
}

const named = ["--project", "robots", "--branch", "main"];

async function stateOf(cwd: string) {
  return JSON.parse(await readFile(join(cwd, "rehearsal/pushed.json"), "utf8"));
}

async function batchOf(platform: LocalPlatform, cwd: string) {
  const { projectID, batchID } = await stateOf(cwd);
  const path = `/projects/${projectID}/batches/${batchID}`;
  const batch = (await ask(platform, path)).body;
  const { jobs } = (await ask(platform, `${path}/jobs?pageSize=100`)).body;
  const logs = new Map<string, string[]>();
  for (const { jobID, experienceName } of jobs) {
    const { body } = await ask(platform, `${path}/jobs/${jobID}/logs`);
    logs.set(
      experienceName,
      body.logs.map(({ fileName, logType }) => `${fileName} ${logType}`),
    );
  }
  return { batch, jobs, logs };
}

describe("metrics-project push", () => {
  it("uploads a rehearsal as a light batch, with emissions, their media, and failures as errors", async () => {
    const platform = await started();
    const cwd = await rehearsed(["lap", "stop"], ["stop"]);
    const argv = [...named, "--metrics-set", "main", "--name", "night", "--system-version", "1.2"];
    const { code, out } = await push(cwd, platform.apiURL, argv);
    expect(out).toMatch(
      /^lap: 2 files, 0\.0 MB$[\s\S]*^batch [0-9a-f-]{36} of project [0-9a-f-]{36} is closed$/m,
    );
    expect(out).toContain("stop: 2 files, 0.0 MB, closed as an error: exit code 1");
    expect(code).toBe(0);
    const { batch, jobs, logs } = await batchOf(platform, cwd);
    expect(batch).toMatchObject({
      batchType: "LIGHT",
      friendlyName: "night",
      metricsSetName: "main",
      status: "ERROR",
      totalJobs: 2,
    });
    expect(jobs.map((job) => [job.experienceName, job.jobStatus]).sort()).toEqual([
      ["lap", "SUCCEEDED"],
      ["stop", "ERROR"],
    ]);
    expect(logs.get("lap")).toEqual(["emissions.resim.jsonl EMISSIONS_LOG", "shot.png OTHER_LOG"]);
  });

  it("reports that everything is already uploaded", async () => {
    const platform = await started();
    const cwd = await rehearsed(["lap"]);
    await push(cwd, platform.apiURL, named);
    const first = (await stateOf(cwd)).batchID;
    const second = await push(cwd, platform.apiURL, []);
    expect(second).toMatchObject({ code: 0, out: `already uploaded: batch ${first}\n` });
  });

  it("uploads a new batch with --again", async () => {
    const platform = await started();
    const cwd = await rehearsed(["lap"]);
    await push(cwd, platform.apiURL, named);
    const first = (await stateOf(cwd)).batchID;
    expect((await push(cwd, platform.apiURL, [...named, "--again"])).code).toBe(0);
    expect((await stateOf(cwd)).batchID).not.toBe(first);
  });

  it("resumes after an interruption without creating a test twice", async () => {
    const platform = await started();
    const names = Array.from({ length: 8 }, (_, at) => `test ${at}`);
    const cwd = await rehearsed(names);
    const abort = new AbortController();
    platform.setFaults({ latency: 20 });
    const broken = push(cwd, platform.apiURL, named, { signal: abort.signal });
    // Some tests are there, and others are not.
    while ((platform.statistics.operations.createJobForBatch ?? 0) < 2) await sleep(5);
    abort.abort();
    expect((await broken).code).toBe(130);
    platform.setFaults({});
    const again = await push(cwd, platform.apiURL, []);
    expect(again.err).toContain("resuming batch ");
    expect(again.code).toBe(0);
    const { jobs, batch } = await batchOf(platform, cwd);
    expect(jobs.map(({ experienceName }) => experienceName).sort()).toEqual(names);
    expect(batch.status).toBe("SUCCEEDED");
  });

  it("retries temporary failures without creating a test twice", async () => {
    const platform = await started();
    const cwd = await rehearsed(["a", "b", "c"]);
    let code = 1;
    for (let attempt = 0; attempt < 20 && code !== 0; attempt++) {
      platform.setFaults({
        inject: [{ kind: "status", status: 502, share: 0.2 }],
        seed: attempt,
      });
      ({ code } = await push(cwd, platform.apiURL, named));
      platform.setFaults({});
    }
    expect(code).toBe(0);
    const { jobs } = await batchOf(platform, cwd);
    expect(jobs.map(({ experienceName }) => experienceName).sort()).toEqual(["a", "b", "c"]);
  });

  it("uploads nothing if strict readers refuse the emissions", async () => {
    const platform = await started();
    const cwd = await rehearsed(["lap", "cut"]);
    const file = join(cwd, "rehearsal/tests/cut/outputs/emissions.resim.jsonl");
    await writeFile(file, row("motion", { speed: 1 }).slice(0, 30));
    const { code, err } = await push(cwd, platform.apiURL, named);
    expect(err).toContain("emissions.resim.jsonl:1: ");
    expect(code).toBe(1);
    await expect(stateOf(cwd)).rejects.toThrow("ENOENT");
  });

  it("names missing media, and uploads the rest", async () => {
    const platform = await started();
    const cwd = await rehearsed(["lap"]);
    const outputs = join(cwd, "rehearsal/tests/lap/outputs");
    const text = row("shot", { picture: "gone.png" }) + row("shot", { picture: "../../x.png" });
    await writeFile(join(outputs, "emissions.resim.jsonl"), text);
    const { code, err } = await push(cwd, platform.apiURL, named);
    expect(err).toContain('warning: lap: its emissions name "gone.png", which is not in');
    expect(err).toContain('warning: lap: its emissions name "../../x.png", which is not in');
    expect(code).toBe(0);
  });

  it.each([
    ["no project", ["--branch", "main"], 2, "missing project"],
    ["no branch", ["--project", "robots"], 2, "missing branch"],
    ["an unknown project", ["--project", "cars", "--branch", "main"], 1, 'no project named "cars"'],
    ["an unknown branch", ["--project", "robots", "--branch", "x"], 1, 'no branch named "x"'],
    ["a suite that is not a UUID", [...named, "--suite", "nightly"], 2, "--suite is not a UUID"],
  ])("refuses %s before anything is created", async (_, argv, exit, message) => {
    const platform = await started();
    const cwd = await rehearsed(["lap"]);
    const { code, err } = await push(cwd, platform.apiURL, argv);
    expect(err).toContain(message);
    expect(code).toBe(exit);
  });

  it("reports a folder without a rehearsal", async () => {
    const cwd = await rehearsed(["lap"]);
    const { code, err } = await push(cwd, "http://127.0.0.1:9/v1", ["elsewhere"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("no rehearsal in elsewhere"),
    });
  });

  it("reports a missing token", async () => {
    const cwd = await rehearsed(["lap"]);
    const env = { SIGNALFLAG_AUTH_TOKEN: "" };
    const { code, err } = await push(cwd, "http://127.0.0.1:9/v1", named, { env });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining("no token for the platform"),
    });
  });

  it("reports a token that is not accepted", async () => {
    const platform = await started();
    const cwd = await rehearsed(["lap"]);
    const env = { SIGNALFLAG_AUTH_TOKEN: "other" };
    const { code, err } = await push(cwd, platform.apiURL, named, { env });
    expect(err).toContain("401 (token not accepted)");
    expect(code).toBe(1);
  });

  const project = ["--project", "11111111-1111-4111-8111-111111111111"];
  const ids = [...project, "--branch", "22222222-2222-4222-8222-222222222222"];

  it("reports an exhausted quota", async () => {
    const cwd = await rehearsed(["lap"]);
    const server = createServer((_, response) => {
      response.writeHead(402);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, err } = await push(cwd, `http://127.0.0.1:${port}/v1`, ids);
    expect(err).toContain(
      "CreateLightBatch returned status 402 (the organization's quota is used up)",
    );
    expect(code).toBe(1);
  });

  it("reports that no server listens", async () => {
    const cwd = await rehearsed(["lap"]);
    const { code, err } = await push(cwd, "http://127.0.0.1:9/v1", ids);
    expect(err).toContain("No server listens at 127.0.0.1:9");
    expect(code).toBe(1);
  });
});
