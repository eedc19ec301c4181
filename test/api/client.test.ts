import type { FaultTarget } from "@metrics-project/platform";
import {
  ApiError,
  ConfigError,
  createPlatformClient,
  fetchJobMetricsByBatch,
  type PlatformClientOptions,
  paginate,
} from "@metrics-project/runtime";
import { Agent } from "undici";
import { describe, expect, it } from "vitest";
import { digest } from "./digest.js";
import { authToken, batchID, jobID, projectID, type Recording, record } from "./recorded.js";

/** A platform whose operation always fails. */
const failing = (on: FaultTarget, status: number): Recording => ({
  faults: { inject: [{ kind: "status", status, on }] },
});

const quick = { retry: { minDelay: 1, maxDelay: 5 } };

describe("createPlatformClient", () => {
  it.each(["", "/", "//"])("accepts a base URL that ends with %j", async (end) => {
    await using recorded = await record();
    const client = recorded.clientOf({ apiURL: recorded.platform.apiURL + end });
    const { data } = await client.GET("/projects/{projectID}/batches/{batchID}", {
      params: { path: { projectID, batchID } },
    });
    expect(data?.friendlyName).toBe("bold-blue-crab");
  });

  it("accepts a token with a trailing line break, as in files", async () => {
    await using recorded = await record();
    const client = recorded.clientOf({ authToken: `${authToken}\n` });
    const { data } = await client.GET("/projects");
    expect(data?.projects?.map((project) => project.projectID)).toEqual([projectID]);
  });

  it("returns the platform's errors, like openapi-fetch", async () => {
    await using recorded = await record(failing("listProjects", 400));
    const client = recorded.clientOf();
    const { data, response } = await client.GET("/projects");
    expect({ data, status: response.status }).toEqual({ data: undefined, status: 400 });
  });

  it("retries requests that may succeed later, and gives up in the end", async () => {
    await using recorded = await record(failing("listProjects", 503));
    const client = recorded.clientOf({ retry: { ...quick.retry, attempts: 4 } });
    expect((await client.GET("/projects")).response.status).toBe(503);
    expect(recorded.platform.statistics.operations).toEqual({ listProjects: 4 });
  });

  it("names the failed request if there is no response", async () => {
    const client = createPlatformClient({
      apiURL: "http://127.0.0.1:9/v1",
      authToken,
      retry: { ...quick.retry, attempts: 2 },
    });
    const failure: unknown = await client.GET("/projects").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /^GET \/projects failed after 2 attempts: http:\/\/127\.0\.0\.1:9\/v1\/projects: /,
      ),
      hint: "No server listens at 127.0.0.1:9: check the API's URL.",
    });
  });

  it("writes arrays into the query as the API wants them", async () => {
    await using recorded = await record();
    const paths: string[] = [];
    const client = recorded.clientOf();
    client.use({
      onRequest: ({ request }) => {
        paths.push(new URL(request.url).search);
      },
    });
    await client.GET("/projects/{projectID}/batches/{batchID}/jobs", {
      params: {
        path: { projectID, batchID },
        query: { conflatedStatus: ["PASSED", "ERROR"], pageSize: 2 },
      },
    });
    await client.GET("/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs", {
      params: {
        path: { projectID, batchID, jobID: jobID(0) },
        query: { type: ["MCAP_LOG", "MP4_LOG"] },
      },
    });
    expect(paths).toEqual([
      "?conflatedStatus=PASSED,ERROR&pageSize=2",
      "?type=MCAP_LOG&type=MP4_LOG",
    ]);
  });

  it.each<[string, Partial<PlatformClientOptions>, RegExp]>([
    ["no URL", { apiURL: "api.resim.ai" }, /apiURL is not an http or https URL/],
    ["another scheme", { apiURL: "ftp://api.resim.ai" }, /apiURL is not/],
    ["a query", { apiURL: "https://api.resim.ai/v1?token=hidden" }, /must be a base URL/],
    ["an empty token", { authToken: " " }, /authToken is empty/],
    ["a token with a blank", { authToken: "Bearer hidden" }, /authToken contains whitespace/],
    ["no places", { concurrency: 0 }, /concurrency must be/],
    ["half a place", { apiConcurrency: 1.5 }, /apiConcurrency must be/],
    ["no patience", { timeout: Number.NaN }, /timeout must be/],
    ["endless patience", { timeout: Number.POSITIVE_INFINITY }, /timeout must be/],
    ["no tries", { retry: { attempts: 0 } }, /retry\.attempts must be an integer of at least 1/],
    ["tries without number", { retry: { attempts: Number.NaN } }, /retry\.attempts must be/],
    ["a wait into the past", { retry: { minDelay: -1 } }, /retry\.minDelay must be/],
  ])("refuses %s", (_what, options, message) => {
    const given = { apiURL: "https://api.resim.ai/v1", authToken, ...options };
    let thrown: unknown;
    try {
      createPlatformClient(given);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(String(thrown)).toMatch(message);
    expect(String(thrown)).not.toContain("hidden");
  });
});

describe("middleware", () => {
  it("sees the API calls of the helpers, and no download", async () => {
    await using recorded = await record({
      tests: 2,
      faults: { inject: [{ kind: "page-limit", entries: 1 }] },
    });
    const client = recorded.clientOf();
    const seen: string[] = [];
    client.use({
      onRequest: ({ request, schemaPath }) => {
        seen.push(schemaPath);
        request.headers.set("x-trace", "1");
        expect(request.url).not.toContain("Signature=");
      },
      onResponse: ({ response }) => void expect(response.status).toBe(200),
    });
    const tests = await fetchJobMetricsByBatch({ client, projectID, batchID });
    expect([...tests.values()].map(digest)).toEqual(recorded.expected);
    const jobs = "/projects/{projectID}/batches/{batchID}/jobs";
    const [metrics, data] = [`${jobs}/{jobID}/metrics`, `${jobs}/{jobID}/metricsData`];
    // Two pages of tests; per test two lists of two pages each.
    const lists = [metrics, metrics, metrics, metrics, data, data, data, data];
    expect(seen.toSorted()).toEqual([jobs, jobs, ...lists]);
  });

  it("keeps the error messages of helpers", async () => {
    await using recorded = await record(failing("listJobs", 404));
    const client = recorded.clientOf();
    client.use({ onRequest: () => {} });
    await expect(fetchJobMetricsByBatch({ client, projectID, batchID })).rejects.toMatchObject({
      message: `listJobs (batchID ${batchID}) returned 404 (not found).`,
    });
  });

  it("that empties an answer does not make an empty list of it", async () => {
    await using recorded = await record();
    const client = recorded.clientOf();
    client.use({ onResponse: () => new Response(null, { status: 200 }) });
    await expect(fetchJobMetricsByBatch({ client, projectID, batchID })).rejects.toMatchObject({
      message: "listJobs failed after 5 attempts: the response is empty",
    });
  });
});

describe("paginate", () => {
  it("writes arrays into path and query as the API wants them", async () => {
    await using recorded = await record({ tests: 1 });
    const paths: string[] = [];
    const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
      paths.push(options.path);
      expect(options.headers).toMatchObject({ "user-agent": "metrics-project-runtime" });
      return dispatch(options, handler);
    });
    const client = recorded.clientOf({ dispatcher });
    const path = { projectID, batchID };
    for await (const job of paginate({
      client,
      path: "/projects/{projectID}/batches/{batchID}/jobs",
      entries: "jobs",
      params: { path, query: { conflatedStatus: ["PASSED", "ERROR"] } },
    })) {
      expect(job.experienceName).toBe("experience 0");
    }
    const logs = paginate({
      client,
      path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs",
      entries: "logs",
      params: { path: { ...path, jobID: "a b" }, query: { type: ["MCAP_LOG", "MP4_LOG"] } },
    });
    // The platform has no test of that name.
    await expect(logs.next()).rejects.toMatchObject({ status: 400 });
    expect(paths.map((one) => one.replace(/^.*\/jobs/, ""))).toEqual([
      "?conflatedStatus=PASSED,ERROR&pageSize=100",
      "/a%20b/logs?type=MCAP_LOG&type=MP4_LOG&pageSize=100",
    ]);
  });

  it("returns every entry of every page", async () => {
    await using recorded = await record({ tests: 0, otherProjects: 249 });
    const client = recorded.clientOf();
    const names: string[] = [];
    for await (const project of paginate({ client, path: "/projects", entries: "projects" })) {
      names.push(project.name);
    }
    expect(names).toEqual(Array.from({ length: 250 }, (_, i) => `project ${i}`));
  });

  it("asks for the next page when the one before is used up", async () => {
    await using recorded = await record({ tests: 30 });
    const client = recorded.clientOf();
    for await (const job of paginate({
      client,
      path: "/projects/{projectID}/batches/{batchID}/jobs",
      entries: "jobs",
      params: { path: { projectID, batchID } },
      pageSize: 10,
    })) {
      if (job.experienceName === "experience 10") break;
    }
    expect(recorded.platform.statistics.operations).toEqual({ listJobs: 2 });
  });

  it("names the list that fails", async () => {
    await using recorded = await record(failing("listProjects", 404));
    const client = recorded.clientOf();
    const first = paginate({ client, path: "/projects", entries: "projects" }).next();
    await expect(first).rejects.toMatchObject({ operation: "GET /projects", status: 404 });
  });
});
