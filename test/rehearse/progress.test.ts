import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { createProgress } from "../../generators/commands/rehearse/Progress.js";
import type { RunResult } from "../../generators/commands/rehearse/RunResult.js";
import { figures, runRow, widthsFor } from "../../generators/commands/rehearse/runRow.js";
import { textWidth } from "../../generators/io/textWidth.js";

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
    { name: "Distance traveled", value: 11.3072, unit: "m", status: "PASSED" },
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

it("redraws a table, and keeps the output below it", () => {
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
    "lap    FAIL_WARN        0.50 s        4         1  Distance traveled 11.31 m, Attempts 3",
    "batch  ERROR            0.50 s                     exit code 1",
    "below",
  ]);
  expect(text()).toContain("\u001b[33mFAIL_WARN");
});

it("shortens rows for a narrow terminal, and uses no color on request", () => {
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

const esc = "\u001b";

/** A terminal as wide and high as it is, scrolling: what is on it in the end, from the first line on. */
function screenOf(text: string, columns: number, rows: number): string[] {
  const lines: string[] = [""];
  let at = 0;
  let top = 0;
  for (const part of text.split(new RegExp(`(${esc}\\[\\d*[A-Zm]|\\n)`))) {
    const [, number = "1", letter] = new RegExp(`^${esc}\\[(\\d*)([A-Zm])$`).exec(part) ?? [];
    if (part === "\n") {
      at += 1;
      lines[at] ??= "";
      top = Math.max(top, at - rows + 1);
    } else if (letter === "A") at = Math.max(at - Number(number), top);
    else if (letter === "J") lines.length = at;
    else if (letter === undefined && part !== "") {
      lines[at] = part;
      expect(textWidth(part)).toBeLessThan(columns);
    }
    lines[at] ??= "";
  }
  return lines.filter((line) => line !== "");
}

it("scrolls finished runs away if there are more runs than lines, and keeps each once", () => {
  const { output, text } = terminal(12, 80);
  const progress = createProgress(output, { NO_COLOR: "1" });
  const runs = Array.from({ length: 40 }, (_, i) => ({
    ...lap,
    name: `test ${i}`,
    outputs: `tests/${i}/outputs`,
  }));
  progress.plan(runs);
  for (const [i, run] of runs.entries()) {
    progress.started(run);
    if (i >= 3) progress.ended(runs[i - 3] ?? run);
  }
  const half = screenOf(text(), 80, 12);
  expect(half.slice(-4)).toEqual([
    expect.stringMatching(/^test 37 +running/),
    expect.stringMatching(/^test 38 +running/),
    expect.stringMatching(/^test 39 +running/),
    "37 of 40 done, 37 warned, 3 running",
  ]);
  for (const run of runs.slice(37)) progress.ended(run);
  progress.finish();
  output.write("below\n");
  const all = screenOf(text(), 80, 12);
  expect(all).toEqual([
    expect.stringMatching(/^test +status/),
    ...runs.map(({ name }) => expect.stringMatching(`^${name} `)),
    "below",
  ]);
});

it("continues below when the terminal becomes smaller", () => {
  const { output, text } = terminal(40, 80);
  const progress = createProgress(output, { NO_COLOR: "1" });
  const runs = Array.from({ length: 20 }, (_, i) => ({ ...lap, name: `t${i}`, outputs: `${i}` }));
  progress.plan(runs);
  progress.ended(runs[0] ?? lap);
  output.rows = 12;
  for (const run of runs.slice(1)) progress.ended(run);
  progress.finish();
  expect(screenOf(text(), 80, 12).filter((line) => line.startsWith("t19 "))).not.toEqual([]);
});

it.each([
  ["Chinese", "走廊测试走廊测试走廊测试走廊测试走廊测试"],
  ["Korean", "복도 시험 복도 시험 복도 시험 복도 시험"],
  ["emoji", "🤖🤖🤖🤖🤖🤖🤖🤖🤖🤖🤖🤖🤖🤖"],
  ["accents", "e\u0301".repeat(50)],
])("columns line up where a test is called in %s", (_what, name) => {
  const columns = 80;
  const widths = widthsFor([name, "lap"], columns);
  const rows = [name, "lap"].map((run) =>
    runRow({ ...lap, name: run }, widths, { columns, color: false }),
  );
  const places = rows.map((row) => textWidth(row.slice(0, row.indexOf("FAIL_WARN"))));
  expect(places[0]).toBe(places[1]);
  for (const row of rows) expect(textWidth(row)).toBeLessThan(columns);
  expect(rows[1]).toContain("Distance traveled 11.31 m");
});

it("the failed figure comes first, with its previous value", () => {
  const all: RunResult["figures"] = [
    { name: "Distance", value: 2, unit: "m", status: "PASSED", before: { value: 1, unit: "m" } },
    { name: "Jerk", value: 3, unit: "", status: "FAIL_WARN", before: { value: 0, unit: "" } },
    { name: "Gap", value: 1, unit: "m", status: "FAIL_BLOCK", before: { value: 3, unit: "ft" } },
  ];
  expect(figures(all)).toBe("Gap 1 m (was 3 ft), Jerk 3 (+3), Distance 2 m (+100 %)");
});

it.each([
  [
    "exit code 1",
    "info: reading\nerror: the log is cut off\n  Copy it anew.\n",
    "the log is cut off",
  ],
  [
    "exit code 1",
    "file:///a.mjs:1\nTypeError: x is not a function\n    at f (a.mjs:1)\n\nNode.js v20",
    "TypeError: x is not a function",
  ],
  ["it timed out after 1 s", "waiting\n", "waiting"],
  ["exit code 1", "", "exit code 1"],
  ["the platform would reject its metrics.binproto:\n  T1: no name\n  T2: x", "", "T1: no name"],
])("a row of a run that failed by %j names the cause", (failure, stderr, cause) => {
  const row = runRow({ ...batch, failure, stderr }, widthsFor(["batch"], 120), {
    columns: 120,
    color: false,
  });
  expect(row).toContain(cause);
});
