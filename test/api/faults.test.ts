import {
  createPlatformClient,
  fetchJobMetricsByBatch,
  type JobMetricsOptions,
  type PlatformClientOptions,
  UnreadTestsError,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { digest, expectedTests, jobID } from "./expectations.js";
import { authToken, batchID, projectID, startServer } from "./startServer.js";

const secrets = /secret-token|secret-signature|X-Amz-Signature|generation=/i;

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

/** Reads a batch, and makes sure that no secret is told on the way. */
async function read(
  scenario: Record<string, unknown>,
  clientOptions: Partial<PlatformClientOptions> = quick,
  options: Partial<JobMetricsOptions> = {},
) {
  await using server = await startServer(scenario);
  const lines: string[] = [];
  const say = (message: string) => void lines.push(message);
  const log = { level: "debug", warn: say, info: say, debug: say } as const;
  const client = createPlatformClient({ apiURL: server.apiURL, authToken, log, ...clientOptions });
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
  const counts = server.process.exitCode === null ? await server.counts().catch(() => ({})) : {};
  return { ...outcome, lines, counts: counts as Record<string, number> };
}

function testsOf(outcome: Awaited<ReturnType<typeof read>>) {
  if ("error" in outcome) throw outcome.error;
  return outcome.tests;
}

function errorOf(outcome: Awaited<ReturnType<typeof read>>): UnreadTestsError {
  if ("error" in outcome && outcome.error instanceof UnreadTestsError) return outcome.error;
  throw new Error("Nothing, or something else, was thrown.", { cause: outcome });
}

describe("faults that pass", () => {
  it.each(["503", "500", "429", "reset", "stall", "stallBody", "cut", "cutSilently"])(
    "%s of every fifth request is outlasted",
    async (fault) => {
      const tests = fault.startsWith("stall") ? 12 : 40;
      const scenario = { tests, metrics: 4, data: 4, faultRate: 0.2, faults: [fault] };
      const outcome = await read(scenario, patient);
      expect([...testsOf(outcome).values()].map(digest)).toEqual(expectedTests(tests, 4, 4));
      expect(outcome.lines.some((line) => line.includes("; attempt 2 in "))).toBe(true);
    },
  );

  it("are outlasted together, over 2,000 tests", async () => {
    const scenario = {
      tests: 2000,
      faultRate: 0.2,
      // Stalls are the rarer ones: each costs a second.
      faults: "503 429 reset cut cutSilently 500 503 429 reset cut stall".split(" "),
    };
    const outcome = await read(scenario, patient);
    expect([...testsOf(outcome).values()].map(digest)).toEqual(expectedTests(2000, 2, 2));
  }, 300_000);

  it("are waited for as long as the server asks", async () => {
    const outcome = await read({
      tests: 1,
      faultRate: 0.4,
      faults: ["429"],
      retryAfter: "1",
      seed: 3,
    });
    testsOf(outcome);
    expect(outcome.lines.find((line) => line.includes("returned 429"))).toMatch(/in 1000 ms$/);
  });
});

describe("URLs that expire", () => {
  it("are fetched again with their page, and entries are matched by ID", async () => {
    const outcome = await read({
      tests: 12,
      metrics: 9,
      data: 9,
      maxPage: 4,
      expired: 1,
      reversed: true,
    });
    expect([...testsOf(outcome).values()].map(digest)).toEqual(expectedTests(12, 9, 9));
    // Per test and kind three pages, each listed once more and not once per object. The counting is one.
    expect(outcome.counts.api).toBeLessThanOrEqual(1 + 3 + 12 * 2 * 3 * 2);
  });

  it("may expire twice", async () => {
    const outcome = await read({ tests: 2, expired: 2 });
    expect([...testsOf(outcome).values()].map(digest)).toEqual(expectedTests(2, 2, 2));
  });

  it("are given up if they never stop expiring", async () => {
    const outcome = await read({ tests: 2, metrics: 1, data: 0, expired: -1 });
    const error = errorOf(outcome);
    expect(error.message).toMatch(/was refused \(403\) with each of 4 URLs/);
    expect(error.hint).toMatch(/clock/);
    expect(outcome.counts.downloads).toBe(2 * 4);
  });
});

describe("faults that stay", () => {
  it("name every test that could not be read", async () => {
    const outcome = await read({ tests: 30, brokenTests: [3, 17] });
    const error = errorOf(outcome);
    expect(error.tests.map((test) => test.jobID)).toEqual([3, 17].map(jobID));
    expect(error.message).toMatch(/^2 of 30 tests could not be read\./);
    expect(error.message).toContain(`${jobID(3)} (experience 3)`);
    expect(error.message).toContain(`${jobID(17)} (experience 17)`);
  });

  it("skip tests if requested, and report it", async () => {
    const outcome = await read({ tests: 30, brokenTests: [3, 17] }, quick, { onError: "skip" });
    const tests = testsOf(outcome);
    expect(tests.size).toBe(28);
    expect(tests.unread.map((test) => test.jobID)).toEqual([3, 17].map(jobID));
    expect(outcome.lines.at(-1)).toMatch(/^2 of 30 tests could not be read and are skipped:/);
  });

  it("stop reading a batch if its server dies in the middle", async () => {
    const outcome = await read({ tests: 200, metrics: 10, data: 10, diesAfter: 700 });
    const error = errorOf(outcome);
    expect(error.message).toMatch(/ECONNREFUSED/);
    expect(error.tests.length).toBeGreaterThan(50);
    expect(error.message).toContain(jobID(99));
    expect(error.message).toContain("100 more were not even listed.");
  });

  it("stop it even if tests may be skipped", async () => {
    const outcome = await read({ tests: 50, diesAfter: 100 }, quick, { onError: "skip" });
    expect(errorOf(outcome).tests.length).toBeGreaterThan(20);
  });

  it("stop it if one operation always fails", async () => {
    const outcome = await read(
      { tests: 90, statuses: { listMetricsForJob: 500 } },
      {
        ...quick,
        retry: { ...quick.retry, attempts: 10 },
      },
    );
    const error = errorOf(outcome);
    expect(error.tests).toHaveLength(90);
    expect(error).toMatchObject({ operation: "listMetricsForJob", status: 500 });
    // Sixteen tests with ten tries each, and not ninety.
    expect(outcome.counts.api).toBeLessThan(300);
  });

  it("stop it immediately if the token is refused", async () => {
    const outcome = await read({ statuses: { listJobs: 401 } });
    expect(outcome).toMatchObject({
      error: {
        operation: "listJobs",
        status: 401,
        hint: expect.stringContaining("RESIM_AUTH_TOKEN"),
      },
    });
    expect(outcome.counts.api).toBe(2);
  });

  it("stop it if pages never end", async () => {
    const outcome = await read({ tests: 3, pageTokens: "same" });
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining("same page token twice") },
    });
  });
});
