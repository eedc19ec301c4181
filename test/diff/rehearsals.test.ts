import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { doubles, type MetricsWriter, timestamps } from "@metrics-project/runtime";
import { beforeEach, describe, expect, it } from "vitest";
import { textTable } from "../../generators/compare/report/textReport.js";
import { textWidth } from "../../generators/io/textWidth.js";
import { temporaryFolder } from "../temporary.js";
import { diff, type Run, rowsOf, writeRehearsal } from "./rehearsed.js";

/** A lap at a speed: a scalar, a series with a limit, and a distance. */
const lap =
  (speed: number, change: (writer: MetricsWriter) => void = () => {}, distance = "Distance"): Run =>
  (writer) => {
    writer.addScalarMetric("Top speed", { value: speed, unit: "m/s", failsAbove: 3 });
    const time = timestamps(
      "time",
      [0, 1, 2, 3].map((seconds) => ({ seconds, nanos: 0 })),
    );
    const values = doubles(
      "speed",
      [0.1, 0.5, 1, 0.75].map((share) => share * speed),
      { unit: "m/s", index: time },
    );
    writer.addDoubleOverTimeMetric("Speed", { lines: [{ values, failsAbove: 3 }] });
    writer.addScalarMetric(distance, { value: 12.5, unit: "m" });
    change(writer);
  };

const scalar =
  (value: number, unit = "m"): Run =>
  (writer) => {
    writer.addScalarMetric("Distance", { value, unit });
  };

let dir: string;
let folders = 0;
beforeEach(async () => {
  dir = await temporaryFolder();
});

/** Rehearsals with these runs, by the paths that `diff` takes. */
function rehearsals(base: Record<string, Run>, head: Record<string, Run>): [string, string] {
  folders += 1;
  writeRehearsal(join(dir, `base-${folders}`), base, { startedAt: "2026-11-26T10:00:00Z" });
  writeRehearsal(join(dir, `head-${folders}`), head);
  return [`base-${folders}`, `head-${folders}`];
}

describe("two rehearsals", () => {
  it("of the same code are equal, regardless of IDs", async () => {
    const sides = rehearsals({ lap: lap(1), slalom: lap(2) }, { lap: lap(1), slalom: lap(2) });
    const { code, out } = await diff(dir, ...sides);
    expect(code).toBe(0);
    expect(out).toContain("no difference; compared: 2 tests, 6 metrics");
  });

  it("are compared per test and metric, worst first", async () => {
    const clearance = (writer: MetricsWriter) => {
      writer.addScalarMetric("Clearance", { value: -0.2, unit: "m", status: "FAIL_BLOCK" });
    };
    const sides = rehearsals(
      { lap: lap(1), sprint: lap(2) },
      { lap: lap(2, () => {}, "Path length"), sprint: lap(4, clearance, "Path length") },
    );
    const { code, rows } = await rowsOf(dir, ...sides);
    expect(code).toBe(3);
    expect(rows).toMatchObject([
      { run: "sprint", name: "Clearance", change: "new", verdict: "worse", after: -0.2 },
      {
        run: "sprint",
        name: "Top speed",
        verdict: "worse",
        statusBefore: "PASSED",
        statusAfter: "FAIL_WARN",
        before: 2,
        after: 4,
        difference: 2,
        percent: 100,
        unitAfter: "m/s",
      },
      {
        run: "sprint",
        name: "Speed",
        verdict: "worse",
        figure: "mean",
        details: expect.arrayContaining(["failing values: 0 → 1 (of 4)"]),
      },
      { run: "lap", name: "Top speed", verdict: "neither", percent: 100 },
      { run: "lap", name: "Speed", figure: "mean", percent: 100 },
      { run: "lap", name: "Path length", was: "Distance", change: "renamed" },
      { run: "sprint", name: "Path length", was: "Distance", change: "renamed" },
    ]);
  });

  it.each([
    ["status", 2, 0],
    ["status", 4, 3],
    ["any", 2, 3],
    ["any", 1, 0],
    ["none", 4, 0],
  ])("--fail-on %s with a top speed of %d ends with %d", async (failOn, speed, code) => {
    const sides = rehearsals({ lap: lap(1) }, { lap: lap(speed) });
    expect(await diff(dir, ...sides, "--fail-on", failOn)).toMatchObject({ code });
  });

  it("a new metric that fails is worse, one that passes is new", async () => {
    const more = (status: "PASSED" | "FAIL_WARN"): Run =>
      lap(1, (writer) => {
        writer.addScalarMetric("Jerk", { value: 1, status });
      });
    const passes = rehearsals({ lap: lap(1) }, { lap: more("PASSED") });
    const warns = rehearsals({ lap: lap(1) }, { lap: more("FAIL_WARN") });
    expect(await diff(dir, ...passes, "--fail-on", "status")).toMatchObject({ code: 0 });
    expect(await diff(dir, ...warns, "--fail-on", "status")).toMatchObject({ code: 3 });
  });

  it("a metric that has the new name in only one test is not renamed", async () => {
    const zero =
      (name: string): Run =>
      (writer) => {
        writer.addScalarMetric(name, { value: 0 });
      };
    const sides = rehearsals(
      { lap: zero("Collisions"), slalom: zero("Collisions") },
      { lap: zero("Stops"), slalom: zero("Falls") },
    );
    const { rows } = await rowsOf(dir, ...sides);
    expect(rows.map(({ change }) => change).sort()).toEqual(["missing", "missing", "new", "new"]);
  });

  it("never subtract values in different units", async () => {
    const sides = rehearsals({ lap: scalar(1, "m") }, { lap: scalar(3.28, "ft") });
    const { rows } = await rowsOf(dir, ...sides);
    expect(rows).toMatchObject([{ before: 1, after: 3.28, unitBefore: "m", unitAfter: "ft" }]);
    expect(rows[0]).not.toHaveProperty("difference");
    expect((await diff(dir, ...sides)).out).toMatch(/1 m +3\.28 ft +unit m → ft/);
  });

  it.each([
    [0, 2, "+2"],
    [-2, -1, "+1 (+50 %)"],
    [1, Number.POSITIVE_INFINITY, "1"],
    [1.000000001, 1.000000003, "+2e-9"],
  ])("from %d to %d", async (before, after, shown) => {
    const sides = rehearsals({ lap: scalar(before) }, { lap: scalar(after) });
    const { code, out } = await diff(dir, ...sides, "--relative", "0");
    expect(code).toBe(3);
    expect(out).toContain(shown);
  });

  it("a failed, new or missing test is reported as a whole", async () => {
    const sides = rehearsals(
      { lap: scalar(1), gone: scalar(1) },
      { lap: { failure: "exit code 1\nmore" }, added: scalar(1) },
    );
    const { rows } = await rowsOf(dir, ...sides);
    expect(rows).toMatchObject([
      { run: "lap", of: "run", verdict: "worse", statusAfter: "ERROR", details: ["exit code 1"] },
      { run: "gone", of: "run", change: "missing" },
      { run: "added", of: "run", change: "new" },
    ]);
  });

  it("with other tests, projects and modes are reported before the rows", async () => {
    const [base] = rehearsals({ lap: scalar(1), batch: scalar(1) }, {});
    const other = writeRehearsal(join(dir, "other"), { hall: scalar(1) }, { project: "theirs" });
    const { code, notes, rows } = await rowsOf(dir, base, other);
    expect(code).toBe(3);
    expect(notes).toEqual([
      "no run of BASE is in HEAD",
      'BASE belongs to the project "mine", HEAD to "theirs"',
      "BASE has a batch, HEAD has none: they ran in different modes",
    ]);
    expect(rows).toHaveLength(3);
  });

  it("reports of the same code at another time are equal", async () => {
    const report =
      (day: number): Run =>
      (writer) => {
        const at = (ago: number) => ({ seconds: Date.UTC(2026, 10, day - ago) / 1000, nanos: 0 });
        const time = timestamps("built", [at(2), at(1), at(0)]);
        const values = doubles("speed", [1, 2, 3], { index: time });
        writer.addDoubleOverTimeMetric("Speed of batches", { lines: [{ values }] });
        writer.addPlotlyMetric("Trend", {
          figure: { data: [{ x: [`2026-11-${day - 1}T10:00:00Z`, `2026-11-${day}`], y: [1, 2] }] },
        });
        writer.addTextMetric("When", { text: `Last batch: 2026-11-${day}` });
      };
    expect(
      await diff(dir, ...rehearsals({ report: report(20) }, { report: report(24) })),
    ).toMatchObject({ code: 0 });
    // In a test, a time is part of what it says.
    expect(await diff(dir, ...rehearsals({ lap: report(20) }, { lap: report(24) }))).toMatchObject({
      code: 3,
    });
  });
});

it.each([60, 80, 120])("a table fits a terminal of %d columns, statuses whole", (columns) => {
  const row = {
    run: "走廊 the long way around",
    runKind: "test",
    of: "metric",
    name: "Distance to the nearest obstacle in front",
    change: "changed",
    verdict: "worse",
    statusBefore: "PASSED",
    statusAfter: "FAIL_WARN",
    figure: "",
    before: 0.5657,
    after: 1.131,
    unitBefore: "m/s",
    unitAfter: "m/s",
    difference: 0.5653,
    percent: 99.9,
    details: [],
  } as const;
  const [head = "", line = ""] = textTable([row, { ...row, run: "lap", name: "Speed" }], columns);
  expect(head).toContain("after");
  if (columns < 80) return;
  expect(textWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
  expect(line).toContain("PASSED → FAIL_WARN");
});

describe("tolerances", () => {
  const metrics = { "Top*": { relative: 1 }, Speed: { absolute: 10 } };

  it.each([
    ["a file", "tolerances.json", { metrics }],
    ["the project's record", ".metrics-project.json", { tolerances: { metrics } }],
  ])("of single metrics come from %s", async (_what, name, content) => {
    const sides = rehearsals({ lap: lap(1) }, { lap: lap(2) });
    const cwd = join(dir, name.replace(/\W/g, ""));
    mkdirSync(cwd, { recursive: true });
    writeFileSync(join(cwd, name), JSON.stringify(content));
    const option = name.startsWith(".") ? [] : ["--tolerances", name];
    const paths = sides.map((side) => join(dir, side));
    expect((await diff(cwd, ...paths, ...option)).out).toContain("no difference");
  });

  it.each([
    [{ metrics: { Speed: { absolut: 1 } } }, '"Speed": unknown field "absolut'],
    [{ relative: -1 }, '"relative" must be a number of at least 0, got -1'],
    [[1], "must be an object"],
  ])("%j is refused", async (content, message) => {
    const sides = rehearsals({ lap: lap(1) }, { lap: lap(2) });
    writeFileSync(join(dir, "wrong.json"), JSON.stringify(content));
    const { code, err } = await diff(dir, ...sides, "--tolerances", "wrong.json");
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe("Markdown", () => {
  it("has at most thirty visible rows, and fits in a comment for any number of rows", async () => {
    const many =
      (factor: number): Run =>
      (writer) => {
        for (let i = 0; i < 2_000; i += 1) {
          writer.addScalarMetric(`Metric number ${i}`, { value: i * factor + 1, unit: "m" });
        }
      };
    const sides = rehearsals({ lap: many(1) }, { lap: many(2) });
    const { out } = await diff(dir, ...sides, "--format", "markdown");
    expect(out.length).toBeLessThan(65_000);
    const [seen = "", folded = ""] = out.split("<details>");
    expect(seen.match(/^\| .*Metric number/gm)).toHaveLength(30);
    expect(folded).toContain("<summary>1969 more rows</summary>");
    expect(folded).toMatch(/… and \d+ more rows/);
  });

  it("escapes names: no tags, links, mentions or columns", async () => {
    const named =
      (value: number): Run =>
      (writer) => {
        writer.addScalarMetric("a|b <img src=x> @team #1 https://evil.example/x `c`\nd", { value });
      };
    const { out } = await diff(
      dir,
      ...rehearsals({ lap: named(1) }, { lap: named(2) }),
      "--format",
      "markdown",
    );
    const row = out.split("\n").find((line) => line.includes("team")) ?? "";
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(8);
    expect(row).not.toMatch(/(?<!\\)<img|@team|#1|https:\/\/|(?<!\\)`/);
  });
});

it("sums up thousands of differences, and the file has them all", async () => {
  const many =
    (factor: number): Run =>
    (writer) => {
      for (let i = 0; i < 10_000; i += 1) {
        writer.addScalarMetric(`m${i}`, { value: i * factor + 1 });
      }
    };
  const sides = rehearsals({ lap: many(1) }, { lap: many(2) });
  const { out } = await diff(dir, ...sides);
  expect(out.split("\n").length).toBeLessThan(60);
  expect(out).toContain("9999 changed");
  await diff(dir, ...sides, "--json", "--out", "all.json");
  const { rows } = JSON.parse(readFileSync(join(dir, "all.json"), "utf8")) as { rows: unknown[] };
  expect(rows).toHaveLength(9_999);
});
