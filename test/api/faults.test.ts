import type { Fault } from "@metrics-project/platform";
import {
  fetchJobMetricsByBatch,
  type JobMetricsOptions,
  type PlatformClientOptions,
  UnreadTestsError,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { digest } from "./digest.js";
import { batchID, jobID, projectID, type Recording, record, secrets } from "./recorded.js";

/** Everything that a person could get to see of a thrown error. */
function everythingOf(error: unknown): string {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown) => {
    if (typeof value === "string") parts.push(value);
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) visit(Reflect.get(value, key));
    if (value instanceof UnreadTestsError) visit(value.tests);
  };
  visit(error);
  return parts.join("\n");
}

const quick: Partial<PlatformClientOptions> = {
  // Long enough for a busy machine: only what stalls for good is to be repeated.
  timeout: 1000,
  retry: { minDelay: 5, maxDelay: 50, giveUpAfter: 2000 },
};

/** The last requests of all may stall twice, with no other one to show that the host is there. */
const patient = { ...quick, retry: { ...quick.retry, giveUpAfter: 30_000 } };

/** Reads a recorded batch, and makes sure that no secret is told on the way. */
async function read(
  recording: Recording,
  inject: Fault[],
  clientOptions: Partial<PlatformClientOptions> = quick,
  options: Partial<JobMetricsOptions> = {},
) {
  await using recorded = await record({ ...recording, faults: { inject } });
  const { platform, expected } = recorded;
  const lines: string[] = [];
  const say = (message: string) => void lines.push(message);
  const log = { level: "debug", warn: say, info: say, debug: say } as const;
  const client = recorded.clientOf({ log, ...clientOptions });
  let outcome: { tests: Awaited<ReturnType<typeof fetchJobMetricsByBatch>> } | { error: unknown };
  try {
    outcome = {
      tests: await fetchJobMetricsByBatch({ client, projectID, batchID, log, ...options }),
    };
  } catch (error) {
    outcome = { error };
    expect(everythingOf(error)).not.toMatch(secrets);
  }
  expect(lines.join("\n")).not.toMatch(secrets);
  return { ...outcome, lines, expected, requested: platform.statistics };
}

function testsOf(outcome: Awaited<ReturnType<typeof read>>) {
  if ("error" in outcome) throw outcome.error;
  return outcome.tests;
}

function errorOf(outcome: Awaited<ReturnType<typeof read>>): UnreadTestsError {
  if ("error" in outcome && outcome.error instanceof UnreadTestsError) return outcome.error;
  throw new Error("Nothing, or something else, was thrown.", { cause: outcome });
}

const busy = { kind: "status", status: 429, retryAfter: 0 } as const;

/** Faults that pass, each with its usual share of requests. */
const passing: Record<string, Fault> = {
  "status 503": { kind: "status", status: 503 },
  "status 500": { kind: "status", status: 500 },
  "status 429": busy,
  "a reset": { kind: "reset" },
  "a stall": { kind: "stall" },
  "a stall in the body": { kind: "stall", at: "body" },
  "a truncated body": { kind: "truncate" },
  "a truncated body without its length": { kind: "truncate", contentLength: false },
};

describe("faults that pass", () => {
  it.each(Object.entries(passing))("%s of every fifth request is outlasted", async (_, fault) => {
    const tests = fault.kind === "stall" ? 12 : 40;
    const faults = [{ ...fault, share: 0.2 } as Fault];
    const outcome = await read({ tests, metrics: 4, data: 4 }, faults, patient);
    expect([...testsOf(outcome).values()].map(digest)).toEqual(outcome.expected);
    expect(outcome.lines.filter((line) => line.includes("; attempt 2 in "))).not.toEqual([]);
  });

  it("are outlasted together, over 1,000 tests", async () => {
    // Stalls are the rarer ones: each costs a second.
    const { "a stall": stall, "a stall in the body": _, ...others } = passing;
    const faults = [
      ...Object.values(others).map((fault) => ({ ...fault, share: 0.03 }) as Fault),
      { ...stall, share: 0.02 } as Fault,
    ];
    const outcome = await read({ tests: 1000 }, faults, patient);
    expect([...testsOf(outcome).values()].map(digest)).toEqual(outcome.expected);
  }, 300_000);

  it("are waited for as long as the server asks", async () => {
    const faults: Fault[] = [{ ...busy, retryAfter: 1, on: "listJobs", times: 1 }];
    const outcome = await read({ tests: 1 }, faults);
    testsOf(outcome);
    expect(outcome.lines.find((line) => line.includes("returned 429"))).toMatch(/in 1000 ms$/);
  });
});

describe("URLs that expire", () => {
  it("are fetched again with their page, and entries are matched by ID", async () => {
    const outcome = await read({ tests: 12, metrics: 9, data: 9 }, [
      { kind: "page-limit", entries: 4 },
      { kind: "expired-link", times: 1 },
      { kind: "reversed-page", after: 1, on: ["listMetricsForJob", "listMetricsDataForJob"] },
    ]);
    expect([...testsOf(outcome).values()].map(digest)).toEqual(outcome.expected);
    // Per test and kind three pages, each listed once more and not once per object.
    const { listMetricsForJob, listMetricsDataForJob } = outcome.requested.operations;
    expect(listMetricsForJob).toBeLessThanOrEqual(12 * 3 * 2);
    expect(listMetricsDataForJob).toBeLessThanOrEqual(12 * 3 * 2);
  });

  it("may expire twice", async () => {
    const outcome = await read({ tests: 2 }, [{ kind: "expired-link", times: 2 }]);
    expect([...testsOf(outcome).values()].map(digest)).toEqual(outcome.expected);
  });

  it("are given up if they never stop expiring", async () => {
    const outcome = await read({ tests: 2, metrics: 1, data: 0 }, [{ kind: "expired-link" }]);
    const error = errorOf(outcome);
    expect(error.message).toMatch(/was refused \(403\) with each of 4 URLs/);
    expect(error.hint).toMatch(/clock/);
    expect(outcome.requested.downloads).toBe(2 * 4);
  });
});

describe("faults that stay", () => {
  const broken: Fault[] = [{ kind: "corrupt", experiences: ["experience 3", "experience 17"] }];

  it("name every test that could not be read", async () => {
    const error = errorOf(await read({ tests: 30 }, broken));
    expect(error.tests.map((test) => test.jobID)).toEqual([3, 17].map(jobID));
    expect(error.message).toMatch(/^2 of 30 tests could not be read\./);
    expect(error.message).toContain(`${jobID(3)} (experience 3)`);
    expect(error.message).toContain(`${jobID(17)} (experience 17)`);
  });

  it("skip tests if requested, and report it", async () => {
    const outcome = await read({ tests: 30 }, broken, quick, { onError: "skip" });
    const tests = testsOf(outcome);
    const others = outcome.expected.filter((_, n) => n !== 3 && n !== 17);
    expect([...tests.values()].map(digest)).toEqual(others);
    expect(tests.unread.map((test) => test.jobID)).toEqual([3, 17].map(jobID));
    expect(outcome.lines.at(-1)).toMatch(/^2 of 30 tests could not be read and are skipped:/);
  });

  it("stop reading a batch if its server dies in the middle", async () => {
    const outage: Fault = { kind: "outage", after: 700 };
    const error = errorOf(await read({ tests: 200, metrics: 10, data: 10 }, [outage]));
    expect(error.message).toMatch(/ECONNREFUSED/);
    expect(error.tests.length).toBeGreaterThan(50);
    expect(error.message).toContain(jobID(99));
    expect(error.message).toContain("100 more were not even listed.");
  });

  it("stop it even if tests may be skipped", async () => {
    const outage: Fault = { kind: "outage", after: 100 };
    const error = errorOf(await read({ tests: 50 }, [outage], quick, { onError: "skip" }));
    expect(error.tests.length).toBeGreaterThan(20);
  });

  it("stop it if one operation always fails", async () => {
    const outcome = await read(
      { tests: 90 },
      [{ kind: "status", status: 500, on: "listMetricsForJob" }],
      { ...quick, retry: { ...quick.retry, attempts: 10 } },
    );
    const error = errorOf(outcome);
    expect(error.tests.map((test) => test.jobID)).toEqual(outcome.expected.map((one) => one.jobID));
    expect(error).toMatchObject({ operation: "listMetricsForJob", status: 500 });
    // Sixteen tests with ten tries each, and not ninety.
    expect(outcome.requested.operations.listMetricsForJob).toBeLessThan(300);
  });

  it("stop it immediately if the token is refused", async () => {
    const outcome = await read({}, [{ kind: "status", status: 401, on: "listJobs" }]);
    expect(outcome).toMatchObject({
      error: {
        operation: "listJobs",
        status: 401,
        hint: expect.stringContaining("RESIM_AUTH_TOKEN"),
      },
    });
    expect(outcome.requested.operations).toEqual({ listJobs: 1 });
  });

  it("stop it if pages never end", async () => {
    const outcome = await read({}, [{ kind: "repeated-page-token" }]);
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining("same page token twice") },
    });
  });
});
