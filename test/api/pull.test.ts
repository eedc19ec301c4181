import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/pull/command.js";
import { temporaryFolder } from "../temporary.js";
import { intercept } from "./interceptor.js";
import {
  authToken,
  batchID,
  jobID,
  projectID,
  type Recording,
  record,
  recordLogs,
  secrets,
} from "./recorded.js";

async function pull(
  cwd: string,
  server: { apiURL: string } | undefined,
  argv: readonly string[],
  env: Record<string, string> = { RESIM_AUTH_TOKEN: authToken },
) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const signal = new AbortController().signal;
  const world = { cwd, env, stdin: new PassThrough(), stdout, stderr, signal };
  const api = server ? ["--api-url", server.apiURL] : [];
  const code = await runCommand(world, command, [...api, ...argv]);
  const out = String(stdout.read() ?? "");
  const err = String(stderr.read() ?? "");
  expect(out + err).not.toMatch(secrets);
  return { code, out, err };
}

const batch = ["--batch", batchID, "--project", projectID];
const logs = ["log.jsonl", "frames/a.bin", "container.log"];
const text = (job: number, i: number) => Buffer.alloc(200_000 + i, `log ${i} of test ${job}\n`);

/** A local platform whose tests have these logs, by their paths. */
async function withLogs(paths: readonly string[], recording: Recording = {}) {
  const folders = Array.from({ length: recording.tests ?? 1 }, (_, n) =>
    recordLogs(paths.map((path, i) => [path, text(n, i)])),
  );
  const dirs = await Promise.all(folders);
  const recorded = await record({
    tests: 1,
    test: (n) => ({ logsDir: dirs[n] ?? "" }),
    ...recording,
  });
  return { apiURL: recorded.platform.apiURL, ...recorded };
}

/** In front of a platform whose logs are named by numbers: lists them with other fields, such as other paths. */
function relisted(apiURL: string, change: (log: Record<string, unknown>, i: number) => object) {
  return intercept(
    apiURL,
    {
      entries: (kind, all) =>
        kind === "logs" ? all.map((one, i) => ({ ...one, ...change(one, i) })) : all,
    },
    100,
  );
}

/** Logs with these paths, which no file system could hold. */
async function withPaths(...paths: string[]) {
  const recorded = await withLogs(paths.map((_, i) => `${i}`));
  const listed = await relisted(recorded.apiURL, ({ fullPath }) => {
    const path = paths[Number(fullPath)];
    return path === undefined ? {} : { fullPath: path };
  });
  return {
    apiURL: listed.apiURL,
    async [Symbol.asyncDispose]() {
      await listed[Symbol.asyncDispose]();
      await recorded[Symbol.asyncDispose]();
    },
  };
}

describe("metrics-project pull", () => {
  it("fetches the logs of the first tests, with their source", async () => {
    const cwd = await temporaryFolder();
    await using recorded = await withLogs(logs, { tests: 5 });
    await using server = await relisted(recorded.apiURL, ({ fileName }) =>
      fileName === "container.log" ? { logType: "CONTAINER_LOG" } : {},
    );
    const { code, out } = await pull(cwd, server, [...batch, "--tests", "2", "--events"]);
    expect(out).toBe(
      "samples/experience-0: 2 logs, 0.4 MB\nsamples/experience-1: 2 logs, 0.4 MB\n" +
        "Next: metrics-project rehearse\n",
    );
    expect(code).toBe(0);
    const sample = join(cwd, "samples/experience-1");
    expect(await readFile(join(sample, "logs/frames/a.bin"))).toEqual(text(1, 1));
    expect(await readdir(sample)).toEqual(["events.json", "experience", "logs", "pulled.json"]);
    expect(JSON.parse(await readFile(join(sample, "pulled.json"), "utf8"))).toMatchObject({
      batchID,
      jobID: jobID(1),
      parameters: { mass: "12.5" },
    });
    expect((await readdir(join(cwd, "samples"))).sort()).toEqual(["experience-0", "experience-1"]);
  });

  it("fetches a test's emissions from any step, beside the logs that a run receives", async () => {
    const cwd = await temporaryFolder();
    const dirs = {
      logsDir: await recordLogs([
        ["log.jsonl", "{}"],
        ["frames/a.bin", "a"],
      ]),
      outputsDir: await recordLogs([["emissions.resim.jsonl", ""]]),
    };
    const test = () => ({ ...dirs, jobStatus: "SUCCEEDED" }) as const;
    await using server = await withLogs([], { test });
    const { code } = await pull(cwd, server, batch);
    expect(code).toBe(0);
    const sample = join(cwd, "samples/experience-0");
    expect(await readdir(join(sample, "emissions"))).toEqual(["emissions.resim.jsonl"]);
    expect((await readdir(join(sample, "logs"))).sort()).toEqual(["frames", "log.jsonl"]);
    const again = await pull(cwd, server, batch);
    expect(again.code).toBe(0);
    expect(await readdir(join(sample, "emissions"))).toEqual(["emissions.resim.jsonl"]);
  });

  it("fetches chosen tests, platform logs, and finds the project", async () => {
    const cwd = await temporaryFolder();
    await using server = await withLogs(logs, { tests: 5 });
    const argv = ["--batch", batchID, "--job", jobID(3), "--everything", "--out", "here"];
    const { code, err } = await pull(cwd, server, argv);
    expect(code).toBe(0);
    expect(err).toContain("Found batch");
    expect((await readdir(join(cwd, "here/experience-3/logs"))).sort()).toEqual([
      "container.log",
      "frames",
      "log.jsonl",
      "metrics.binproto",
    ]);
  });

  it("resumes after a broken connection, and with a new link after one expired", async () => {
    const cwd = await temporaryFolder();
    await using server = await withLogs(["a"], {
      faults: {
        inject: [
          { kind: "expired-link", times: 1 },
          // The first meets the expired link.
          { kind: "truncate", on: "downloads", times: 3 },
        ],
      },
    });
    expect((await pull(cwd, server, batch)).code).toBe(0);
    expect(await readFile(join(cwd, "samples/experience-0/logs/a"))).toEqual(text(0, 0));
    expect(server.platform.statistics.partialDownloads).toBe(2);
  });

  it("downloads nothing twice, and keeps the user's files beside the logs", async () => {
    const cwd = await temporaryFolder();
    await using server = await withLogs(logs);
    expect((await pull(cwd, server, batch)).code).toBe(0);
    await writeFile(join(cwd, "samples/experience-0/experience/map.json"), "{}");
    const { downloads } = server.platform.statistics;
    expect((await pull(cwd, server, batch)).code).toBe(0);
    expect(server.platform.statistics.downloads).toBe(downloads);
    expect(await readdir(join(cwd, "samples/experience-0/experience"))).toEqual(["map.json"]);
  });

  it("keeps the user's other files in a sample, and events that were fetched before", async () => {
    const cwd = await temporaryFolder();
    await using server = await withLogs(["a"], { events: 2 });
    expect((await pull(cwd, server, [...batch, "--events"])).code).toBe(0);
    const sample = join(cwd, "samples/experience-0");
    await writeFile(join(sample, "notes.md"), "mine");
    expect((await pull(cwd, server, batch)).code).toBe(0);
    const left = ["events.json", "experience", "logs", "notes.md", "pulled.json"];
    expect(await readdir(sample)).toEqual(left);
    expect(JSON.parse(await readFile(join(sample, "events.json"), "utf8"))).toMatchObject([
      { name: "event 0" },
      { name: "event 1" },
    ]);
  });

  it("distinguishes logs with similar names, and uses one of two with the same path", async () => {
    const cwd = await temporaryFolder();
    await using server = await withPaths("a", "a.part", "/b/c", "a");
    const { code, err } = await pull(cwd, server, batch);
    expect({ code, err }).toEqual({
      code: 0,
      err: "warning: experience-0: a is listed twice; using the newer one.\n",
    });
    const folder = join(cwd, "samples/experience-0/logs");
    expect(await readFile(join(folder, "a"))).toEqual(text(0, 3));
    expect(await readFile(join(folder, "a.part"))).toEqual(text(0, 1));
    expect(await readFile(join(folder, "b/c"))).toEqual(text(0, 2));
  });

  it("does not change samples that it did not pull", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "samples/experience-0/logs"), { recursive: true });
    await using server = await withLogs(["a"]);
    expect((await pull(cwd, server, batch)).out).toContain("samples/experience-0-10000000: 1 log");
    expect(await readdir(join(cwd, "samples/experience-0/logs"))).toEqual([]);
  });

  it("keeps no file that differs from the platform's listing", async () => {
    const cwd = await temporaryFolder();
    await using server = await withLogs(["a"], {
      faults: { inject: [{ kind: "wrong-checksum" }] },
    });
    const { code, err } = await pull(cwd, server, batch);
    expect(code).toBe(1);
    expect(err).toContain(
      `error: experience-0: a of test ${jobID(0)}: the downloaded file differs from what the platform lists, by size or checksum`,
    );
    expect(await readdir(join(cwd, "samples"))).toEqual([".pull"]);
  });

  it.each(["../../escaped", "a/../../b", "..", "", "a//b", "a\0b"])(
    "rejects a log named %j",
    async (path) => {
      const cwd = await temporaryFolder();
      await using server = await withPaths(path);
      const { code, err } = await pull(cwd, server, batch);
      expect(code).toBe(1);
      expect(err).toContain(`a log named ${JSON.stringify(path)}, which is not a valid path: `);
      expect(err).toContain("\n  Skip this test");
      expect(await readdir(join(cwd, "samples"))).toEqual([]);
    },
  );

  it("refuses a log that another one has as its folder", async () => {
    await using server = await withPaths("a", "a/b/c");
    const { code, err } = await pull(await temporaryFolder(), server, batch);
    expect(code).toBe(1);
    expect(err).toContain("a is a log of the batch, but also the folder of a/b/c");
  });

  it("reads a config file, and prefers the environment's token", async () => {
    const cwd = await temporaryFolder();
    await using server = await withLogs(["a"]);
    const config = { apiURL: `${server.apiURL}/`, authToken: "old", batchID, projectID };
    await writeFile(join(cwd, "config.json"), JSON.stringify(config));
    expect((await pull(cwd, undefined, ["--config", "config.json"])).code).toBe(0);
    const env = { METRICS_CONFIG: "config.json", RESIM_AUTH_TOKEN: "" };
    const refused = await pull(cwd, undefined, [], env);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("returned 401 (token not accepted)");
  });

  it.each([
    [["--batch", "12"], 2, "--batch is not a UUID"],
    [[], 2, "missing batch"],
    [[...batch, "--tests", "0"], 2, '--tests must be a whole number of at least 1, got "0"'],
    [[...batch, "--job", jobID(77)], 2, `the batch has no test ${jobID(77)}`],
    [[...batch, "--api-url", "api.resim.ai"], 2, "--api-url is not an http or https URL"],
    [["--config", "nowhere.json"], 1, "cannot read the config file"],
  ])("says what is wrong with %j", async (argv, expected, message) => {
    await using server = await withLogs([]);
    const { code, err } = await pull(await temporaryFolder(), server, argv);
    expect({ code, err }).toEqual({ code: expected, err: expect.stringContaining(message) });
  });

  it("asks for a token", async () => {
    const { code, err } = await pull(await temporaryFolder(), undefined, batch, {});
    expect(code).toBe(1);
    expect(err).toContain("RESIM_AUTH_TOKEN");
  });
});
