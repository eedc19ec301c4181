import { readdir, readFile } from "node:fs/promises";
import type { PlatformStatistics } from "@metrics-project/platform";
import {
  CancelledError,
  createPlatformClient,
  decodeJobMetrics,
  encodeJobMetrics,
  fetchJobMetricsByBatch,
  type JobMetricsOptions,
  MetricsWriter,
  type PlatformClientOptions,
  streamJobMetricsByBatch,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { type Digest, digest } from "./digest.js";
import { intercept } from "./interceptor.js";
import { authToken, batchID, jobID, projectID, type Recording, record } from "./recorded.js";

async function read(
  recording: Recording,
  client: Partial<PlatformClientOptions> = {},
  options: Partial<JobMetricsOptions> = {},
) {
  await using recorded = await record(recording);
  const { platform, expected, clientOf } = recorded;
  const tests = await fetchJobMetricsByBatch({
    client: clientOf(client),
    projectID,
    batchID,
    ...options,
  });
  return { tests, read: [...tests.values()].map(digest), expected, requested: platform.statistics };
}

const vectors = new URL("../fixtures/vectors/", import.meta.url);

/** A message of the platform's own SDK, in its JSON form. */
interface Vector {
  jobLevelMetrics?: {
    metrics?: {
      name: string;
      type: string;
      metricValues?: { scalarMetricValues?: { value?: number } };
    }[];
  };
  metricsData?: {
    name: string;
    dataType: string;
    series?: { doubles?: { series: number[] } };
  }[];
}

/** What reading a vector must give, from its JSON alone. */
function expectedOf(vector: Vector): Pick<Digest, "metrics" | "data"> {
  const metrics = vector.jobLevelMetrics?.metrics ?? [];
  return {
    metrics: metrics
      .filter(({ type }) => !/^IMAGE/.test(type))
      .map(({ name, metricValues }) => [name, metricValues?.scalarMetricValues?.value]),
    data: (vector.metricsData ?? [])
      .filter(({ dataType }) => dataType !== "EXTERNAL_FILE_DATA_TYPE")
      .map(({ name, series }) => [name, ...(series?.doubles?.series ?? [])]),
  };
}

describe("a batch", () => {
  it.each<[string, Recording]>([
    ["whole and in its order", { tests: 5, metrics: 3, data: 2 }],
    ["from lists without totals", { faults: { inject: [{ kind: "no-total" }] } }],
    ["where its tests wrote nothing, with empty lists", { tests: 2, metrics: 0, data: 0 }],
    ["although it is empty", { tests: 0 }],
  ])("is read %s", async (_name, recording) => {
    const { tests, read: got, expected } = await read(recording);
    expect([...tests.keys()]).toEqual(expected.map((test) => test.jobID));
    expect(got).toEqual(expected);
    expect(tests.unread).toEqual([]);
  });

  it.each([1, 2, 7, 100])("is read from pages of %i", async (entries) => {
    const faults = { inject: [{ kind: "page-limit", entries }] } as const;
    const { read: got, expected } = await read({ tests: 9, metrics: 8, data: 7, faults });
    expect(got).toEqual(expected);
  });

  it("is read as the platform's own SDK wrote it", async () => {
    const names = (await readdir(vectors)).filter((name) => name.endsWith(".binproto"));
    const messages = await Promise.all(names.map((name) => readFile(new URL(name, vectors))));
    const { read: got } = await read({
      tests: names.length,
      test: (n) => ({ experience: names[n] ?? "", message: messages[n] ?? new Uint8Array() }),
    });
    const expected = names.map(async (name, n) => {
      const json = await readFile(new URL(name.replace(/binproto$/, "json"), vectors), "utf8");
      return { jobID: jobID(n), experienceName: name, ...expectedOf(JSON.parse(json) as Vector) };
    });
    expect(got).toEqual(await Promise.all(expected));
  });

  it("is read without its images, external files and videos", async () => {
    const { read: got, expected, requested } = await read({ tests: 1, images: 2, files: 3 });
    expect(got).toEqual(expected);
    // Two metrics, two images and two data; none of the files.
    expect(requested.downloads).toBe(6);
  });

  it("returns each test's complete entry, including unknown fields", async () => {
    const unknown = { aFieldThatNobodyKnowsYet: { kept: true } };
    const { tests } = await read({ tests: 1, test: () => unknown as object });
    expect(tests.get(jobID(0))?.job).toMatchObject({
      parameters: { mass: "12.5" },
      conflatedStatus: "PASSED",
      ...unknown,
    });
  });

  it("is read without metrics of unknown types, with a warning", async () => {
    const writer = new MetricsWriter();
    writer.addScalarMetric("metric", { value: 1 });
    writer.addScalarMetric("future", { value: 2 });
    const message = decodeJobMetrics(encodeJobMetrics(writer.write()));
    const future = message.jobLevelMetrics?.metrics[1];
    Object.assign(future ?? {}, { type: 77, metricValues: undefined });
    await using recorded = await record({ tests: 1, test: () => ({ message }) });
    await using interceptor = await intercept(recorded.platform.apiURL, {
      list: ({ kind, page }) => {
        const entries = page[kind] as { name?: string }[];
        const words = { type: "HOLOGRAM", status: "DUBIOUS" };
        if (kind === "jobs")
          return { ...page, jobs: [{ ...entries[0], conflatedStatus: "DUBIOUS" }] };
        const changed = entries.map((one) => (one.name === "future" ? { ...one, ...words } : one));
        return { ...page, [kind]: changed };
      },
      download: ({ kind, bytes, response }) => {
        if (kind !== "metrics" || !bytes.includes("future")) return false;
        // Field 7, the values: of kind 77, which does not exist yet.
        const whole = Buffer.concat([bytes, Buffer.from([0x3a, 5, 0xea, 4, 2, 0x0a, 0])]);
        response.writeHead(200, { "content-length": whole.length }).end(whole);
        return true;
      },
    });
    const lines: string[] = [];
    const say = (line: string) => lines.push(line);
    const log = { level: "warn", warn: say, info: say, debug: say } as const;
    const client = createPlatformClient({ apiURL: interceptor.apiURL, authToken });
    const tests = await fetchJobMetricsByBatch({ client, projectID, batchID, log });
    const test = tests.get(jobID(0));
    expect(test?.metrics.map(({ name }) => name)).toEqual(["metric"]);
    expect(test?.job.conflatedStatus).toBe("DUBIOUS");
    expect(lines[0]).toBe(
      `The metric "future" of test ${jobID(0)} has a type that this version does not support (77): skipped.`,
    );
  });

  it("returns events on request", async () => {
    const { tests } = await read({ tests: 1, events: 120 }, {}, { events: true });
    const events = tests.get(jobID(0))?.events ?? [];
    expect(events.map(({ name, tags }) => [name, tags])).toEqual(
      Array.from({ length: 120 }, (_, i) => [`event ${i}`, ["braking"]]),
    );
    expect((await read({ tests: 1, events: 3 })).tests.get(jobID(0))?.events).toEqual([]);
  });

  it("stays within the budget of requests, and its share of API calls", async () => {
    const { requested } = await read(
      { tests: 40, metrics: 10, data: 10, faults: { latency: 5 } },
      { concurrency: 12, apiConcurrency: 3 },
    );
    expect(requested.maxInFlight.all).toBeLessThanOrEqual(12);
    expect(requested.maxInFlight.api).toBeLessThanOrEqual(3);
  });

  it("is streamed no faster than it is taken", async () => {
    await using recorded = await record({ tests: 400 });
    const seen: string[] = [];
    for await (const test of streamJobMetricsByBatch({
      client: recorded.clientOf(),
      projectID,
      batchID,
    })) {
      seen.push(test.jobID);
      if (seen.length === 3) await new Promise((resolve) => setTimeout(resolve, 300));
      if (seen.length === 3) {
        // 128 tests ahead, and 3 taken.
        const { listMetricsForJob } = recorded.platform.statistics.operations;
        expect(listMetricsForJob).toBeLessThanOrEqual(128 + 3);
      }
    }
    expect(seen).toEqual(recorded.expected.map((test) => test.jobID));
  });

  it("stops being read when the loop over it is left", async () => {
    await using recorded = await record({ tests: 500, faults: { latency: 2 } });
    for await (const test of streamJobMetricsByBatch({
      client: recorded.clientOf(),
      projectID,
      batchID,
    })) {
      expect(test.jobID).toBe(jobID(0));
      break;
    }
    // What was under way still arrives.
    let before: PlatformStatistics;
    let requested = recorded.platform.statistics;
    do {
      before = requested;
      await new Promise((resolve) => setTimeout(resolve, 100));
      requested = recorded.platform.statistics;
    } while (requested.downloads > before.downloads);
    // All of them would be 2,000.
    expect(requested.downloads).toBeLessThan(1000);
  });

  it("stops being read when its signal is aborted", async () => {
    await using recorded = await record({ tests: 500, faults: { latency: 5 } });
    const stop = new AbortController();
    const reading = fetchJobMetricsByBatch({
      client: recorded.clientOf(),
      projectID,
      batchID,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 100);
    await expect(reading).rejects.toThrow(CancelledError);
    await expect(
      fetchJobMetricsByBatch({
        client: recorded.clientOf(),
        projectID,
        batchID,
        signal: stop.signal,
      }),
    ).rejects.toThrow(CancelledError);
  });

  it("fails at its deadline, and reports its progress", async () => {
    await expect(
      read({ tests: 500, faults: { latency: 20 } }, {}, { deadline: 200 }),
    ).rejects.toThrow(
      /^The batch was not read within the deadline of 0\.2 s\. Read \d+ of 500 tests, \d+ objects in /,
    );
  });

  it("fails at its deadline although its project is still searched for", async () => {
    const searched = { tests: 0, otherProjects: 90, faults: { latency: 3000 } };
    await expect(read(searched, {}, { deadline: 200, projectID: undefined })).rejects.toThrow(
      /^The batch was not read within the deadline of 0\.2 s\. Read 0 tests/,
    );
  });

  it("may have an infinite deadline", async () => {
    const infinite = await read({ tests: 1 }, {}, { deadline: Number.POSITIVE_INFINITY });
    expect(infinite.read).toEqual(infinite.expected);
    await expect(read({ tests: 1 }, {}, { deadline: -1 })).rejects.toThrow("deadline must be");
  });

  it("leaves no bar on the terminal if reading fails", async () => {
    await using recorded = await record({ tests: 500, faults: { latency: 5 } });
    for (const how of ["left", "aborted"]) {
      let text = "";
      const terminal = { isTTY: true, columns: 80, write: (more: string) => (text += more) };
      const stop = new AbortController();
      const { signal } = stop;
      const client = recorded.clientOf();
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
    await using recorded = await record({ otherProjects: 249, faults: { latency: 5 } });
    const lines: string[] = [];
    const say = (message: string) => lines.push(message);
    const tests = await fetchJobMetricsByBatch({
      client: recorded.clientOf(),
      batchID,
      log: { level: "info", warn: say, info: say, debug: () => {} },
    });
    expect([...tests.values()].map(digest)).toEqual(recorded.expected);
    expect(lines[0]).toBe(`Found batch ${batchID} in project project 125 (${projectID}).`);
    expect(recorded.platform.statistics.maxInFlight.api).toBeGreaterThan(1);
  });

  const other = "b0000000-0000-4000-8000-00000000000f";

  it("may not be there", async () => {
    await using recorded = await record({ tests: 0, otherProjects: 6 });
    await expect(
      fetchJobMetricsByBatch({ client: recorded.clientOf(), batchID: other }),
    ).rejects.toMatchObject({
      message: `No project has the batch ${other}; searched 7 projects.`,
      status: 404,
    });
  });

  it("may be named wrongly", async () => {
    await using recorded = await record({ tests: 0 });
    await expect(
      fetchJobMetricsByBatch({ client: recorded.clientOf(), projectID, batchID: other }),
    ).rejects.toMatchObject({
      message: `listJobs (batchID ${other}) returned 404 (not found).`,
      operation: "listJobs",
      status: 404,
    });
  });
});
