import { doubles, statuses, timestamps, uuids } from "../../data/seriesMakers.js";
import type { Timestamp } from "../../generated/proto/google/protobuf/timestamp.js";
import { platformStyle } from "../../metrics/platformStyle.js";
import type { PlotlyFigure } from "../../metrics/plotlyFigure.js";
import type { MetricsWriter } from "../../writer/metricsWriter.js";
import type { BatchData } from "./defaultReportData.js";

/** The outcomes of tests to show, in this order. */
const outcomes: readonly [status: string, color: string][] = [
  ["PASSED", "#7CA0FB"],
  ["WARNING", "#FFAC70"],
  ["BLOCKER", "#FA7070"],
  ["ERROR", "#AD4143"],
  ["CANCELLED", "#FCB5EC"],
];

/** The outcomes of batches to count, in this order. */
const batchOutcomes = [
  "COMPLETE",
  "WARNING",
  "BLOCKER",
  "ERROR",
  "CANCELLED",
] as const satisfies readonly BatchData["outcome"][];

/** Statuses of metrics, in the order of their columns. */
const metricStatuses = [
  "PASSED",
  "FAIL_WARN",
  "FAIL_BLOCK",
  "RAW",
  "NOT_APPLICABLE",
  "NO_STATUS_REPORTED",
];

const shared = { status: "NOT_APPLICABLE", importance: "HIGH" } as const;

/** Number of tests per outcome for each batch, over time. */
export function addTestStatuses(
  writer: MetricsWriter,
  batches: readonly BatchData[],
  projectID: string,
): void {
  const index = uuids(
    "batches",
    batches.map(({ batchID }) => batchID),
  );
  const times = timestamps(
    "batch times",
    batches.map(({ time }) => time),
    { index },
  );
  const verdicts = statuses(
    "batch statuses",
    batches.map(() => "NOT_APPLICABLE" as const),
    { index },
  );
  const categories = outcomes.flatMap(([category, color]) => {
    const counts = batches.map(({ tests }) => countOf(tests, category));
    if (counts.every((count) => count === 0)) return [];
    const values = doubles(`${category} tests`, counts, { index });
    return [{ category, color, values, times, statuses: verdicts }];
  });
  if (categories.length === 0) return;
  writer.addBatchwiseBarChartMetric("test_status_over_time", {
    ...shared,
    description: "Outcomes of tests, per batch",
    categories,
    projectID,
    stackBars: true,
    xAxisName: "Creation of the build",
    yAxisName: "Tests",
  });
}

/** Totals, outcomes per experience, and statuses per metric. */
export function addCountTables(writer: MetricsWriter, batches: readonly BatchData[]): void {
  const tests = batches.flatMap((batch) => batch.tests);
  const shown = outcomes.map(([status]) => status);
  const nameOf = experienceNames(tests);
  const experiences = countRows(
    tests.map(({ job }) => [nameOf(job), job.conflatedStatus]),
    shown,
  );
  addTable(
    writer,
    "high_level_totals",
    "What this report covers",
    ["", "Total"],
    [
      ["Batches", batches.length],
      ...batchOutcomes.map((outcome): [string, number] => [
        `${outcome} batches`,
        batches.filter((batch) => batch.outcome === outcome).length,
      ]),
      ["Tests", tests.length],
      ["Experiences", experiences.length],
      ...shown.map((status): [string, number] => [`${status} tests`, countOf(tests, status)]),
      ["Test metrics", tests.reduce((sum, { metrics }) => sum + metrics.length, 0)],
      ["Batch metrics", batches.reduce((sum, { metrics }) => sum + metrics.length, 0)],
    ],
  );
  addTable(
    writer,
    "experience_status_counts",
    "Outcomes of tests per experience; most failures first",
    ["Experience", ...shown],
    failuresFirst(experiences, shown, ["WARNING", "BLOCKER", "ERROR"]),
  );
  const perMetric = (all: readonly { name?: string; status?: string }[]) =>
    failuresFirst(
      countRows(
        all.map(({ name = "", status }) => [name, status]),
        metricStatuses,
      ),
      metricStatuses,
      ["FAIL_WARN", "FAIL_BLOCK"],
    );
  addTable(
    writer,
    "job_metric_status_counts",
    "Statuses of test metrics; most failures first",
    ["Metric", ...metricStatuses],
    perMetric(tests.flatMap(({ metrics }) => metrics)),
  );
  addTable(
    writer,
    "batch_metric_status_counts",
    "Statuses of batch metrics; most failures first",
    ["Metric", ...metricStatuses],
    perMetric(batches.flatMap(({ metrics }) => metrics)),
  );
}

/** A box plot per batch for each scalar metric of tests. */
export function addDistributions(writer: MetricsWriter, batches: readonly BatchData[]): void {
  const points = collectScalars(
    batches,
    batches.map(({ tests }) => tests.flatMap(({ metrics }) => metrics)),
  );
  for (const [name, { x, y, unit }] of points) {
    addFigure(writer, `${name}_distribution`, `${name} of all tests, per batch`, {
      data: [{ type: "box", x, y, name, boxpoints: "all" }],
      layout: axes(name, unit),
    });
  }
}

/**
 * A line over time for each scalar metric of batches. Uses the times of the builds, not of the batches, because
 * an old build may run again after a newer one.
 */
export function addOverTime(writer: MetricsWriter, given: readonly BatchData[]): void {
  const batches = given.toSorted(
    ({ time: a }, { time: b }) => a.seconds - b.seconds || a.nanos - b.nanos,
  );
  const points = collectScalars(
    batches,
    batches.map(({ metrics }) => metrics),
  );
  for (const [name, { x, y, unit }] of points) {
    // The only name that is already taken.
    const title = name === "test_status" ? "test_status_metric_over_time" : `${name}_over_time`;
    addFigure(writer, title, `${name} of each batch`, {
      data: [{ type: "scatter", mode: "lines+markers", x, y, name }],
      layout: axes(name, unit),
    });
  }
}

interface Points {
  x: string[];
  y: number[];
  unit: string;
}

/** Scalars by name, in order of first occurrence, each at the time of its batch. */
function collectScalars(
  batches: readonly BatchData[],
  metrics: readonly BatchData["metrics"][],
): Map<string, Points> {
  const points = new Map<string, Points>();
  batches.forEach(({ time }, i) => {
    for (const { name, type, value, unit } of metrics[i] ?? []) {
      if (name === undefined || type !== "SCALAR" || typeof value !== "number") continue;
      const one = points.get(name) ?? { x: [], y: [], unit: unit ?? "" };
      points.set(name, one);
      one.x.push(plotlyTime(time));
      one.y.push(value);
    }
  });
  return points;
}

type Row = [name: string, ...counts: number[]];

/** Most failures first: readers look for them. */
function failuresFirst(
  rows: readonly Row[],
  columns: readonly string[],
  failures: readonly string[],
): Row[] {
  const failed = ([, ...counts]: Row) =>
    failures.reduce((sum, status) => sum + (counts[columns.indexOf(status)] ?? 0), 0);
  return rows.toSorted((a, b) => failed(b) - failed(a));
}

/** Experiences are identified by ID: if two share a name, the ID is appended. */
function experienceNames(
  tests: BatchData["tests"],
): (job: BatchData["tests"][number]["job"]) => string {
  const idsOf = new Map<string, Set<string>>();
  for (const { job } of tests) {
    const { experienceID = "", experienceName = experienceID } = job;
    idsOf.set(experienceName, (idsOf.get(experienceName) ?? new Set()).add(experienceID));
  }
  return ({ experienceID = "", experienceName = experienceID }) =>
    (idsOf.get(experienceName)?.size ?? 0) > 1
      ? `${experienceName} (${experienceID})`
      : experienceName;
}

/** One row per name, sorted by name, with the count of each status. Omits unlisted statuses. */
function countRows(
  all: readonly (readonly [name: string, status: string | undefined])[],
  columns: readonly string[],
): Row[] {
  const rows = new Map<string, number[]>();
  for (const [name, status] of all) {
    const counts = rows.get(name) ?? columns.map(() => 0);
    rows.set(name, counts);
    const column = columns.indexOf(status ?? "");
    if (column >= 0) counts[column] = (counts[column] ?? 0) + 1;
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.map(([name, counts]) => [name, ...counts]);
}

function countOf(tests: BatchData["tests"], status: string): number {
  return tests.filter(({ job }) => job.conflatedStatus === status).length;
}

/** plotly's tables are white, regardless of the template. */
const line = { color: "#3a4150" };

function addTable(
  writer: MetricsWriter,
  name: string,
  description: string,
  columns: readonly string[],
  rows: readonly Row[],
): void {
  addFigure(writer, name, description, {
    data: [
      {
        type: "table",
        header: { values: columns, align: "left", fill: { color: "#2a3040" }, line },
        cells: {
          values: columns.map((_, i) => rows.map((row) => row[i] ?? 0)),
          align: "left",
          fill: { color: "#1b1f2a" },
          line,
        },
      },
    ],
    layout: {},
  });
}

function addFigure(
  writer: MetricsWriter,
  name: string,
  description: string,
  figure: PlotlyFigure,
): void {
  writer.addPlotlyMetric(name, { ...shared, description, figure: platformStyle(figure) });
}

function axes(name: string, unit: string): PlotlyFigure["layout"] {
  return {
    xaxis: { type: "date", title: { text: "Creation of the build" } },
    yaxis: { title: { text: unit ? `${name} (${unit})` : name } },
  };
}

/** plotly reads times as UTC, with a resolution of 0.1 µs. */
function plotlyTime({ seconds, nanos }: Timestamp): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return nanos === 0 ? `${whole}Z` : `${whole}.${String(nanos).padStart(9, "0")}Z`;
}
