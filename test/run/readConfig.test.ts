import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { runMetricsBuild } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

const token = "secret-token-value";
const id = "0b5c5f0a-6c1e-4b0e-9a53-0d9d3f2f6a11";
const batch = { authToken: token, apiURL: "http://127.0.0.1:9", batchID: id, projectID: id };
const report = { authToken: token, apiURL: "http://127.0.0.1:9", reportID: id, projectID: id };

/** Runs a build whose inputs hold one config file, and gives what it printed and left. */
async function runWith(name: string, text: string, env: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  const inputs = join(folder, "inputs");
  const outputs = join(folder, "outputs");
  await mkdir(inputs);
  await writeFile(join(inputs, name), text);
  let stderr = "";
  const nothing = () => {};
  const result = await runMetricsBuild(
    { test: nothing, batch: nothing, report: nothing },
    {
      inputs,
      outputs,
      env,
      ownsProcess: false,
      stderr: {
        write: (line) => {
          stderr += line;
        },
      },
    },
  );
  return { ...result, stderr, left: await readdir(outputs).catch(() => []) };
}

const json = (value: unknown) => JSON.stringify(value);

describe("a config file", () => {
  it.each([
    {
      fault: "is empty",
      name: "batch_metrics_config.json",
      text: "",
      says: "is empty, not valid JSON",
    },
    {
      fault: "is cut off",
      name: "batch_metrics_config.json",
      text: json(batch).slice(0, -20),
      says: "is not valid JSON",
    },
    {
      fault: "is a list",
      name: "report_config.json",
      text: "[]",
      says: "must be a JSON object, got a list",
    },
    {
      fault: "lacks its batch",
      name: "batch_metrics_config.json",
      text: json({ ...batch, batchID: undefined }),
      says: "batchID is missing",
    },
    {
      fault: "has a malformed ID",
      name: "batch_metrics_config.json",
      text: json({ ...batch, batchID: "12" }),
      says: 'batchID "12" is not a UUID',
    },
    {
      fault: "has a number for an ID",
      name: "report_config.json",
      text: json({ ...report, reportID: 12 }),
      says: "reportID must be a string, got a number",
    },
    {
      fault: "lacks its project, which a report cannot do without",
      name: "report_config.json",
      text: json({ ...report, projectID: undefined }),
      says: "projectID is missing",
    },
    {
      fault: "has no URL",
      name: "report_config.json",
      text: json({ ...report, apiURL: "api.example" }),
      says: 'apiURL "api.example" is not an http or https URL',
    },
    {
      fault: "lacks several fields",
      name: "batch_metrics_config.json",
      text: "{}",
      says: "authToken is missing; apiURL is missing; batchID is missing",
    },
    {
      fault: "has no token",
      name: "batch_metrics_config.json",
      text: json({ ...batch, authToken: "" }),
      says: "RESIM_AUTH_TOKEN",
    },
  ])("that $fault is an error that says so", async ({ name, text, says }) => {
    const { exitCode, stderr, left } = await runWith(name, text);
    expect(stderr).toContain(says);
    expect(stderr).toContain(name);
    expect(stderr).not.toContain(token);
    expect(exitCode).toBe(1);
    expect(left).toEqual([]);
  });

  it("may be anywhere, named by METRICS_CONFIG, and is recognized by its ID", async () => {
    const elsewhere = join(await temporaryFolder(), "mine.json");
    await writeFile(elsewhere, json({ ...report, reportID: undefined }));
    const { stderr } = await runWith("unrelated.txt", "", { METRICS_CONFIG: elsewhere });
    expect(stderr).toContain("has neither batchID nor reportID");
  });
});

describe("the token of the environment", () => {
  it.each<[string, Record<string, string>, string]>([
    [
      "of the product's new name first",
      { SIGNALFLAG_AUTH_TOKEN: "new", RESIM_AUTH_TOKEN: "old" },
      "new",
    ],
    ["of its old name else", { RESIM_AUTH_TOKEN: "old" }, "old"],
    ["never an empty one", { SIGNALFLAG_AUTH_TOKEN: "", RESIM_AUTH_TOKEN: "old" }, "old"],
    ["before the file's", { SIGNALFLAG_AUTH_TOKEN: "new" }, "new"],
  ])("is that %s", async (_, env, expected) => {
    const seen: (string | undefined)[] = [];
    await using server = await listening((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await runWith(
      "batch_metrics_config.json",
      JSON.stringify({ ...batch, apiURL: server.url }),
      env,
    );
    expect(seen[0]).toBe(`Bearer ${expected}`);
  });
});

/** A server that answers every request in one way. */
async function listening(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
