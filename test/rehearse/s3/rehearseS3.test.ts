import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import type { RehearsalSummary } from "../../../generators/commands/rehearse/RunResult.js";
import { findTests } from "../../../generators/commands/rehearse/tests/findTests.js";
import type { TestToRun } from "../../../generators/commands/rehearse/tests/TestToRun.js";
import { fakeWorld } from "../../cli/fakeWorld.js";
import { scalarMessage } from "../../platform/messages.js";
import { fakeProject, rehearseIn } from "../fakeProject.js";
import { bucket, ownTemporaryFolder, startS3 } from "./startS3.js";

const s3 = await startS3();
const message = scalarMessage("Distance traveled", 11.3, "m");

/** Tests of that name below a prefix, each with a message as its log. */
async function putTests(prefix: string, ...names: string[]): Promise<string> {
  for (const name of names) await s3.put(`${prefix}/${name}/logs/message.binproto`, message);
  return `s3://${bucket}/${prefix}`;
}

function findIn(url: string) {
  return findTests(fakeWorld({ env: process.env }), { path: url, shown: url });
}

async function onlyTest(url: string): Promise<TestToRun> {
  const [test, ...others] = await findIn(url);
  if (test === undefined || others.length > 0) throw new Error("there is to be one test");
  return test;
}

async function resultsOf(stdout: string) {
  const { runs } = JSON.parse(stdout) as RehearsalSummary;
  return Object.fromEntries(
    runs
      .filter(({ kind }) => kind === "test")
      .map(({ name, status, failure }) => [name, failure ?? status]),
  );
}

it.each(["", "/"])("runs the tests below a prefix, ended by %j, and keeps no log", async (end) => {
  const temporary = await ownTemporaryFolder();
  const url = await putTests("runs", "lap", "sprint");
  await putTests("runs2", "other");
  await s3.put("runs/notes.txt", "beside the tests");
  const project = await fakeProject();
  const { code, stdout, stderr } = await project.rehearse(
    "--tests",
    `${url}${end}`,
    "--batches",
    "0",
  );
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^lap +PASSED .*Distance traveled 11.3 m$/m);
  expect(stdout).toMatch(/^sprint +PASSED/m);
  expect(stdout).not.toContain("other");
  expect(code).toBe(0);
  expect(await temporary.left()).toEqual([]);
});

it("provides every file unchanged, for any characters in its key", async () => {
  const temporary = await ownTemporaryFolder();
  const keys = ["logs/with blank +plus.csv", "logs/läufe/日本.csv", "experience/100%25.json"];
  for (const key of keys) await s3.put(`odd/größte runde/${key}`, `content of ${key}`);
  await s3.put("odd/größte runde/logs/", "");
  const test = await onlyTest(`s3://${bucket}/odd`);
  expect(test).toMatchObject({ name: "größte runde", hasInputs: true });
  {
    await using opened = await test.open(new AbortController().signal);
    for (const key of keys) {
      expect(await readFile(join(opened.folder, key), "utf8")).toBe(`content of ${key}`);
    }
  }
  expect(await temporary.left()).toEqual([]);
});

it("reads lists of more than one page, and knows sizes without a download", async () => {
  const keys = Array.from({ length: 1003 }, (_, index) => `many/lap/logs/${index}.csv`);
  await Promise.all(keys.map((key) => s3.put(key, "12345")));
  s3.requests.length = 0;
  const test = await onlyTest(`s3://${bucket}/many`);
  expect((await test.measure()).bytes).toBe(1003 * 5);
  expect(s3.requests).toEqual([
    expect.stringMatching(/^GET .*list-type=2/),
    expect.stringMatching(/^GET .*continuation-token=/),
  ]);
});

it("changes a test's fingerprint when the content of an object changes", async () => {
  const url = await putTests("changing", "lap");
  const fingerprint = async () => (await (await onlyTest(url)).measure()).fingerprint;
  const before = await fingerprint();
  expect(await fingerprint()).toBe(before);
  await s3.put("changing/lap/logs/message.binproto", message.toReversed());
  expect(await fingerprint()).not.toBe(before);
});

it("accepts a list of folders and prefixes from any location", async () => {
  const temporary = await ownTemporaryFolder();
  const url = await putTests("listed/monday", "lap");
  await putTests("listed/tuesday", "lap");
  const project = await fakeProject();
  await project.addTest("here", message);
  const lines = [
    "\ufeff# the laps",
    "",
    `${url}/lap`,
    `s3://${bucket}/listed/tuesday/lap/`,
    "samples/here",
  ];
  await writeFile(join(project.dir, "list.txt"), lines.join("\r\n"));
  const { code, stdout } = await project.rehearse(
    "--tests",
    "list.txt",
    "--batches",
    "0",
    "--json",
  );
  expect(await resultsOf(stdout)).toEqual({
    here: "PASSED",
    "monday-lap": "PASSED",
    "tuesday-lap": "PASSED",
  });
  expect(code).toBe(0);
  expect(await temporary.left()).toEqual([]);
});

it("fails a test if its object has been deleted, and runs the others", async () => {
  const temporary = await ownTemporaryFolder();
  const url = await putTests("gone", "lap", "sprint");
  s3.fault = ({ method, path }) =>
    method === "GET" && path.includes("/gone/lap/")
      ? { status: 404, code: "NoSuchKey" }
      : undefined;
  const project = await fakeProject();
  const { code, stdout } = await project.rehearse("--tests", url, "--batches", "0", "--json");
  expect(await resultsOf(stdout)).toEqual({
    lap: `${url}/lap/logs/message.binproto: the object no longer exists\n  It was deleted after it was listed.`,
    sprint: "PASSED",
  });
  expect(code).toBe(1);
  expect(await temporary.left()).toEqual([]);
});

it("resumes an interrupted download at its end", async () => {
  const url = await putTests("cut", "lap");
  s3.fault = ({ path, range }) =>
    path.includes("/cut/lap/") && range === undefined ? { cutAfter: 10 } : undefined;
  const project = await fakeProject();
  const { code } = await project.rehearse("--tests", url, "--batches", "0");
  expect(s3.requests.filter((line) => line.includes("/cut/lap/"))).toEqual([
    expect.not.stringContaining("bytes="),
    expect.stringMatching(/ bytes=10-$/),
  ]);
  expect(code).toBe(0);
});

it.each<[string, (body: string, range: string | undefined) => string, RegExp]>([
  [
    "is never more than its beginning",
    (body, range) => (range === undefined ? body.slice(0, 7) : ""),
    /was not received completely: 7 bytes of \d+ bytes/,
  ],
  [
    "is longer than listed",
    (body) => `${body}more`,
    /was not received completely: \d+ bytes of \d+ bytes/,
  ],
])("fails a test whose object %s", async (_, change, expected) => {
  const temporary = await ownTemporaryFolder();
  const url = await putTests("broken", "lap");
  s3.fault = ({ path, range }) =>
    path.includes("/broken/lap/") ? { rewrite: (body) => change(body, range) } : undefined;
  const test = await onlyTest(url);
  await expect(test.open(new AbortController().signal)).rejects.toThrow(expected);
  expect(await temporary.left()).toEqual([]);
});

it.each([
  ["../../../escaped", 'it contains ".."'],
  ["/etc/escaped", "it contains an empty or '.' folder name"],
])(
  "writes nothing outside of the test's folder for a key like lap/logs/%s",
  async (path, problem) => {
    const temporary = await ownTemporaryFolder();
    const url = await putTests("outside", "lap");
    s3.fault = ({ path: asked }) =>
      asked.includes("list-type=2")
        ? { rewrite: (xml) => xml.replace("lap/logs/message.binproto", `lap/logs/${path}`) }
        : undefined;
    const test = await onlyTest(url);
    await expect(test.open(new AbortController().signal)).rejects.toThrow(problem);
    expect(await temporary.left()).toEqual([]);
  },
);

it("names the object and the file that cannot be written", async () => {
  const temporary = await ownTemporaryFolder();
  await s3.put("twice/lap/logs/a", "a file");
  await s3.put("twice/lap/logs/b", "and one below it, as if that were a folder");
  const url = `s3://${bucket}/twice`;
  s3.fault = ({ path }) =>
    path.includes("list-type=2")
      ? { rewrite: (xml) => xml.replace("lap/logs/b<", "lap/logs/a/b<") }
      : undefined;
  const test = await onlyTest(url);
  await expect(test.open(new AbortController().signal)).rejects.toThrow(
    /^s3:\/\/archive\/twice\/lap\/logs\/.* cannot be written to .*: a file with this name exists$/,
  );
  expect(await temporary.left()).toEqual([]);
});

it("names the keys that cannot be tests, and runs the others", async () => {
  const url = await putTests("names", "lap", "zero");
  s3.fault = ({ path }) =>
    path.includes("list-type=2")
      ? { rewrite: (xml) => xml.replace("names/zero/", "names/../") }
      : undefined;
  const world = fakeWorld({ env: process.env });
  const tests = await findTests(world, { path: url, shown: url });
  expect(tests.map(({ name }) => name)).toEqual(["lap"]);
  expect(world.err()).toBe(
    `warning: 1 key below ${url}/ cannot be a file of a test: names/../logs/message.binproto\n`,
  );
});

it("does not begin a download that the disk has no room for", async () => {
  const temporary = await ownTemporaryFolder();
  const url = await putTests("huge", "lap");
  s3.fault = ({ path }) =>
    path.includes("list-type=2")
      ? { rewrite: (xml) => xml.replace(/<Size>\d+/, "<Size>900000000000000") }
      : undefined;
  const test = await onlyTest(url);
  await expect(test.open(new AbortController().signal)).rejects.toThrow(
    `the inputs need 900.0 TB, but ${temporary.path} has only`,
  );
  expect(s3.requests).toEqual([expect.stringMatching(/^GET .*list-type=2/)]);
});

it("stops during a download when it is cancelled, and leaves nothing behind", async () => {
  const temporary = await ownTemporaryFolder();
  const url = await putTests("silent", "lap");
  const cancelling = new AbortController();
  s3.fault = ({ path }) => {
    if (!path.includes("/silent/lap/")) return undefined;
    cancelling.abort();
    return "silence";
  };
  const project = await fakeProject();
  const args = ["--tests", url, "--batches", "0"];
  const { code, stderr } = await rehearseIn(project.dir, args, cancelling.signal);
  expect(code).toBe(130);
  expect(stderr).toContain("cancelled\n");
  expect(await temporary.left()).toEqual([]);
});

it("goes through the proxy that the environment names", async () => {
  const asked: string[] = [];
  const proxy = createServer((incoming, response) => {
    asked.push(incoming.url ?? "");
    const { method, headers } = incoming;
    const path = (incoming.url ?? "").replace(/^http:\/\/[^/]+/, s3.endpoint);
    const outgoing = request(path, { method, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => void proxy.close());
  const url = await putTests("proxied", "lap");
  vi.stubEnv("AWS_ENDPOINT_URL_S3", "http://archive.example");
  vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  vi.stubEnv("http_proxy", undefined);
  vi.stubEnv("NO_PROXY", "");
  vi.stubEnv("no_proxy", undefined);
  const tests = await findIn(url);
  expect(tests.map(({ name }) => name)).toEqual(["lap"]);
  expect(asked).toEqual([expect.stringMatching(/^http:\/\/archive\.example\/archive\//)]);
});
