import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { findTests } from "../../../generators/commands/rehearse/tests/findTests.js";
import { fakeWorld } from "../../cli/fakeWorld.js";
import { temporaryFolder } from "../../temporary.js";
import { bucket, type Fault, startS3 } from "./startS3.js";

const s3 = await startS3();
const url = `s3://${bucket}/runs`;

async function refusalOf(tests: string) {
  const world = fakeWorld({ env: process.env });
  try {
    await findTests(world, { path: tests, shown: tests });
  } catch (error) {
    return error as { message: string; hint: string; exitCode: number };
  }
  throw new Error("it was not refused");
}

it.each<[string, Fault, string, string]>([
  [
    "access is denied",
    { status: 403, code: "AccessDenied" },
    "access denied (AccessDenied) with the credentials of AWS_ACCESS_KEY_ID in the environment",
    "They need s3:ListBucket for the bucket, s3:GetObject for its objects, and s3:PutObject for results.",
  ],
  [
    "the access key is unknown",
    { status: 403, code: "InvalidAccessKeyId" },
    "access denied (InvalidAccessKeyId) with the credentials of AWS_ACCESS_KEY_ID in the environment",
    "The server does not know this access key.",
  ],
  [
    "the credentials have expired",
    { status: 400, code: "ExpiredToken" },
    "access denied (ExpiredToken) with the credentials of AWS_ACCESS_KEY_ID in the environment",
    "The credentials have expired: log in again.",
  ],
  [
    "there is no bucket",
    { status: 404, code: "NoSuchBucket" },
    "the bucket does not exist",
    "Check its name, AWS_REGION and AWS_ENDPOINT_URL_S3.",
  ],
  [
    "the server is too busy",
    { status: 503, code: "SlowDown" },
    "the server asked 2 times to slow down (SlowDown)",
    "Run fewer shards, lower --parallel, or raise AWS_MAX_ATTEMPTS.",
  ],
  [
    "the server fails",
    { status: 500, code: "InternalError" },
    "InternalError (status 500): said by the test",
    "It failed 2 times.",
  ],
  [
    "the server does not speak S3",
    { rewrite: () => "<!doctype html><html><body><br>Welcome</body></html>" },
    "the server's response is not an S3 response (status 200)",
    "Check AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL.",
  ],
])("says where and why when %s", async (_, fault, message, hint) => {
  s3.fault = () => fault;
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "never-to-be-shown");
  const refusal = await refusalOf(url);
  expect(refusal).toMatchObject({ message: `${url}/: ${message}`, hint, exitCode: 1 });
  expect(`${refusal.message} ${refusal.hint}`).not.toContain("never-to-be-shown");
});

it.each<[string, Record<string, string | undefined>, string]>([
  [
    "there are no credentials",
    { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    "there are no AWS credentials: Could not load credentials from any providers",
  ],
  [
    "the profile does not exist",
    { AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: "robots" },
    "there are no AWS credentials: Could not load credentials from any providers",
  ],
  ["there is no region", { AWS_REGION: undefined }, "there is no AWS region"],
  [
    "nobody listens there",
    { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" },
    "the server cannot be reached: connect ECONNREFUSED 127.0.0.1:9",
  ],
])("says what to set when %s", async (_, env, message) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const refusal = await refusalOf(url);
  for (const name of Object.keys(env)) vi.stubEnv(name, undefined);
  expect(refusal).toMatchObject({ message: `${url}/: ${message}`, exitCode: 1 });
  expect(refusal.hint).toMatch(/AWS_/);
});

it("never shows a secret that a credential_process was given", async () => {
  const config = join(await temporaryFolder(), "config");
  const fails = "[profile robots]\ncredential_process = no-such-program --token s3cret-token\n";
  await writeFile(config, fails);
  vi.stubEnv("AWS_CONFIG_FILE", config);
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  vi.stubEnv("AWS_PROFILE", "robots");
  const refusal = await refusalOf(url);
  vi.stubEnv("AWS_PROFILE", undefined);
  expect(refusal.message).toMatch(/^s3:\/\/archive\/runs\/: there are no AWS credentials/);
  expect(JSON.stringify(refusal)).not.toContain("s3cret");
});

it.each([
  ["s3://", "s3:// has no bucket"],
  ["s3:///runs", "s3:///runs has no bucket"],
  ["s3://my bucket/runs", "s3://my bucket/runs has no valid bucket name: my bucket"],
])("refuses %s before anything is asked", async (wrong, message) => {
  expect(await refusalOf(wrong)).toMatchObject({ message, exitCode: 2 });
  expect(s3.requests).toEqual([]);
});

it("reports an empty prefix", async () => {
  expect(await refusalOf(`s3://${bucket}/nothing/`)).toMatchObject({
    message: `no tests below s3://${bucket}/nothing/`,
    exitCode: 2,
  });
});

it("reports that a prefix is a test itself", async () => {
  await s3.put("single/lap/logs/a.csv", "1");
  await s3.put("single/lap/experience/a.json", "1");
  expect(await refusalOf(`s3://${bucket}/single/lap`)).toMatchObject({
    message: `s3://${bucket}/single/lap/ is a test itself`,
    exitCode: 2,
  });
});

it("names the lines of a list that lead to nothing, folders and prefixes", async () => {
  const folder = await temporaryFolder();
  const list = join(folder, "list.txt");
  await s3.put("listed/lap/logs/a.csv", "1");
  const lines = [
    "gone",
    `s3://${bucket}/listed/lap`,
    `s3://${bucket}/listed/la`,
    "s3://",
    "list.txt",
  ];
  await writeFile(list, lines.join("\n"));
  const { message, exitCode } = await refusalOf(list);
  expect(message.split("\n").slice(1)).toEqual([
    `  line 1: folder not found: ${join(folder, "gone")}`,
    `  line 3: no objects below s3://${bucket}/listed/la/`,
    "  line 4: s3:// has no bucket",
    `  line 5: ${list} is not a folder`,
  ]);
  expect(exitCode).toBe(2);
});

it("names the line of a list that the server refuses", async () => {
  const list = join(await temporaryFolder(), "list.txt");
  await writeFile(list, `# first\n${url}/lap\n`);
  s3.fault = () => ({ status: 403, code: "AccessDenied" });
  const { message, exitCode } = await refusalOf(list);
  expect(message).toMatch(`${list}, line 2: ${url}/lap/: access denied (AccessDenied)`);
  expect(exitCode).toBe(1);
});
