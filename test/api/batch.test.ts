import {
  CancelledError,
  createPlatformClient,
  fetchJobMetricsByBatch,
  type JobMetricsOptions,
  type PlatformClientOptions,
  streamJobMetricsByBatch,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { digest, expectedTest, expectedTests, jobID } from "./expectations.js";
import { authToken, batchID, projectID, type Server, startServer } from "./startServer.js";

function clientOf(server: Server, options: Partial<PlatformClientOptions> = {}) {
  return createPlatformClient({ apiURL: server.apiURL, authToken, ...options });
}

async function read(
  scenario: Record<string, unknown>,
  client: Partial<PlatformClientOptions> = {},
  options: Partial<JobMetricsOptions> = {},
) {
  await using server = await startServer(scenario);
  const tests = await fetchJobMetricsByBatch({
    client: clientOf(server, client),
    projectID,
    batchID,
    ...options,
  });
  return { tests, counts: await server.counts() };
}

describe("a batch", () => {
  it("is read whole and in its order", async () => {
    const { tests } = await read({ tests: 5, metrics: 3, data: 2 });
    expect([...tests.keys()]).toEqual([0, 1, 2, 3, 4].map(jobID));
    expect([...tests.values()].map(digest)).toEqual(expectedTests(5, 3, 2));
    expect(tests.unread).toEqual([]);
  });

  it.each([1, 2, 7, 100])("is read from pages of %i", async (maxPage) => {
    const { tests } = await read({ tests: 9, metrics: 8, data: 7, maxPage });
    expect([...tests.values()].map(digest)).toEqual(expectedTests(9, 8, 7));
  });

  it("is read without totals in the lists", async () => {
    const { tests } = await read({ tests: 3, maxPage: 2, untold: true });
    expect([...tests.values()].map(digest)).toEqual(expectedTests(3, 2, 2));
  });

  it("keeps tests that wrote nothing, with empty lists", async () => {
    const { tests } = await read({ tests: 2, metrics: 0, data: 0 });
    expect([...tests.values()].map(digest)).toEqual(expectedTests(2, 0, 0));
  });

  it("may be empty", async () => {
    const { tests } = await read({ tests: 0 });
    expect(tests.size).toBe(0);
  });

  it("is read without its images, external files and videos", async () => {
    const { tests, counts } = await read({ tests: 1, images: 2, externalFiles: 3 });
    expect([...tests.values()].map(digest)).toEqual(expectedTests(1, 2, 2));
    // Two metrics, two images and two data; none of the three files.
    expect(counts.downloads).toBe(6);
  });

  it("returns each test's complete entry, including unknown fields", async () => {
    const { tests } = await read({ tests: 1 });
    expect(tests.get(jobID(0))?.job).toMatchObject({
      parameters: { mass: "12.5" },
      conflatedStatus: "PASSED",
      aFieldThatNobodyKnowsYet: { kept: true },
    });
  });

  it("is read without metrics of unknown types, with a warning", async () => {
    const lines: string[] = [];
    const say = (message: string) => lines.push(message);
    const log = { level: "warn", warn: say, info: say, debug: say } as const;
    const { tests } = await read({ tests: 1, future: 1, outcomes: ["DUBIOUS"] }, {}, { log });
    expect([...tests.values()].map(digest)).toEqual(expectedTests(1, 2, 2));
    expect(tests.get(jobID(0))?.job.conflatedStatus).toBe("DUBIOUS");
    expect(lines[0]).toBe(
      `The metric "future 0" of test ${jobID(0)} has a type that this version does not support (77): skipped.`,
    );
  });

  it("returns events on request", async () => {
    const { tests } = await read({ tests: 1, events: 120 }, {}, { events: true });
    const events = tests.get(jobID(0))?.events ?? [];
    expect(events).toHaveLength(120);
    expect(events[3]).toMatchObject({ name: "event 3", tags: ["braking"] });
    expect((await read({ tests: 1, events: 3 })).tests.get(jobID(0))?.events).toEqual([]);
  });

  it("stays within the budget of requests, and its share of API calls", async () => {
    const { counts } = await read(
      { tests: 40, metrics: 10, data: 10, latency: 5 },
      { concurrency: 12, apiConcurrency: 3 },
    );
    expect(counts.maxInFlight).toBeLessThanOrEqual(12);
    expect(counts.maxAPI).toBeLessThanOrEqual(3);
  });

  it("is streamed no faster than it is taken", async () => {
    await using server = await startServer({ tests: 400 });
    const seen: string[] = [];
    for await (const test of streamJobMetricsByBatch({
      client: clientOf(server),
      projectID,
      batchID,
    })) {
      seen.push(test.jobID);
      if (seen.length === 3) await new Promise((resolve) => setTimeout(resolve, 300));
      if (seen.length === 3) {
        const { api = 0 } = await server.counts();
        // Four pages of tests, two lists per test: 128 ahead, 3 taken; and the counting.
        expect(api).toBeLessThanOrEqual(4 + 2 * (128 + 3) + 1);
      }
    }
    expect(seen).toEqual(Array.from({ length: 400 }, (_, n) => jobID(n)));
  });

  it("stops being read when the loop over it is left", async () => {
    await using server = await startServer({ tests: 500, latency: 2 });
    for await (const test of streamJobMetricsByBatch({
      client: clientOf(server),
      projectID,
      batchID,
    })) {
      expect(test.jobID).toBe(jobID(0));
      break;
    }
    // What was under way still arrives; from then on, only the counting is a request.
    let before: number;
    let requests = 0;
    do {
      before = requests;
      await new Promise((resolve) => setTimeout(resolve, 100));
      ({ requests = 0 } = await server.counts());
    } while (requests > before + 1);
    // All of them would be 3,005.
    expect(requests).toBeLessThan(1500);
  });

  it("stops being read when its signal is aborted", async () => {
    await using server = await startServer({ tests: 500, latency: 5 });
    const stop = new AbortController();
    const reading = fetchJobMetricsByBatch({
      client: clientOf(server),
      projectID,
      batchID,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 100);
    await expect(reading).rejects.toThrow(CancelledError);
    await expect(
      fetchJobMetricsByBatch({ client: clientOf(server), projectID, batchID, signal: stop.signal }),
    ).rejects.toThrow(CancelledError);
  });

  it("fails at its deadline, and reports its progress", async () => {
    await expect(read({ tests: 500, latency: 20 }, {}, { deadline: 200 })).rejects.toThrow(
      /^The batch was not read within the deadline of 0\.2 s\. Read \d+ of 500 tests, \d+ objects in /,
    );
  });

  it("fails at its deadline although its project is still searched for", async () => {
    const searched = { projects: 90, projectOfBatch: -1, latency: 3000 };
    await expect(read(searched, {}, { deadline: 200, projectID: undefined })).rejects.toThrow(
      /^The batch was not read within the deadline of 0\.2 s\. Read 0 tests/,
    );
  });

  it("may have an infinite deadline", async () => {
    const { tests } = await read({ tests: 1 }, {}, { deadline: Number.POSITIVE_INFINITY });
    expect(tests.size).toBe(1);
    await expect(read({ tests: 1 }, {}, { deadline: -1 })).rejects.toThrow("deadline must be");
  });

  it("leaves no bar on the terminal if reading fails", async () => {
    await using server = await startServer({ tests: 500, latency: 5 });
    for (const how of ["left", "aborted"]) {
      let text = "";
      const terminal = { isTTY: true, columns: 80, write: (more: string) => (text += more) };
      const stop = new AbortController();
      const { signal } = stop;
      const client = clientOf(server);
      const reading = (async () => {
        for await (const test of streamJobMetricsByBatch({
          ...{ client, projectID, batchID, terminal, signal },
        })) {
          expect(test.metrics).toHaveLength(2);
          if (!text.includes("[#")) continue;
          if (how === "left") break;
          stop.abort();
          // Wiped before anybody else gets to know.
          expect(text.endsWith("\r\x1b[K")).toBe(true);
        }
      })();
      if (how === "left") await reading;
      else await expect(reading).rejects.toThrow(CancelledError);
      expect(text.endsWith("\r\x1b[K")).toBe(true);
    }
  });
});

describe("the project of a batch", () => {
  it("is searched for, side by side, and named in the log", async () => {
    await using server = await startServer({ projects: 250, projectOfBatch: 180, latency: 5 });
    const lines: string[] = [];
    const say = (message: string) => lines.push(message);
    const tests = await fetchJobMetricsByBatch({
      client: clientOf(server),
      batchID,
      log: { level: "info", warn: say, info: say, debug: () => {} },
    });
    expect([...tests.values()].map(digest)[1]).toEqual(expectedTest(1, 2, 2));
    expect(lines[0]).toBe(
      `Found batch ${batchID} in project project 180 (a0000000-0000-4000-8000-0000000000b4).`,
    );
    expect((await server.counts()).maxAPI).toBeGreaterThan(1);
  });

  it("may not be there", async () => {
    await using server = await startServer({ projects: 7, projectOfBatch: -1 });
    await expect(
      fetchJobMetricsByBatch({ client: clientOf(server), batchID }),
    ).rejects.toMatchObject({
      message: `No project has the batch ${batchID}; searched 7 projects.`,
      status: 404,
    });
  });

  it("may be named wrongly", async () => {
    await using server = await startServer();
    const other = "b0000000-0000-4000-8000-00000000000f";
    await expect(
      fetchJobMetricsByBatch({ client: clientOf(server), projectID, batchID: other }),
    ).rejects.toMatchObject({
      message: `listJobs (batchID ${other}) returned 404 (not found).`,
      operation: "listJobs",
      status: 404,
    });
  });
});
