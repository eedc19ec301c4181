import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { findTests } from "../../../generators/commands/rehearse/tests/findTests.js";
import { fakeWorld } from "../../cli/fakeWorld.js";
import { scalarMessage } from "../../platform/messages.js";
import { temporaryFolder } from "../../temporary.js";
import { fakeProject } from "../fakeProject.js";
import { ownTemporaryFolder } from "../s3/startS3.js";

const message = scalarMessage("Distance traveled", 11.3, "m");
const signature = "?X-Amz-Expires=60&X-Amz-Signature=s3cret";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server with byte ranges, as S3 and its like have them. */
const files = new Map<string, Buffer>();
const requests: string[] = [];
let fault: (path: string, range: string) => Answer | undefined = () => undefined;

const server = createServer((request, response) => {
  const path = (request.url ?? "").replace(/\?.*$/, "");
  const { range = "" } = request.headers;
  requests.push(`${request.method} ${path} ${range}`);
  const wrong = fault(path, range);
  if (wrong !== undefined) return wrong(request, response);
  const content = files.get(path);
  if (content === undefined) return void response.writeHead(404).end();
  serve(content, range, response);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => void server.close());
beforeEach(() => {
  files.clear();
  requests.length = 0;
  fault = () => undefined;
});

function serve(content: Buffer, range: string, response: ServerResponse, etag = '"1"'): void {
  const [, first = "0", last = ""] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  const end = last === "" ? content.length : Math.min(Number(last) + 1, content.length);
  if (Number(first) >= content.length) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const shown = `bytes ${first}-${end - 1}/${content.length}`;
  response.writeHead(206, { etag, "content-range": shown, "content-length": end - Number(first) });
  response.end(content.subarray(Number(first), end));
}

/** Answers with a status, and with a body that says nothing. */
function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => void response.writeHead(code, headers).end("said by the test");
}

async function listOf(...lines: string[]): Promise<string> {
  const list = join(await temporaryFolder(), "list.txt");
  await writeFile(list, lines.join("\n"));
  return list;
}

async function find(...lines: string[]) {
  const list = await listOf(...lines);
  return await findTests(fakeWorld({ env: process.env }), { path: list, shown: "list.txt" });
}

async function refusalOf(...lines: string[]) {
  const error = await find(...lines).catch((thrown: unknown) => thrown);
  const { message, hint, exitCode } = error as { message: string; hint: string; exitCode: number };
  expect(`${message} ${hint}`).not.toMatch(/s3cret|Signature/);
  return { lines: message.split("\n").map((line) => line.trim()), exitCode };
}

it("rehearses logs by presigned URLs, and keeps neither logs nor signatures", async () => {
  const temporary = await ownTemporaryFolder();
  files.set("/a/message.binproto", Buffer.from(message));
  files.set("/b/message.binproto", Buffer.from(message));
  const project = await fakeProject();
  await project.addTest("here", message);
  const lines = [
    `${origin}/a/message.binproto${signature}`,
    `${origin}/b/message.binproto${signature}#part`,
    "samples/here",
  ];
  await writeFile(join(project.dir, "list.txt"), lines.join("\r\n"));
  const { code, stdout, stderr } = await project.rehearse("--tests", "list.txt", "--batches", "0");
  expect([code, stderr]).toEqual([0, ""]);
  for (const name of ["a-message.binproto", "b-message.binproto", "here"]) {
    expect(stdout).toMatch(new RegExp(`^${name} +PASSED .*Distance traveled 11.3 m$`, "m"));
  }
  const kept = await readFile(join(project.dir, "rehearsal", "rehearsal.json"), "utf8");
  expect(stdout + kept).not.toMatch(/s3cret|Signature/);
  expect(requests.filter((line) => !line.startsWith("GET "))).toEqual([]);
  expect(await temporary.left()).toEqual([]);
});

it("makes the URLs of a line the logs of one test, with names decoded", async () => {
  files.set("/run%201.mcap", Buffer.from("recording"));
  files.set("/empty.csv", Buffer.alloc(0));
  const [test, ...others] = await find(`${origin}/run%201.mcap${signature} ${origin}/empty.csv`);
  expect(others).toEqual([]);
  expect(test).toMatchObject({ source: `${origin}/run%201.mcap`, hasInputs: true });
  expect((await test?.measure())?.bytes).toBe(9);
  await using opened = await test?.open(new AbortController().signal);
  const read = (name: string) => readFile(join(opened?.folder ?? "", "logs", name), "utf8");
  expect([await read("run 1.mcap"), await read("empty.csv")]).toEqual(["recording", ""]);
});

it("keeps the fingerprint of a test when its URL is signed again, but not when its file changes", async () => {
  const fingerprint = async (query: string) => {
    const [test] = await find(`${origin}/a.csv${query}`);
    return (await test?.measure())?.fingerprint;
  };
  files.set("/a.csv", Buffer.from("1,2"));
  const first = await fingerprint("?X-Amz-Signature=one");
  expect(await fingerprint("?X-Amz-Signature=two")).toBe(first);
  fault = (_, range) => (__, response) => serve(Buffer.from("3,4"), range, response, '"2"');
  expect(await fingerprint("?X-Amz-Signature=two")).not.toBe(first);
});

it("names every line whose URL leads to no log", async () => {
  files.set("/log.csv", Buffer.from("1"));
  const answers: Record<string, Answer> = {
    "/expired.csv": status(403),
    "/public.csv": status(403),
    "/gcs.csv": status(400),
    "/login.csv": status(200, { "content-type": "text/html; charset=utf-8" }),
    "/packed.csv": status(200, { "content-encoding": "gzip", "content-length": "3" }),
    "/chunked.csv": status(200, { "transfer-encoding": "chunked" }),
  };
  fault = (path) => answers[path];
  const refusal = await refusalOf(
    `${origin}/log.csv${signature}`,
    `${origin}/expired.csv${signature}`,
    `${origin}/public.csv`,
    `${origin}/gcs.csv${signature}`,
    `${origin}/gone.csv${signature}`,
    `${origin}/login.csv${signature}`,
    `${origin}/packed.csv${signature}`,
    `${origin}/chunked.csv${signature}`,
    `${origin}/folder/${signature}`,
    `${origin}/%2e%2e${signature}`,
    `${origin}/log.csv?again=s3cret`,
    `${origin}/x/log.csv${signature} ${origin}/y/LOG.csv${signature}`,
    "https://user:s3cret@logs.example.com/a.csv",
    `https://[s3cret/a.csv${signature}`,
    `${origin}/b.csv${signature} b.csv`,
  );
  const expired = "a presigned URL may have expired, or be for another method than GET";
  expect(refusal.lines).toEqual([
    "list.txt lists tests that cannot be used:",
    `line 2: ${origin}/expired.csv: access denied (status 403): ${expired}`,
    `line 3: ${origin}/public.csv: access denied (status 403): no credentials are sent, so it needs a presigned URL`,
    `line 4: ${origin}/gcs.csv: access denied (status 400): ${expired}`,
    `line 5: ${origin}/gone.csv does not exist (status 404)`,
    `line 6: ${origin}/login.csv is a web page, not a log`,
    `line 7: ${origin}/packed.csv: the server does not say how long it is (it is sent with encoding gzip)`,
    `line 8: ${origin}/chunked.csv: the server does not say how long it is`,
    `line 9: ${origin}/folder/ names no log: it is empty`,
    `line 10: ${origin}/ names no log: it is empty`,
    `line 11: ${origin}/log.csv is the same test as in line 1`,
    `line 12: ${origin}/x/log.csv does not exist (status 404)`,
    "line 13: the URL contains a user or password: use a presigned URL instead",
    "line 14: the URL is not a valid http(s) URL; encode blanks as %20",
    "line 15: URL 2 of the line is not a valid http(s) URL; encode blanks as %20",
  ]);
  expect(refusal.exitCode).toBe(2);
});

it("refuses two logs of a test that would be one file", async () => {
  for (const path of ["/x/log.csv", "/y/LOG.csv"]) files.set(path, Buffer.from("1"));
  const { lines } = await refusalOf(`${origin}/x/log.csv ${origin}/y/LOG.csv`);
  expect(lines.slice(1)).toEqual(["line 1: its URLs name LOG.csv twice"]);
});

it.each<[string, Answer, RegExp]>([
  ["fails", status(500), /^list\.txt, line 2: http.*\/a\.csv returned status 500$/],
  ["is busy", status(429), /^list\.txt, line 2: http.*\/a\.csv returned status 429$/],
  [
    "closes the connection",
    (request) => void request.socket.destroy(),
    /^list\.txt, line 2: http.*\/a\.csv: the server cannot be reached: /,
  ],
])("asks three times when the server %s, and names the line", async (_, answer, said) => {
  fault = () => answer;
  const { lines, exitCode } = await refusalOf("# laps", `${origin}/a.csv${signature}`);
  expect(lines).toEqual([expect.stringMatching(said)]);
  expect(exitCode).toBe(1);
  expect(requests).toEqual(Array(3).fill("GET /a.csv bytes=0-0"));
});

/** Opens the only test, and returns what it downloaded, or why it could not. */
async function download(content: string, during: typeof fault): Promise<string> {
  files.set("/a.csv", Buffer.from(content));
  const [test] = await find(`${origin}/a.csv${signature}`);
  fault = during;
  try {
    await using opened = await test?.open(new AbortController().signal);
    return await readFile(join(opened?.folder ?? "", "logs/a.csv"), "utf8");
  } catch (error) {
    const { message } = error as Error;
    expect(message).not.toMatch(/s3cret|Signature/);
    return message;
  }
}

/** Sends a part of what was asked for, then cuts the connection. */
function cutAfter(sent: number, content: string, range: string): Answer {
  const from = Number(/^bytes=(\d+)/.exec(range)?.[1]);
  const rest = Buffer.from(content).subarray(from);
  return (_, response) => {
    response.writeHead(206, {
      etag: '"1"',
      "content-range": `bytes ${from}-${content.length - 1}/${content.length}`,
      "content-length": rest.length,
    });
    response.write(rest.subarray(0, sent));
    // Not at once: what was written has to arrive.
    setTimeout(() => response.destroy(), 100);
  };
}

it("resumes a broken download at the byte where it broke", async () => {
  const content = "0123456789";
  const during = (_: string, range: string) =>
    range === "bytes=8-" ? undefined : cutAfter(4, content, range);
  expect(await download(content, during)).toBe(content);
  expect(requests.slice(1)).toEqual([
    "GET /a.csv bytes=0-",
    "GET /a.csv bytes=4-",
    "GET /a.csv bytes=8-",
  ]);
});

it("resumes where the server sends the whole file again", async () => {
  const content = "0123456789";
  const whole: Answer = (_, response) =>
    void response.writeHead(200, { etag: '"1"', "content-length": 10 }).end(content);
  const during = (_: string, range: string) =>
    range === "bytes=0-" ? cutAfter(4, content, range) : whole;
  expect(await download(content, during)).toBe(content);
});

it.each<[string, typeof fault, RegExp]>([
  ["the URL has expired since", () => status(403), /\/a\.csv: access denied \(status 403\)/],
  [
    "the file was replaced",
    (_, range) => (__, response) => serve(Buffer.from("9876543210"), range, response, '"2"'),
    /\/a\.csv: the file was replaced after it was found$/,
  ],
  [
    "no more bytes arrive",
    (_, range) => cutAfter(range === "bytes=0-" ? 4 : 0, "0123456789", range),
    /\/a\.csv was not received completely: 4 bytes of 10 bytes/,
  ],
  [
    "the server sends more than it said",
    () => (_, response) => void response.writeHead(200, { etag: '"1"' }).end("0123456789 and more"),
    /\/a\.csv was not received completely: .*the server sent more than it had said/,
  ],
])("fails the test, and leaves nothing, when %s", async (_, during, said) => {
  const temporary = await ownTemporaryFolder();
  expect(await download("0123456789", during)).toMatch(said);
  expect(await temporary.left()).toEqual([]);
});
