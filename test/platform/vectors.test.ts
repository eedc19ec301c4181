import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPlatform } from "@metrics-project/platform";
import {
  createPlatformClient,
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
  fetchJobMetricsByBatch,
} from "@metrics-project/runtime";
import { expect, it } from "vitest";
import { ask } from "./ask.js";

const vectors = fileURLToPath(new URL("../fixtures/vectors", import.meta.url));
const files = (await readdir(vectors)).filter((name) => name.endsWith(".binproto"));

it("serves every object of the platform's own messages unchanged", async () => {
  await using platform = await startPlatform();
  const { projectID, batchID } = await platform.addBatch();
  for (const file of files) {
    const bytes = await readFile(join(vectors, file));
    const { jobID } = await platform.recordTest({ batchID, experience: file, message: bytes });
    const message = decodeJobMetrics(bytes);
    const path = `/projects/${projectID}/batches/${batchID}/jobs/${jobID}`;

    const { metrics } = (await ask(platform, `${path}/metrics`)).body;
    const served = metrics.map(async ({ metricURL }) => decodeMetric(await download(metricURL)));
    expect(await Promise.all(served)).toEqual(message.jobLevelMetrics?.metrics);

    const { metricsData } = (await ask(platform, `${path}/metricsData`)).body;
    const standard = metricsData.filter(({ metricsDataType }) => metricsDataType === "STANDARD");
    const data = standard.map(async (one) => decodeMetricsData(await download(one.metricsDataURL)));
    expect(await Promise.all(data)).toEqual(
      message.metricsData.filter((one) => one.data?.$case !== "externalFile"),
    );
  }
});

it("serves everything that a batch run reads", async () => {
  await using platform = await startPlatform();
  const { projectID, batchID } = await platform.addBatch();
  for (const file of files) {
    const message = await readFile(join(vectors, file));
    await platform.recordTest({ batchID, experience: file, message });
  }
  const client = createPlatformClient({ apiURL: platform.apiURL, authToken: platform.token });
  const tests = await fetchJobMetricsByBatch({ client, projectID, batchID });
  const names = [...tests.values()].map(({ job }) => job.experienceName);
  expect(names.toSorted()).toEqual(files.toSorted());
});

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}
