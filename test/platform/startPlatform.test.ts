import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type PlatformOptions, startPlatform } from "@metrics-project/platform";
import {
  DecodeError,
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
  InputError,
} from "@metrics-project/runtime";
import { expect, it, onTestFinished } from "vitest";
import { RunStore } from "../../runtime/platform/src/runStore.js";
import { temporaryFolder } from "../temporary.js";
import { ask, first } from "./ask.js";
import { fileMessage, scalarMessage } from "./messages.js";

async function started(options: PlatformOptions = {}) {
  const platform = await startPlatform(options);
  onTestFinished(() => platform.close());
  return platform;
}

it("serves the output of test runs, from the project to single objects", async () => {
  const platform = await started();
  const batch = await platform.addBatch({ friendlyName: "nightly" });
  const written = scalarMessage("Distance traveled", 4.25, "m");
  const { jobID } = await platform.recordTest({
    batchID: batch.batchID,
    experience: "left turn",
    message: written,
  });

  const { body: projects } = await ask(platform, "/projects");
  const { projectID } = first(projects.projects);
  const base = `/projects/${projectID}/batches/${batch.batchID}`;
  const { body: got } = await ask(platform, base);
  expect(got).toMatchObject({ friendlyName: "nightly", totalJobs: 1, status: "SUCCEEDED" });
  expect(got.jobStatusCounts.succeeded).toBe(1);

  const { body: jobs } = await ask(platform, `${base}/jobs`);
  expect(jobs.jobs).toMatchObject([
    { jobID, experienceName: "left turn", conflatedStatus: "PASSED", jobMetricsStatus: "PASSED" },
  ]);

  const { body: metrics } = await ask(platform, `${base}/jobs/${jobID}/metrics`);
  expect(metrics.metrics).toMatchObject([
    { name: "Distance traveled", type: "SCALAR", value: 4.25, unit: "m", eventMetric: false },
  ]);
  const metric = await fetch(first(metrics.metrics).metricURL);
  expect(decodeMetric(new Uint8Array(await metric.arrayBuffer()))).toEqual(
    decodeJobMetrics(written).jobLevelMetrics?.metrics[0],
  );

  const { body: data } = await ask(platform, `${base}/jobs/${jobID}/metricsData`);
  expect(data.metricsData).toMatchObject([{ name: "speed", metricsDataType: "STANDARD" }]);
  const object = await fetch(first(data.metricsData).metricsDataURL);
  expect(decodeMetricsData(new Uint8Array(await object.arrayBuffer()))).toEqual(
    decodeJobMetrics(written).metricsData[0],
  );
});

it("asks for the token on the API and refuses it on downloads", async () => {
  const platform = await started({ token: "secret" });
  const { batchID, jobID, projectID } = await platform.recordTest({
    message: scalarMessage("a", 1),
  });
  expect((await ask(platform, "/projects", "other")).status).toBe(401);
  expect((await fetch(`${platform.apiURL}/projects`)).status).toBe(401);
  expect((await fetch(`${platform.apiURL}/health`)).status).toBe(200);

  const path = `/projects/${projectID}/batches/${batchID}/jobs/${jobID}/metrics`;
  const { metricURL } = first((await ask(platform, path)).body.metrics);
  expect(new URL(metricURL).port).not.toBe(new URL(platform.apiURL).port);
  expect((await fetch(metricURL)).status).toBe(200);
  const withToken = await fetch(metricURL, { headers: { authorization: "Bearer secret" } });
  expect(withToken.status).toBe(400);
});

it("pages through lists, and refuses tokens that no page gave", async () => {
  const platform = await started();
  const { batchID, projectID } = await platform.addBatch();
  for (let number = 1; number <= 5; number++) {
    await platform.recordTest({ batchID, experience: `test ${number}` });
  }
  const path = `/projects/${projectID}/batches/${batchID}/jobs?pageSize=2`;
  const names: string[] = [];
  let token = "";
  let pages = 0;
  do {
    const { body } = await ask(platform, `${path}&pageToken=${token}`);
    names.push(...body.jobs.map((job) => job.experienceName));
    token = body.nextPageToken;
    pages += 1;
  } while (token !== "");
  expect(pages).toBe(3);
  expect(names).toEqual(["test 1", "test 2", "test 3", "test 4", "test 5"]);
  expect((await ask(platform, `${path}&pageToken=bogus`)).status).toBe(400);
  expect((await ask(platform, `${path.replace("=2", "=101")}`)).status).toBe(400);
  expect((await ask(platform, `${path}&nonsense=1`)).status).toBe(400);
});

it("returns 404 for an unknown ID, 400 for an invalid one", async () => {
  const platform = await started();
  const { batchID, projectID } = await platform.addBatch();
  const other = await platform.addProject({ name: "other" });
  const unknown = "00000000-0000-4000-8000-000000000000";
  expect((await ask(platform, `/projects/${projectID}/batches/${unknown}`)).status).toBe(404);
  expect((await ask(platform, `/projects/${other.projectID}/batches/${batchID}`)).status).toBe(404);
  expect((await ask(platform, `/projects/${unknown}/batches`)).status).toBe(404);
  expect((await ask(platform, "/nowhere")).status).toBe(404);
  expect((await ask(platform, `/projects/${projectID}/batches/seven`)).status).toBe(400);
});

it("finds the batches of a report as report runs ask for them", async () => {
  const platform = await started();
  const times = ["2024-05-01", "2024-05-02", "2024-05-03"].map((day) => `${day}T00:00:00.000Z`);
  for (const creationTimestamp of times) await platform.addBatch({ creationTimestamp });
  const report = await platform.addReport();
  const { projectID, testSuiteID, branchID, reportID } = report;
  expect((await ask(platform, `/projects/${projectID}/reports/${reportID}`)).body).toEqual(report);

  const list = async (extra: string) => {
    const search = `test_suite_id = "${testSuiteID}" AND branch_id = "${branchID}"${extra}`;
    const query = new URLSearchParams({ search, orderBy: "creationTimestamp" });
    return await ask(platform, `/projects/${projectID}/batches?${query}`);
  };
  const between = ` AND created_at > "${times[0]}" AND created_at < "2024-05-03T02:00:00+02:00"`;
  const { body } = await list(between);
  expect(body.batches.map((batch) => batch.creationTimestamp)).toEqual([times[1]]);
  expect((await list(" AND test_suite_revision = 0")).body.total).toBe(3);
  expect((await list(" AND test_suite_revision = 1")).body.total).toBe(0);
  expect((await list(" OR x")).status).toBe(400);
  expect((await list(' AND color = "red"')).body.message).toContain("color");
  expect((await list(' AND created_at > "yesterday"')).status).toBe(400);
});

it("lists the metrics of a batch run", async () => {
  const platform = await started();
  const { batchID, projectID } = await platform.addBatch();
  await platform.recordBatchMetrics({ batchID, message: scalarMessage("Mean speed", 0.5, "m/s") });
  const { body } = await ask(platform, `/projects/${projectID}/batches/${batchID}/metrics`);
  expect(body.batchMetrics).toMatchObject([{ name: "Mean speed", value: 0.5, batchID }]);
  expect((await fetch(first(body.batchMetrics).metricURL)).status).toBe(200);
});

it("serves the objects of the newest message of a run, small and large", async () => {
  const platform = await started();
  const { jobID, batchID, projectID } = await platform.recordTest({
    message: scalarMessage("a", 1),
  });
  const path = `/projects/${projectID}/batches/${batchID}/jobs/${jobID}`;
  const served = async () => {
    const { metricURL } = first((await ask(platform, `${path}/metrics`)).body.metrics);
    const { name } = decodeMetric(new Uint8Array(await (await fetch(metricURL)).arrayBuffer()));
    return name;
  };
  expect(await served()).toBe("a");
  for (const name of ["b", "c".repeat(2 ** 20), "d"]) {
    await platform.recordTest({ jobID, batchID, message: scalarMessage(name, 1) });
    expect(await served()).toBe(name);
  }
});

it("counts a test without a message as an error", async () => {
  const platform = await started();
  const job = await platform.recordTest({ experience: "crash" });
  expect(job).toMatchObject({ jobStatus: "ERROR", conflatedStatus: "ERROR" });
  const { body } = await ask(platform, `/projects/${job.projectID}/batches/${job.batchID}`);
  expect(body).toMatchObject({ status: "ERROR", conflatedStatus: "ERROR" });
});

it("keeps its state in a folder of readable files, and finds it again", async () => {
  const dir = await temporaryFolder();
  const before = await startPlatform({ dir });
  const job = await before.recordTest({ experience: "left turn", message: scalarMessage("a", 1) });
  await before.close();
  const text = await readFile(join(dir, "jobs", `${job.jobID}.json`), "utf8");
  expect(JSON.parse(text)).toEqual(job);

  const second = await started({ dir });
  const path = `/projects/${job.projectID}/batches/${job.batchID}/jobs/${job.jobID}`;
  expect((await ask(second, path)).body).toEqual(job);
  const { metricURL } = first((await ask(second, `${path}/metrics`)).body.metrics);
  expect((await fetch(metricURL)).status).toBe(200);
});

it("expires links on request, and creates new ones", async () => {
  const platform = await started();
  const job = await platform.recordTest({ message: scalarMessage("a", 1) });
  const path = `/projects/${job.projectID}/batches/${job.batchID}/jobs/${job.jobID}/metrics`;
  const link = async () => first((await ask(platform, path)).body.metrics).metricURL;
  const old = await link();
  platform.expireLinks();
  expect((await fetch(old)).status).toBe(403);
  expect((await fetch(await link())).status).toBe(200);
  const forged = (await link()).replace(/Expires=\d+/, "Expires=9999999999999");
  expect((await fetch(forged)).status).toBe(403);
});

it("names the port that is in use", async () => {
  const platform = await started();
  const port = Number(new URL(platform.apiURL).port);
  await expect(startPlatform({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`);
});

it("expires links after their lifetime", async () => {
  let time = Date.parse("2024-05-01T10:00:00Z");
  const platform = await started({ linkLifetime: 60, now: () => new Date(time) });
  const job = await platform.recordTest({ message: scalarMessage("a", 1) });
  expect(job.creationTimestamp).toBe("2024-05-01T10:00:00.000Z");
  const path = `/projects/${job.projectID}/batches/${job.batchID}/jobs/${job.jobID}/metrics`;
  const { metricURL } = first((await ask(platform, path)).body.metrics);
  time += 59_000;
  expect((await fetch(metricURL)).status).toBe(200);
  time += 2_000;
  expect((await fetch(metricURL)).status).toBe(403);
});

it("refuses unreadable state, and a missing folder", async () => {
  const dir = await temporaryFolder();
  await mkdir(join(dir, "jobs"));
  // Cut off, nothing, and of another form than ours.
  for (const text of ["{", "null", '{"id":"one"}']) {
    await writeFile(join(dir, "jobs", "one.json"), text);
    await expect(startPlatform({ dir })).rejects.toThrow(
      `The platform's state cannot be read: ${join(dir, "jobs", "one.json")}`,
    );
  }
  const platform = await started();
  await expect(platform.recordTest({ outputsDir: join(dir, "none") })).rejects.toThrow(InputError);
  await expect(platform.recordTest({ message: new Uint8Array([255]) })).rejects.toThrow(
    DecodeError,
  );
  await expect(platform.recordTest({ batchID: "none" })).rejects.toThrow("has no batch none");
});

it("serves the files beside a message, but none outside its folder", async () => {
  const outputsDir = await temporaryFolder();
  await mkdir(join(outputsDir, "frames"));
  await writeFile(join(outputsDir, "frames", "a b.png"), "picture");
  await writeFile(join(outputsDir, "metrics.binproto"), fileMessage("frames/a b.png", "../jobs"));
  const platform = await started();
  const job = await platform.recordTest({ outputsDir });
  const path = `/projects/${job.projectID}/batches/${job.batchID}/jobs/${job.jobID}/metricsData`;
  const [inside, outside] = (await ask(platform, path)).body.metricsData;
  expect(inside).toMatchObject({ metricsDataType: "EXTERNAL_FILE", filename: "frames/a b.png" });
  expect(await (await fetch(inside?.metricsDataURL ?? "")).text()).toBe("picture");
  expect((await fetch(outside?.metricsDataURL ?? "")).ok).toBe(false);
});

it("owns up to an answer that the description does not allow", async () => {
  const platform = await started();
  const { projectID, batchID } = await platform.addBatch({ creationTimestamp: "yesterday" });
  const { status, body } = await ask(platform, `/projects/${projectID}/batches/${batchID}`);
  expect(status).toBe(500);
  expect(body.message).toContain("/creationTimestamp must match format");
});

it.each(["../../evil", "/tmp/evil", "a/b", "..", ""])(
  "refuses %j as an ID, and writes nothing",
  async (jobID) => {
    const dir = join(await temporaryFolder(), "in", "state");
    const platform = await started({ dir });
    await expect(platform.recordTest({ jobID })).rejects.toThrow(
      `${JSON.stringify(jobID)} is not an ID`,
    );
    const message = scalarMessage("Speed", 1);
    await expect(platform.recordTest({ jobID, message })).rejects.toThrow(InputError);
    expect(await readdir(join(dir, "..", ".."))).toEqual(["in"]);
    expect(await readdir(join(dir, ".."))).toEqual(["state"]);
  },
);

it("serves no file through a link that leads outside a run's outputs", async () => {
  const outputs = await temporaryFolder();
  await writeFile(join(outputs, "kept.txt"), "kept");
  const secret = join(await temporaryFolder(), "secret.txt");
  await writeFile(secret, "secret");
  await symlink(secret, join(outputs, "link.txt"));
  const runs = new RunStore(await temporaryFolder());
  await runs.record("run", outputs);
  expect(runs.filePath("run", "kept.txt")).toMatch(/kept\.txt$/);
  expect(runs.filePath("run", "link.txt")).toBeUndefined();
  expect(runs.filePath("run", "../run/kept.txt")).toMatch(/kept\.txt$/);
  expect(runs.filePath("run", "../../secret.txt")).toBeUndefined();
});
