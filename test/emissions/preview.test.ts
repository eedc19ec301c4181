import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackJobMetrics } from "@metrics-project/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Preview, type Previewed } from "../../generators/emissions/preview/Preview.js";
import { ArrayTable } from "../../generators/view/model/arrayTable.js";
import { buildRun } from "../../generators/view/model/buildRun.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { figure, type Metric, opened, project, scalar } from "./previewProject.js";

const metrics: Record<string, Metric> = {
  "top speed": scalar("SELECT MAX(speed) AS v FROM motion", {
    units: "m/s",
    status: { query_string: "SELECT 1 FROM motion WHERE speed > ?", block: 10, warn: 3 },
  }),
  blocked: scalar("SELECT COUNT(*) AS n FROM empty", {
    status: {
      query_string: "SELECT 1 FROM (SELECT COUNT(*) AS n FROM empty) s WHERE s.n <= ?",
      block: 0,
    },
  }),
  "no row": scalar("SELECT x FROM empty", {
    skip_if_no_data: false,
    status: { query_string: "SELECT 1 FROM empty WHERE x <= ? OR TRUE", block: 1 },
  }),
  "one row of NULLs": scalar("SELECT MIN(x) AS x FROM empty", {
    status: { query_string: "SELECT 1 WHERE 1 < ?", block: 2 },
  }),
  hidden: scalar("SELECT x FROM empty", { skip_if_no_data: true }),
  speeds: {
    sql: `SELECT 'speed' AS s, timestamp / 1E9 AS "Time (s)", speed AS "Speed (m/s)" FROM motion ORDER BY 2`,
    template: "line",
    more: { template_settings: { yaxis: { label: "v" } } },
  },
  gears: {
    sql: "SELECT mode AS g, gear AS c, COUNT(*) AS n FROM motion GROUP BY 1, 2",
    template: "bar",
  },
  shares: { sql: "SELECT mode, COUNT(*) AS n FROM motion GROUP BY 1 ORDER BY 1", template: "pie" },
  spread: {
    sql: "SELECT speed FROM motion",
    template: "histogram",
    more: { template_settings: { display: { bins: 4 } } },
  },
  modes: { sql: "SELECT 'robot' AS s, timestamp, mode FROM motion", template: "state_timeline" },
  rows: {
    sql: "SELECT mode || '|' AS m, speed FROM motion ORDER BY speed LIMIT 1",
    template: "table",
  },
  shot: { sql: "SELECT picture FROM shot", template: "image" },
  raw: {
    sql: "SELECT raw_metric FROM figure",
    more: { template_type: "custom", template_file: "raw.liquid" },
  },
  written: {
    sql: "SELECT speed FROM motion ORDER BY speed LIMIT 2",
    more: { template_type: "custom", template_file: "own.liquid" },
  },
};

describe("the preview of a test", () => {
  let preview: Preview;
  let test: Previewed;
  let jobID: string;
  let shown: ReturnType<typeof unpackJobMetrics>;

  beforeAll(async () => {
    ({ preview, test, jobID } = await opened(metrics));
    shown = unpackJobMetrics(test.message);
  });
  afterAll(() => preview?.[Symbol.dispose]());

  const metric = (name: string) => shown.metrics.find((one) => one.name === name);
  const statusOf = (name: string) => test.metrics.find((one) => one.name === name)?.status;

  it("accepts queries that the platform accepts", () => {
    expect({ problems: preview.problems, warnings: preview.warnings }).toEqual({
      problems: [],
      warnings: [],
    });
  });

  it("draws a scalar with its unit, and tags it with the thresholds of its status query", () => {
    expect(metric("top speed")).toMatchObject({
      ...{ type: "SCALAR", value: 3.5, unit: "m/s" },
      tags: [{ key: "status query", value: "blocks at 10 and warns at 3" }],
    });
  });

  it("judges a scalar by its status query, and gives that as the reason", () => {
    const run = buildRun({ kind: "test", name: "lap", message: test.message }, new ArrayTable());
    expect(run.reasons.map(({ text }) => text)).toContain(
      "top speed: warning by its status query, which blocks at 10 and warns at 3",
    );
    expect(statusOf("top speed")).toBe("FAIL_WARN");
  });

  it("blocks if a query that counts rows finds none, and so does the test", () => {
    expect(statusOf("blocked")).toBe("FAIL_BLOCK");
    expect(test.status).toBe("FAIL_BLOCK");
  });

  it.each(["no row", "one row of NULLs"])(
    "shows NO_DATA for %s, and does not run its status query",
    (name) => {
      expect(metric(name)).toMatchObject({
        type: "TEXT",
        text: expect.stringContaining("NO\\_DATA"),
      });
      expect(statusOf(name)).toBe("NOT_APPLICABLE");
    },
  );

  it("hides metrics that must be skipped without data", () => {
    expect(metric("hidden")).toBeUndefined();
  });

  it("draws lines with the aliases as axis titles, unless the settings name them", () => {
    expect(metric("speeds")).toMatchObject({
      figure: {
        data: [{ type: "scatter", name: "speed", y: [0.5, 1.5, 2.5, 3.5] }],
        layout: { xaxis: { title: { text: "Time (s)" } }, yaxis: { title: { text: "v" } } },
      },
    });
  });

  const bar = { type: "bar", y: [1, 1] };
  it.each<[string, string, object]>([
    ["bars by group", "gears", { figure: { data: [bar, bar] } }],
    [
      "a pie",
      "shares",
      { figure: { data: [{ type: "pie", labels: ["drive", "idle"], values: [2, 2] }] } },
    ],
    ["a table", "rows", { text: "| m | speed |\n| :-- | --: |\n| idle\\| | 0.5 |" }],
    [
      "a histogram",
      "spread",
      { type: "HISTOGRAM", buckets: [0.5, 1.25, 2, 2.75].map((lower) => ({ lower })) },
    ],
    [
      "a timeline of states",
      "modes",
      {
        type: "STATES_OVER_TIME",
        statesSet: ["idle", "drive"],
        series: [{ legend: "robot" }],
      },
    ],
    ["an image from the test's files", "shot", { images: [{ path: "shot.png" }] }],
    ["a figure from a row, through Liquid", "raw", { figure }],
    ["a figure from a Liquid template", "written", { figure: { data: [{ y: [0.5, 1.5] }] } }],
  ])("draws %s", (_, name, expected) => {
    expect(metric(name)).toMatchObject(expected);
  });

  it("lists events, and numbers those with the same name", () => {
    expect(shown.events.map(({ name, status }) => [name, status])).toEqual([
      ["close", "FAIL_WARN"],
      ["close (2)", "FAIL_WARN"],
    ]);
  });

  it("runs batch metrics over all tests, with their outcomes in metadata", async () => {
    await preview.setOutcome(jobID, {
      jobStatus: "SUCCEEDED",
      conflatedStatus: "BLOCKER",
      metricsStatus: "FAIL_BLOCK",
    });
    const { message } = await preview.previewBatch();
    expect(unpackJobMetrics(message).metrics[0]).toMatchObject({
      name: "tops",
      figure: { data: [{ name: "lap", x: ["BLOCKER"], y: [1] }] },
    });
  });

  it("runs dashboards over synthetic earlier batches, with values near those of this batch", async () => {
    const earlier = ["a day", "two days"].map((name, at) => ({
      batchID: name,
      name,
      buildVersion: `v${at}`,
      created: new Date(0),
    }));
    const [nightly] = await preview.previewDashboards(earlier);
    const trend = nightly && unpackJobMetrics(nightly.previewed.message).metrics[0];
    const [line] =
      (trend as { figure?: { data: { x: string[]; y: number[] }[] } }).figure?.data ?? [];
    expect(line?.x).toEqual(["now", "v0", "v1"]);
    const near = (value: number) => value !== 2 && Math.abs(value / 2 - 1) <= 0.1;
    expect(line?.y.map((value) => (near(value) ? "near 2" : value))).toEqual([
      2,
      "near 2",
      "near 2",
    ]);
  });
});

describe("a preview is refused", () => {
  const options = {
    config: ".resim/metrics/config.resim.yml",
    batch: { batchID: "b", name: "rehearsal", buildVersion: "now", created: new Date() },
  };

  it("if the metrics set is missing", async () => {
    const cwd = await project(metrics);
    const opening = Preview.open(fakeWorld({ cwd }), { ...options, metricsSet: "other" });
    await expect(opening).rejects.toMatchObject({
      message: 'the config has no metrics set "other"',
    });
  });

  it("if the config is not valid YAML, with the position", async () => {
    const cwd = await project(metrics);
    await writeFile(join(cwd, options.config), "topics: {a\n\tb: [");
    await expect(Preview.open(fakeWorld({ cwd }), options)).rejects.toThrow(
      /^\.resim\/metrics\/config\.resim\.yml:\d+: .*\(Y1\)$/,
    );
  });
});
