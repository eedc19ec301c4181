import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Fault, type LocalPlatform, startPlatform } from "@metrics-project/platform";
import { ConfigError } from "@metrics-project/runtime";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../temporary.js";
import { ask, first } from "./ask.js";
import { scalarMessage } from "./messages.js";

const log = "a line of a log\n".repeat(1000);

/** A platform with two tests, each with a metric and a log, and then with faults. */
async function withFaults(...inject: Fault[]) {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  const { batchID, projectID } = await platform.addBatch();
  const logsDir = await temporaryFolder();
  await mkdir(join(logsDir, "frames"));
  await writeFile(join(logsDir, "frames/a.log"), log);
  const jobs: string[] = [];
  for (const experience of ["lap", "slalom"]) {
    const message = scalarMessage("Distance", 1);
    const { jobID } = await platform.recordTest({ batchID, experience, message, logsDir });
    jobs.push(`/projects/${projectID}/batches/${batchID}/jobs/${jobID}`);
  }
  platform.setFaults({ inject });
  const [lap = "", slalom = ""] = jobs;
  return { platform, lap, slalom, jobs: `/projects/${projectID}/batches/${batchID}/jobs` };
}

/** Long enough for a busy machine: only what stalls for good is to end by it. */
const patience = 2000;

/** The status of a GET, or what became of it. */
async function outcomeOf(request: () => Promise<Response>): Promise<number | string> {
  try {
    const response = await request();
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "broken";
  }
}

const get = (platform: LocalPlatform, path: string) => () =>
  fetch(`${platform.apiURL}${path}`, {
    headers: { authorization: `Bearer ${platform.token}` },
    signal: AbortSignal.timeout(patience),
  });

async function linkOf(platform: LocalPlatform, job: string): Promise<string> {
  return first((await ask(platform, `${job}/metrics`)).body.metrics).metricURL;
}

async function logOf(platform: LocalPlatform, job: string) {
  return first((await ask(platform, `${job}/logs`)).body.logs);
}

describe("a request fault", () => {
  it.each<[Fault, number | string]>([
    [{ kind: "status" }, 503],
    [{ kind: "status", status: 429 }, 429],
    [{ kind: "reset" }, "broken"],
    [{ kind: "stall" }, "timeout"],
    [{ kind: "stall", at: "body" }, "timeout"],
    [{ kind: "truncate" }, "broken"],
    // The end of the connection is the end of the body: nothing tells the client.
    [{ kind: "truncate", contentLength: false }, 200],
  ])("%j happens to calls and to downloads", async (fault, outcome) => {
    const { platform, jobs, lap } = await withFaults();
    const link = await linkOf(platform, lap);
    platform.setFaults({ inject: [fault] });
    expect(await outcomeOf(get(platform, jobs))).toBe(outcome);
    const download = () => fetch(link, { signal: AbortSignal.timeout(patience) });
    expect(await outcomeOf(download)).toBe(outcome);
    platform.setFaults({});
    expect([await outcomeOf(get(platform, jobs)), await outcomeOf(download)]).toEqual([200, 200]);
  });

  it("tells when to try again", async () => {
    const { platform, jobs } = await withFaults({ kind: "status", status: 429, retryAfter: 2 });
    expect((await get(platform, jobs)()).headers.get("retry-after")).toBe("2");
  });

  it.each([true, false])("truncates to half (contentLength %s)", async (contentLength) => {
    const { platform, lap } = await withFaults();
    const { logOutputLocation, fileSize } = await logOf(platform, lap);
    platform.setFaults({ inject: [{ kind: "truncate", contentLength }] });
    const response = await fetch(logOutputLocation);
    expect(response.headers.get("content-length")).toBe(contentLength ? `${fileSize}` : null);
    let received = 0;
    const reading = async () => {
      for await (const chunk of response.body ?? []) received += chunk.length;
    };
    if (contentLength) await expect(reading()).rejects.toThrow();
    else await reading();
    expect(received).toBe(fileSize / 2);
  });

  it.each<[string, Partial<Fault>, Record<string, (number | string)[]>]>([
    ["always", {}, { jobs: [503, 503, 503], lap: [503, 503], download: [503, 503] }],
    ["twice", { times: 2 }, { jobs: [503, 503, 200], lap: [503, 503], download: [503, 503] }],
    [
      "after the first",
      { after: 1, times: 1 },
      { jobs: [200, 503, 200], lap: [200, 503], download: [200, 503] },
    ],
    ["in the API", { on: "api" }, { jobs: [503, 503, 503], lap: [503, 503], download: [200, 200] }],
    [
      "in downloads",
      { on: "downloads" },
      { jobs: [200, 200, 200], lap: [200, 200], download: [503, 503] },
    ],
    [
      "in operations",
      { on: ["listJobs", "getJob"], times: 1 },
      { jobs: [503, 200, 200], lap: [503, 200], download: [200, 200] },
    ],
    [
      "in a test",
      { experiences: ["lap"] },
      { jobs: [200, 200, 200], lap: [503, 503], download: [503, 503] },
    ],
    [
      "in another test",
      { experiences: ["slalom"] },
      { jobs: [200, 200, 200], lap: [200, 200], download: [200, 200] },
    ],
  ])("happens %s", async (_name, scope, expected) => {
    const { platform, jobs, lap } = await withFaults();
    const link = await linkOf(platform, lap);
    platform.setFaults({ inject: [{ kind: "status", ...scope } as Fault] });
    const requests = {
      jobs: get(platform, jobs),
      lap: get(platform, lap),
      download: () => fetch(link),
    };
    const outcomes: Record<string, (number | string)[]> = {};
    for (const [name, request] of Object.entries(requests)) {
      outcomes[name] = [];
      while ((outcomes[name]?.length ?? 0) < (expected[name]?.length ?? 0)) {
        outcomes[name]?.push(await outcomeOf(request));
      }
    }
    expect(outcomes).toEqual(expected);
  });

  it("happens to a share, drawn with the seed; the first that applies wins", async () => {
    const { platform, jobs } = await withFaults();
    const drawn = async (seed: number) => {
      platform.setFaults({
        inject: [
          { kind: "status", share: 0.3 },
          { kind: "status", status: 500, share: 0.3 },
        ],
        seed,
      });
      const statuses: (number | string)[] = [];
      while (statuses.length < 60) statuses.push(await outcomeOf(get(platform, jobs)));
      return statuses;
    };
    const statuses = await drawn(7);
    expect(new Set(statuses)).toEqual(new Set([200, 500, 503]));
    expect(await drawn(7)).toEqual(statuses);
    expect(await drawn(8)).not.toEqual(statuses);
  });
});

describe("a fault in what is served", () => {
  it("corrupts the beginning of objects and files, and keeps their lengths", async () => {
    const { platform, lap, slalom } = await withFaults({ kind: "corrupt", experiences: ["lap"] });
    const bytesOf = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
    const damaged = await bytesOf((await logOf(platform, lap)).logOutputLocation);
    expect(damaged).toEqual(new TextEncoder().encode(log).fill(0xff, 0, 16));
    const { logOutputLocation } = await logOf(platform, slalom);
    expect(new TextDecoder().decode(await bytesOf(logOutputLocation))).toBe(log);
    const metric = await bytesOf(await linkOf(platform, lap));
    expect(metric.subarray(0, 16)).toEqual(new Uint8Array(16).fill(0xff));
  });

  it("lists links that have expired, the first times", async () => {
    const { platform, lap } = await withFaults({ kind: "expired-link", times: 2 });
    const statuses: number[] = [];
    for (let listing = 0; listing < 3; listing++) {
      statuses.push((await fetch(await linkOf(platform, lap))).status);
    }
    expect(statuses).toEqual([403, 403, 200]);
  });

  it("lists wrong checksums", async () => {
    const { platform, lap, slalom } = await withFaults({
      kind: "wrong-checksum",
      experiences: ["lap"],
    });
    expect((await logOf(platform, lap)).checksum).toBe("0".repeat(64));
    expect((await logOf(platform, slalom)).checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  it("lists wrong pages", async () => {
    const { platform, jobs } = await withFaults({ kind: "page-limit", entries: 1 });
    const list = async (query = "") => {
      const { body } = await ask(platform, `${jobs}${query}`);
      const { total, nextPageToken } = body;
      return { names: body.jobs.map((job) => job.experienceName), total, nextPageToken };
    };
    const { names, nextPageToken } = await list("?pageSize=50");
    expect(names).toEqual(["lap"]);
    platform.setFaults({
      inject: [
        { kind: "page-limit", entries: 1 },
        { kind: "repeated-page-token" },
        { kind: "no-total" },
      ],
    });
    const page = `?pageToken=${nextPageToken}`;
    expect(await list(page)).toEqual({ names: ["slalom"], total: undefined, nextPageToken });
    const start = (await list()).nextPageToken;
    expect(await list(`?pageToken=${start}`)).toMatchObject({
      names: ["lap"],
      nextPageToken: start,
    });
    platform.setFaults({ inject: [{ kind: "reversed-page", after: 1, on: "listJobs" }] });
    expect([(await list()).names, (await list()).names]).toEqual([
      ["lap", "slalom"],
      ["slalom", "lap"],
    ]);
  });
});

it("refuses connections after so many requests, until it is closed", async () => {
  const { platform, jobs } = await withFaults({ kind: "outage", after: 2 });
  const outcomes: (number | string)[] = [];
  while (outcomes.length < 4) outcomes.push(await outcomeOf(get(platform, jobs)));
  expect(outcomes).toEqual([200, 200, "broken", "broken"]);
});

describe("a presigned download", () => {
  it.each([
    ["all of it", undefined, 200, log, null],
    ["its end", "bytes=15990-", 206, log.slice(15_990), "bytes 15990-15999/16000"],
    ["its first byte", "bytes=0-0", 206, "a", "bytes 0-0/16000"],
    ["more than there is", "bytes=15990-99999", 206, log.slice(15_990), "bytes 15990-15999/16000"],
    ["nothing of it", "bytes=16000-", 416, "", "bytes */16000"],
    ["a range in another unit", "lines=1-2", 200, log, null],
  ])("serves %s", async (_name, range, status, text, place) => {
    const { platform, lap } = await withFaults();
    const { logOutputLocation } = await logOf(platform, lap);
    const response = await fetch(logOutputLocation, { headers: range ? { range } : {} });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-range")).toBe(place);
    expect(await response.text()).toBe(text);
  });

  it("continues the version that the client has, and no other", async () => {
    const { platform, lap } = await withFaults();
    const { logOutputLocation } = await logOf(platform, lap);
    const etag = (await fetch(logOutputLocation, { method: "HEAD" })).headers.get("etag") ?? "";
    const statusFor = async (version: string) => {
      const headers = { range: "bytes=7-", "if-range": version };
      return (await fetch(logOutputLocation, { headers })).status;
    };
    expect([await statusFor(etag), await statusFor('"another"')]).toEqual([206, 200]);
  });
});

it("counts what was requested", async () => {
  const { platform, jobs, lap } = await withFaults();
  const link = await linkOf(platform, lap);
  await ask(platform, jobs);
  platform.setFaults({ inject: [{ kind: "status", times: 1 }], latency: 20 });
  await Promise.all([ask(platform, jobs), ask(platform, jobs), fetch(link)]);
  await ask(platform, `${jobs.replace(/\/[^/]*\/jobs/, "")}?search=status = "SUCCEEDED"`);
  await ask(platform, "/nowhere");
  await fetch(link, { headers: { range: "bytes=0-0" } });
  expect(platform.statistics).toEqual({
    operations: { listBatches: 1, listJobs: 3, listMetricsForJob: 1 },
    downloads: 2,
    partialDownloads: 1,
    maxInFlight: { all: 3, api: 2, downloads: 1 },
    searches: ['status = "SUCCEEDED"'],
  });
});

it.each<[object, string]>([
  [{ latency: -1 }, "Faults: latency is -1"],
  [{ seed: 0.5 }, "Faults: seed is 0.5"],
  [{ inject: [{ kind: "explosion" }] }, 'Faults: inject[0].kind is "explosion"'],
  [{ inject: [{ kind: "reset" }, { kind: "reset", share: 2 }] }, "Faults: inject[1].share is 2"],
  [{ inject: [{ kind: "status", status: 99 }] }, "Faults: inject[0].status is 99"],
  [{ inject: [{ kind: "status", statuss: 500 }] }, "Faults: inject[0].statuss is unknown"],
  [{ inject: [{ kind: "stall", at: "end" }] }, 'Faults: inject[0].at is "end"'],
  [{ inject: [{ kind: "reset", on: "listJob" }] }, 'Faults: inject[0].on is "listJob"'],
  [{ inject: [{ kind: "reset", times: -1 }] }, "Faults: inject[0].times is -1"],
  [{ inject: [{ kind: "reset", experiences: "lap" }] }, 'Faults: inject[0].experiences is "lap"'],
  [{ inject: [{ kind: "page-limit" }] }, "Faults: inject[0] has no entries"],
  [{ inject: [{ kind: "page-limit", entries: 0 }] }, "Faults: inject[0].entries is 0"],
  [{ inject: [{ kind: "outage" }] }, "Faults: inject[0] has no after"],
])("refuses %j", async (faults, message) => {
  const starting = startPlatform({ faults });
  await expect(starting).rejects.toThrow(message);
  await expect(starting).rejects.toThrow(ConfigError);
});
