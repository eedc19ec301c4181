import { startPlatform } from "@metrics-project/platform";
import { createPlatformClient } from "@metrics-project/runtime";
import { expect, it, onTestFinished } from "vitest";
import { description } from "../../runtime/platform/src/generated/description.js";
import { ask, first } from "./ask.js";
import { eventMessage, scalarMessage } from "./messages.js";

async function started() {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  return platform;
}

/** A platform with one of everything, and the path parameters that name it. */
async function furnished() {
  const platform = await started();
  const { projectID } = await platform.addProject({ name: "robots" });
  const { systemID } = await platform.addSystem({ name: "arm", projectID });
  const { branchID } = await platform.addBranch();
  const { buildID } = await platform.addBuild({ description: "of the night" });
  const { metricsBuildID } = await platform.addMetricsBuild({ name: "speeds" });
  const { testSuiteID } = await platform.addTestSuite({ name: "nightly" });
  const { experienceID } = await platform.addExperience({ name: "lap", tags: ["city", "rain"] });
  const { batchID } = await platform.addBatch({ friendlyName: "night 1", metricsBuildID });
  const { jobID } = await platform.recordTest({
    batchID,
    experience: "lap",
    message: eventMessage("Near miss"),
  });
  await platform.recordBatchMetrics({ batchID, message: scalarMessage("Mean speed", 0.5) });
  const sweep = await platform.addParameterSweep({ batches: [batchID] });
  const { reportID } = await platform.addReport();
  await platform.recordReportMetrics({ reportID, message: scalarMessage("Trend", 2) });
  const tags = await ask(platform, `/projects/${projectID}/experienceTags`);
  const job = `/projects/${projectID}/batches/${batchID}/jobs/${jobID}`;
  const metrics = (await ask(platform, `${job}/metrics`)).body.metrics;
  const data = (await ask(platform, `${job}/metricsData`)).body.metricsData;
  const names: Record<string, string> = {
    ...{ projectID, systemID, branchID, buildID, metricsBuildID, testSuiteID, experienceID },
    ...{ batchID, jobID, reportID, sweepID: sweep.parameterSweepID ?? "" },
    experienceTagID: first(tags.body.experienceTags).experienceTagID,
    friendlyName: "night 1",
    metricID: metrics.map((metric) => metric.metricID).join(","),
    metricsDataID: data.map((one) => one.dataID).join(","),
  };
  return { platform, names, job };
}

function filled(path: string, names: Record<string, string>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(names[name] ?? name),
  );
}

it("answers every reading operation of the description", async () => {
  const { platform, names } = await furnished();
  const paths = Object.entries(description.paths as Record<string, { get?: object }>);
  const empty: string[] = [];
  for (const [path, { get }] of paths) {
    if (get === undefined) continue;
    const { status, body } = await ask(platform, filled(path, names));
    expect({ path, status, message: body.message }).toEqual({
      path,
      status: 200,
      message: undefined,
    });
    const list = Object.values(body).find(Array.isArray);
    if (body.nextPageToken !== undefined && list?.length === 0) empty.push(path);
  }
  expect(empty).toEqual([]);
});

it("answers 404 to every operation on a project that there is not", async () => {
  const { platform, names } = await furnished();
  const unknown = { ...names, projectID: "00000000-0000-4000-8000-000000000000" };
  const paths = Object.entries(description.paths as Record<string, { get?: object }>);
  for (const [path, { get }] of paths) {
    if (get === undefined || !path.includes("{projectID}")) continue;
    const { status } = await ask(platform, filled(path, unknown));
    expect({ path, status }).toEqual({ path, status: 404 });
  }
});

it("registers a metrics build once", async () => {
  const { platform, names } = await furnished();
  const client = createPlatformClient({ apiURL: platform.apiURL, authToken: platform.token });
  const params = { path: { projectID: names.projectID ?? "" } };
  const body = { name: "speeds", version: "2", imageUri: "registry/speeds:2" };
  const post = () => client.POST("/projects/{projectID}/metricsBuilds", { params, body });
  expect((await post()).data).toMatchObject(body);
  expect((await post()).response.status).toBe(409);
  const list = await client.GET("/projects/{projectID}/metricsBuilds", { params });
  expect(list.data?.total).toBe(2);
  const wrong = await fetch(`${platform.apiURL}/projects/${names.projectID}/metricsBuilds`, {
    method: "POST",
    headers: { authorization: `Bearer ${platform.token}`, "content-type": "application/json" },
    body: '{"name": 7',
  });
  expect(wrong.status).toBe(400);
});

it("lists events with their metrics, by tag", async () => {
  const { platform, job } = await furnished();
  const { body: events } = await ask(platform, `${job}/events`);
  const { body: metrics } = await ask(platform, `${job}/eventMetrics`);
  expect(events.events).toMatchObject([
    {
      name: "Near miss",
      timestamp: "2024-05-01T10:00:00.250000001Z",
      timestampType: "ABSOLUTE",
      tags: ["safety"],
      metricsIDs: [first(metrics.metrics).metricID],
    },
  ]);
  const tagged = async (tag: string) =>
    (await ask(platform, `${job}/events?eventTags=${tag}`)).body.events;
  expect([await tagged("comfort"), await tagged("safety")]).toEqual([[], events.events]);
});

it("lists the files of a test as logs, and serves them", async () => {
  const { platform, job } = await furnished();
  const { body } = await ask(platform, `${job}/logs?type=METRICS_OUTPUT_LOG&name=metrics`);
  expect(body.logs).toMatchObject([{ fileName: "metrics.binproto", executionStep: "METRICS" }]);
  const file = await fetch(first(body.logs).logOutputLocation);
  expect((await file.arrayBuffer()).byteLength).toBe(first(body.logs).fileSize);
  expect((await ask(platform, `${job}/logs?type=MP4_LOG`)).body.logs).toEqual([]);
  expect((await ask(platform, `${job}/logs?type=NO_LOG`)).status).toBe(400);
});

it("keeps the tests that a list is filtered for", async () => {
  const platform = await started();
  const { projectID } = await platform.addExperience({ name: "rainy lap", tags: ["rain"] });
  const { batchID } = await platform.addBatch();
  await platform.recordTest({ batchID, experience: "rainy lap", message: scalarMessage("a", 1) });
  await platform.recordTest({ batchID, experience: "slalom" });
  await platform.recordTest({ batchID, experience: "sprint", jobStatus: "CANCELLED" });
  const tags = await ask(platform, `/projects/${projectID}/experienceTags`);
  const rain = first(tags.body.experienceTags).experienceTagID;
  const names = async (query: string) => {
    const { body } = await ask(platform, `/projects/${projectID}/batches/${batchID}/jobs?${query}`);
    return body.jobs?.map((job) => job.experienceName) ?? body.message;
  };
  expect(await names("status=ERROR")).toEqual(["slalom"]);
  expect(await names("conflatedStatus=PASSED,CANCELLED")).toEqual(["rainy lap", "sprint"]);
  expect(await names("conflatedStatus=LATE")).toContain("allowed values");
  expect(await names("name=LAP")).toEqual(["rainy lap"]);
  expect(await names(`experienceTagIDs=${rain}`)).toEqual(["rainy lap"]);
  expect(await names("orderBy=-experienceName")).toEqual(["sprint", "slalom", "rainy lap"]);
  expect(await names("orderBy=experience_name desc")).toEqual(["sprint", "slalom", "rainy lap"]);
  expect(await names("orderBy=color")).toContain("color");
});

it("distinguishes the revisions of a suite", async () => {
  const platform = await started();
  const first = await platform.addTestSuite({ name: "nightly" });
  const { projectID, testSuiteID } = first;
  const batch = await platform.addBatch({ testSuiteID });
  await platform.addTestSuite({ testSuiteID, name: "nightly, longer" });
  const later = await platform.addBatch({ testSuiteID });
  expect([batch.testSuiteRevision, later.testSuiteRevision]).toEqual([0, 1]);
  const path = `/projects/${projectID}/suites/${testSuiteID}`;
  expect((await ask(platform, path)).body.name).toBe("nightly, longer");
  const { testSuites } = (await ask(platform, `${path}/revisions`)).body;
  expect(testSuites.map(({ name }) => name).sort()).toEqual(["nightly", "nightly, longer"]);
});

it("creates one branch, suite and experience for batches and tests that are added concurrently", async () => {
  const platform = await started();
  const batches = await Promise.all([1, 2, 3].map(() => platform.addBatch()));
  for (const field of ["branchID", "testSuiteID", "systemID", "buildID"] as const) {
    expect(new Set(batches.map((batch) => batch[field])).size).toBe(1);
  }
  const { batchID } = first(batches);
  const tests = ["lap", "lap", "lap"].map((experience) =>
    platform.recordTest({ batchID, experience }),
  );
  expect(new Set((await Promise.all(tests)).map((job) => job.experienceID)).size).toBe(1);
});
