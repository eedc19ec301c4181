import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startPlatform } from "@metrics-project/platform";
import {
  decodeJobMetrics,
  encodeJobMetrics,
  type MetricsFunctions,
  MetricsWriter,
  type RunOptions,
  runMetricsBuild,
} from "@metrics-project/runtime";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../temporary.js";

async function runWith(
  configName: string,
  config: object,
  functions: MetricsFunctions,
  options: RunOptions = {},
) {
  const folder = await temporaryFolder();
  const inputs = join(folder, "inputs");
  const outputs = join(folder, "outputs");
  await mkdir(inputs);
  await writeFile(join(inputs, configName), JSON.stringify(config));
  let stderr = "";
  const result = await runMetricsBuild(functions, {
    ...options,
    inputs,
    outputs,
    env: options.env ?? {},
    ownsProcess: false,
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
  });
  const left: string[] = await readdir(outputs).catch(() => []);
  const message = left.includes("metrics.binproto")
    ? decodeJobMetrics(await readFile(join(outputs, "metrics.binproto")))
    : undefined;
  return { ...result, stderr, left, message };
}

function distance(value: number): Uint8Array {
  const writer = new MetricsWriter();
  writer.addScalarMetric("Distance traveled", { value, unit: "m" });
  return encodeJobMetrics(writer.write());
}

async function platformWithBatch() {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  const { batchID, projectID } = await platform.addBatch({ friendlyName: "nightly" });
  for (const value of [1, 2, 4]) {
    await platform.recordTest({ batchID, experience: `drive ${value}`, message: distance(value) });
  }
  return { apiURL: platform.apiURL, authToken: platform.token, batchID, projectID };
}

const sumOfDistances: MetricsFunctions = {
  batch: async ({ tests, writer, batch }) => {
    let sum = 0;
    for await (const test of tests) sum += test.metric("Distance traveled", "SCALAR")?.value ?? 0;
    writer.addScalarMetric(`Distance of ${batch.friendlyName}`, { value: sum, unit: "m" });
  },
};

describe("batch mode", () => {
  it.each([
    { form: "with its project", change: {} },
    { form: "without a project, which is then looked for", change: { projectID: undefined } },
    { form: "with fields that it does not know", change: { region: "eu", retries: 3 } },
  ])("reads the tests of a config $form", async ({ change }) => {
    const config = { ...(await platformWithBatch()), ...change };
    const run = await runWith("batch_metrics_config.json", config, sumOfDistances);
    expect(run.stderr).not.toContain(config.authToken);
    expect(run.stderr).toMatch(/^batch mode, config from .*batch_metrics_config\.json\n/);
    expect(run.message?.jobLevelMetrics?.metrics).toMatchObject([
      { name: "Distance of nightly", metricValues: { metricValues: { value: { value: 7 } } } },
    ]);
  });

  it("writes lists into queries according to the project's own description", async () => {
    const config = await platformWithBatch();
    const seen: string[] = [];
    const batch: MetricsFunctions["batch"] = async ({ client, projectID, batchID }) => {
      client.use({ onRequest: ({ request }) => void seen.push(new URL(request.url).search) });
      await client.GET("/projects/{projectID}/batches/{batchID}/jobs", {
        params: { path: { projectID, batchID }, query: { conflatedStatus: ["PASSED", "ERROR"] } },
      });
    };
    const operation = "GET /projects/{projectID}/batches/{batchID}/jobs";
    const queryStyles = {
      [operation]: { conflatedStatus: { style: "pipeDelimited", explode: false } },
    } as const;
    await runWith("batch_metrics_config.json", config, { batch });
    await runWith("batch_metrics_config.json", config, { batch }, { queryStyles });
    expect(seen).toEqual(["?conflatedStatus=PASSED,ERROR", "?conflatedStatus=PASSED|ERROR"]);
  });

  it("accepts an API URL with a trailing slash", async () => {
    const config = await platformWithBatch();
    const slashed = { ...config, apiURL: `${config.apiURL}/` };
    expect((await runWith("batch_metrics_config.json", slashed, sumOfDistances)).exitCode).toBe(0);
  });

  it("writes an empty message with a warning if there is no batch function", async () => {
    const config = await platformWithBatch();
    const { exitCode, message, stderr } = await runWith("batch_metrics_config.json", config, {});
    expect(message?.jobLevelMetrics?.metrics).toEqual([]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("no batch function, so there is nothing to compute");
  });

  it("fails with a message about the token if it is refused", async () => {
    const config = { ...(await platformWithBatch()), authToken: "expired-token-value" };
    const run = await runWith("batch_metrics_config.json", config, sumOfDistances);
    expect(run).toMatchObject({ exitCode: 1, left: [] });
    expect(run.stderr).toMatch(/401/);
    expect(run.stderr).not.toContain("expired-token-value");
  });

  it("fails if the platform keeps returning 500", async () => {
    const server = createServer((_, response) => response.writeHead(500).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
    });
    const config = {
      ...(await platformWithBatch()),
      apiURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    };
    const env = { METRICS_RETRY_FOR: "1s" };
    const run = await runWith("batch_metrics_config.json", config, sumOfDistances, { env });
    expect(run).toMatchObject({ exitCode: 1, left: [] });
    expect(run.stderr).toMatch(/500/);
  });
});

describe("report mode", () => {
  it("passes the report and its batches, oldest first", async () => {
    const platform = await startPlatform();
    onTestFinished(() => platform.close());
    const days = ["2026-01-02", "2026-01-01", "2026-01-03"];
    for (const day of days) {
      await platform.addBatch({ friendlyName: day, creationTimestamp: `${day}T00:00:00Z` });
    }
    const { reportID, projectID } = await platform.addReport({
      startTimestamp: "2025-12-31T00:00:00Z",
      endTimestamp: "2026-01-05T00:00:00Z",
    });
    const config = { apiURL: platform.apiURL, authToken: platform.token, reportID, projectID };
    const seen: unknown[] = [];
    const run = await runWith("report_config.json", config, {
      report: ({ report, batches }) => {
        seen.push(report.reportID, ...batches.map((batch) => batch.friendlyName));
      },
    });
    expect(run.stderr).not.toContain("error");
    expect(seen).toEqual([reportID, ...[...days].sort()]);
  });
});
