import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doubles, type MetricsWriter, timestamps } from "@metrics-project/runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

  it.each([
    ["PASSED", 0],
    ["FAIL_WARN", 3],
  ] as const)("with a new metric that is %s exit with %d", async (status, expected) => {
    const more = lap(1, (writer) => {
      writer.addScalarMetric("Jerk", { value: 1, status });
    });
    const sides = rehearsals({ lap: lap(1) }, { lap: more });
    expect((await diff(dir, ...sides, "--fail-on", "status")).code).toBe(expected);
  });

  it("do not treat a metric as renamed if only one test has the new name", async () => {
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
  });

  it("show a changed unit in place of the difference", async () => {
    const sides = rehearsals({ lap: scalar(1, "m") }, { lap: scalar(3.28, "ft") });
    expect((await diff(dir, ...sides)).out).toMatch(/1 m +3\.28 ft +unit m → ft/);
  });

  it.each([
    [0, 2, "+2"],
    [-2, -1, "+1 (+50 %)"],
    [1, Number.POSITIVE_INFINITY, "1"],
    [1.000000001, 1.000000003, "+2e-9"],
  ])("show the change from %d to %d as %s", async (before, after, shown) => {
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
    expect(rows.map(({ run, change }) => [run, change])).toEqual([
      ["lap", "missing"],
      ["batch", "missing"],
      ["hall", "new"],
    ]);
  });

  describe("at two times", () => {
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

    it.each([
      ["report", "are equal", 0],
      ["lap", "differ", 3],
    ])("with times in the metrics of a %s %s", async (name, _, expected) => {
      const sides = rehearsals({ [name]: report(20) }, { [name]: report(24) });
      expect((await diff(dir, ...sides)).code).toBe(expected);
    });
  });
});

describe("a table for a terminal", () => {
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
  const tableFor = (columns: number) =>
    textTable([row, { ...row, run: "lap", name: "Speed" }], columns);

  it.each([80, 120])("fits %d columns, with whole statuses", (columns) => {
    const [, line = ""] = tableFor(columns);
    expect(textWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
    expect(line).toContain("PASSED → FAIL_WARN");
  });

  it.each([
    [60, "test metric after change status"],
    [80, "test metric after change status"],
    [120, "test metric before after change status"],
  ])("has the columns that fit into %d, at least those of 80", (columns, expected) => {
    const [head = ""] = tableFor(columns);
    expect(head.trim().replace(/ +/g, " ")).toBe(expected);
  });
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
  it("shows the first thirty of 2,000 rows, folds others, and fits in a comment", async () => {
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
    const numbersIn = (text: string) =>
      [...text.matchAll(/^\| .*Metric number (\d+)/gm)].map(([, number]) => Number(number));
    // Metrics whose change rounds to 100 % come first, in their order.
    expect(numbersIn(seen)).toEqual(Array.from({ length: 30 }, (_, at) => at + 199));
    expect(folded).toContain("<summary>1969 more rows</summary>");
    const shown = numbersIn(folded);
    expect(shown[0]).toBe(229);
    expect(folded).toContain(`… and ${1969 - shown.length} more rows`);
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
    const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    expect(cells).toEqual([
      "",
      "",
      "lap",
      expect.stringContaining("team"),
      "1",
      "2",
      "+1 (+100 %)",
      "PASSED",
      "",
    ]);
    expect(row).not.toMatch(/(?<!\\)<img|@team|#1|https:\/\/|(?<!\\)`/);
  });
});

describe("ten thousand differences", () => {
  const many =
    (factor: number): Run =>
    (writer) => {
      for (let i = 0; i < 10_000; i += 1) {
        writer.addScalarMetric(`m${i}`, { value: i * factor + 1 });
      }
    };

  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rehearsals-"));
    writeRehearsal(join(folder, "base"), { lap: many(1) });
    writeRehearsal(join(folder, "head"), { lap: many(2) });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are summed up on the terminal", async () => {
    const { out } = await diff(folder, "base", "head");
    expect(out.split("\n").length).toBeLessThan(60);
    expect(out).toContain("9999 changed");
  });

  it("are all in the file of --out", async () => {
    await diff(folder, "base", "head", "--json", "--out", "all.json");
    const { rows } = JSON.parse(readFileSync(join(folder, "all.json"), "utf8")) as {
      rows: { name: string }[];
    };
    // The value of m0 is the same on both sides.
    const names = Array.from({ length: 9_999 }, (_, at) => `m${at + 1}`);
    expect(rows.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});
