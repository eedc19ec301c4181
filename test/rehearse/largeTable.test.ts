import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fewTests, Heartbeat } from "../../generators/commands/rehearse/largeTable.js";
import { createProgress } from "../../generators/commands/rehearse/Progress.js";
import { printSummary } from "../../generators/commands/rehearse/printSummary.js";
import type {
  RehearsalSummary,
  RunResult,
  RunStatus,
} from "../../generators/commands/rehearse/RunResult.js";

function output(rows?: number) {
  const stream = new PassThrough();
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const isTTY = rows !== undefined;
  return { output: Object.assign(stream, { isTTY, rows, columns: 100 }), text: () => text };
}

function run(at: number, status: RunStatus, more: Partial<RunResult> = {}): RunResult {
  return {
    kind: "test",
    name: `test ${at}`,
    status,
    seconds: 1,
    metrics: 1,
    metricsData: 0,
    events: 0,
    warnings: [],
    figures: [],
    outputs: `tests/${at}/outputs`,
    log: `tests/${at}/log.txt`,
    ...(status === "ERROR" ? { failure: "exit code 1", stderr: "boom\n" } : {}),
    ...more,
  };
}

const batch = run(-1, "PASSED", { kind: "batch", name: "batch", outputs: "batch/outputs" });

/** Tests of which every `nth` failed, and their batch. */
function rehearsed(tests: number, nth: number): RunResult[] {
  const all = Array.from({ length: tests }, (_, at) =>
    run(at, at % nth === 0 ? "ERROR" : "PASSED"),
  );
  return [...all, batch];
}

function told(runs: readonly RunResult[], rows?: number): string {
  const { output: stream, text } = output(rows);
  const progress = createProgress(stream, { NO_COLOR: "1" });
  progress.plan(runs);
  for (const one of runs) {
    progress.started(one);
    progress.ended(one);
  }
  progress.finish();
  return text();
}

/** What each row of a table is about. */
const rowsOf = (text: string) =>
  text.split("\n").flatMap((line) => /^(test \d+|batch)(?= +[A-Z])/.exec(line)?.[0] ?? []);

/** Every `nth` test, so many of them, then their batch. */
const every = (nth: number, count: number) => [
  ...Array.from({ length: count }, (_, i) => `test ${i * nth}`),
  "batch",
];

describe("a running rehearsal of many tests", () => {
  it.each([
    [
      `${fewTests - 1} tests and their batch: a row each`,
      rehearsed(fewTests - 1, 7),
      every(1, fewTests - 1),
    ],
    [
      `${fewTests} tests and their batch: what failed, and the batch`,
      rehearsed(fewTests, 10),
      every(10, fewTests / 10),
    ],
    [
      "10,000 tests, of which 20 failed: these, and the batch",
      rehearsed(10_000, 500),
      every(500, 20),
    ],
    [
      "10,000 tests that failed: a hundred of them, and the batch",
      rehearsed(10_000, 1),
      every(1, 100),
    ],
  ])("%s", (_, runs, expected) => {
    expect(rowsOf(told(runs))).toEqual(expected);
  });

  it("writes counts in between, a bounded number of lines in all", () => {
    const lines = told(rehearsed(10_000, 2)).trimEnd().split("\n");
    const done = lines.flatMap((line) => /^([\d,]+) of 10,001 done/.exec(line)?.[1] ?? []);
    const counted = Array.from({ length: 19 }, (_, i) => 501 * (i + 1));
    expect(done).toEqual(counted.map((count) => count.toLocaleString("en")));
    expect(lines).toContain("1,002 of 10,001 done, 501 failed");
    expect(lines.at(-1)).toBe("and 4,900 more that did not pass");
    expect(lines.length).toBeLessThan(130);
  });

  it("scrolls away only tests that did not pass", () => {
    const text = told(rehearsed(200, 50), 12);
    expect(new Set(rowsOf(stripVTControlCharacters(text)))).toEqual(
      new Set(rowsOf(told(rehearsed(200, 50)))),
    );
  });

  it("reports after five minutes that it is still running", () => {
    let time = 0;
    const heartbeat = new Heartbeat(1000, () => time);
    expect(heartbeat.isDue(1)).toBe(false);
    time = 5 * 60 * 1000;
    expect([heartbeat.isDue(2), heartbeat.isDue(3)]).toEqual([true, false]);
  });
});

describe("the summary after a rehearsal of many tests", () => {
  function summaryOf(runs: RunResult[]): string {
    const { output: stream, text } = output();
    const summary: RehearsalSummary = {
      version: 1,
      title: "Rehearsal",
      startedAt: "2026-01-01T00:00:00Z",
      seconds: 60,
      build: "dist/main.mjs",
      outcome: "done",
      ran: runs.length,
      runs,
    };
    printSummary(stream, summary, { cwd: "/project", out: "/project/rehearsal" });
    return text();
  }

  it("lists the first failures, and names the file with all", () => {
    const text = summaryOf(rehearsed(10_000, 31));
    const failures = [...text.matchAll(/^(.+): exit code 1$/gm)].map(([, name]) => name);
    expect(failures).toEqual(Array.from({ length: 10 }, (_, i) => `test ${31 * i}`));
    expect(text).toContain("and 313 more failed; see rehearsal/rehearsal.json\n");
    expect(text).toContain("10,001 runs of dist/main.mjs in 60.0 s, 323 failed\n");
  });

  it("names the first tests that a metric blocks, and counts the others", () => {
    const runs = Array.from({ length: 332 }, (_, at) => run(at, "FAIL_BLOCK"));
    expect(summaryOf(runs)).toMatch(/a metric blocks: test 0, .*, test 19 and 312 more\n/);
  });

  it("never prints too many lines to read, for any outcome of the runs", () => {
    const status = fc.constantFrom<RunStatus>("ERROR", "PASSED", "FAIL_BLOCK", "FAIL_WARN");
    fc.assert(
      fc.property(fc.array(status, { maxLength: 300 }), (statuses) => {
        const runs = statuses.map((one, at) => run(at, one, { warnings: ["a", "b", "c", "d"] }));
        expect(summaryOf(runs).split("\n").length).toBeLessThan(120);
      }),
      { numRuns: 50 },
    );
  });
});
