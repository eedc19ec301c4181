import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { createProgress } from "../../generators/commands/rehearse/Progress.js";
import type { RunResult } from "../../generators/commands/rehearse/RunResult.js";

const lap: RunResult = {
  kind: "test",
  name: "lap",
  status: "FAIL_WARN",
  seconds: 0.5,
  metrics: 4,
  metricsData: 2,
  events: 0,
  warnings: ["N1: …"],
  figures: [
    { name: "Distance travelled", value: 11.3072, unit: "m", status: "PASSED" },
    { name: "Attempts", value: 3, unit: "", status: "RAW" },
  ],
  outputs: "tests/lap/outputs",
  log: "tests/lap/log.txt",
};
/** A test may be called as the batch is. */
const batch: RunResult = {
  ...lap,
  name: "batch",
  status: "ERROR",
  failure: "exit code 1\nmore",
  outputs: "tests/batch/outputs",
};

function terminal(rows: number | undefined, columns = 100) {
  const output = new PassThrough();
  let text = "";
  output.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const isTTY = rows !== undefined;
  return { output: Object.assign(output, { isTTY, rows, columns }), text: () => text };
}

/** What a terminal shows in the end of what was written to it. */
function shown(text: string): string[] {
  const lines: string[] = [];
  let at = 0;
  for (const written of text.split("\n").slice(0, -1)) {
    const up = /^.\[(\d+)A/.exec(written)?.[1];
    at -= Number(up ?? 0);
    lines[at++] = stripVTControlCharacters(written).trimEnd();
  }
  return lines;
}

it("draws a table again and again, and leaves what comes below it alone", () => {
  const { output, text } = terminal(40);
  const progress = createProgress(output, {});
  progress.plan([lap, batch]);
  progress.started(lap);
  progress.ended(lap);
  expect(shown(text())[2]).toBe("batch  waiting");
  progress.started(batch);
  progress.ended(batch);
  progress.finish();
  output.write("below\n");
  progress.finish();
  expect(shown(text())).toEqual([
    "test   status             time  metrics  warnings  figures",
    "lap    FAIL_WARN        0.50 s        4         1  Distance travelled 11.31 m, Attempts 3",
    "batch  ERROR            0.50 s                     exit code 1",
    "below",
  ]);
  expect(text()).toContain("\u001b[33mFAIL_WARN");
});

it("cuts rows to a narrow terminal, and uses no colour where that is asked for", () => {
  const { output, text } = terminal(40, 60);
  const progress = createProgress(output, { NO_COLOR: "1" });
  progress.plan([lap]);
  progress.ended(lap);
  progress.finish();
  expect(Math.max(...shown(text()).map((line) => line.length))).toBeLessThan(60);
  expect(text()).not.toContain("\u001b[33m");
});

it.each([
  ["a file or a pipe", undefined],
  ["a terminal with too few rows", 4],
])("writes a line for each run to %s", (_, rows) => {
  const { output, text } = terminal(rows);
  const progress = createProgress(output, { NO_COLOR: "1" });
  progress.plan([lap, batch]);
  progress.started(lap);
  progress.ended(batch);
  progress.ended(lap, { kept: true });
  progress.finish();
  expect(text()).toBe(
    `test   status             time  metrics  warnings  figures
batch  ERROR            0.50 s                     exit code 1
`,
  );
});
