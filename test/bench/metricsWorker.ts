import { readFileSync } from "node:fs";
import {
  assertValidJobMetrics,
  decodeMetric,
  decodeMetricsData,
  doubles,
  encodeJobMetrics,
  encodeMetric,
  encodeMetricsData,
  MetricsWriter,
  type Status,
  statuses,
  timestamps,
} from "@metrics-project/runtime";

/** What a worker prints: milliseconds, and megabytes at the peak. */
export interface Measured {
  job: number;
  copy: number;
  peak: number;
}

const million = 1_000_000;

/** Prepares what a caller would have, and returns the work that is measured. */
type Scenario = () => () => unknown;

function wave(length: number): Float64Array {
  const values = new Float64Array(length);
  for (let at = 0; at < length; at++) values[at] = Math.sin(at / 1000);
  return values;
}

/** The whole path of a build: what `fill` adds is written, validated and encoded. */
function written(fill: (writer: MetricsWriter) => void): Uint8Array {
  const writer = new MetricsWriter();
  fill(writer);
  const message = writer.write();
  assertValidJobMetrics(message);
  return encodeJobMetrics(message);
}

function dataMessage(): Parameters<typeof encodeMetricsData>[0] {
  const writer = new MetricsWriter();
  writer.addMetricsData(doubles("wave", wave(million)));
  const [data] = writer.write().metricsData;
  if (data === undefined) throw new Error("the writer wrote no data");
  return data;
}

function words(length: number): Status[] {
  return Array.from({ length }, (_, at) => (at % 100 === 0 ? "FAIL_WARN" : "PASSED"));
}

const scenarios: Record<string, Scenario> = {
  encode() {
    const message = dataMessage();
    return () => encodeMetricsData(message);
  },
  decode() {
    const bytes = encodeMetricsData(dataMessage());
    return () => decodeMetricsData(bytes);
  },
  bare() {
    const values = wave(million);
    return () => written((writer) => writer.addMetricsData(doubles("wave", values)));
  },
  linePlot() {
    const x = wave(million);
    const y = wave(million);
    const verdicts = words(million);
    return () =>
      written((writer) => {
        const line = {
          x: doubles("x", x),
          y: doubles("y", y),
          statuses: statuses("verdicts", verdicts),
        };
        writer.addLinePlotMetric("Line", { lines: [line] });
      });
  },
  doubleOverTime() {
    const length = 100_000;
    const values = wave(length);
    const times = Array.from({ length }, (_, at) => ({
      seconds: 1_700_000_000 + Math.floor(at / 100),
      nanos: (at % 100) * 10_000_000,
    }));
    const verdicts = words(length);
    return () =>
      written((writer) => {
        const index = timestamps("time", times);
        const line = {
          values: doubles("speed", values, { unit: "m/s", index }),
          statuses: statuses("verdicts", verdicts, { index }),
        };
        writer.addDoubleOverTimeMetric("Speed", { lines: [line] });
      });
  },
  scalars() {
    return () =>
      written((writer) => {
        for (let at = 0; at < 2000; at++) writer.addScalarMetric(`Scalar ${at}`, { value: at });
      });
  },
  plotly() {
    const x = wave(100_000);
    const y = wave(100_000);
    const figure = { data: [{ type: "scatter" as const, x, y }], layout: { title: { text: "t" } } };
    return () => written((writer) => writer.addPlotlyMetric("Figure", { figure }));
  },
  encodeSmall() {
    const messages = scalarMessages();
    return () => messages.map(encodeMetric);
  },
  decodeSmall() {
    const stored = scalarMessages().map(encodeMetric);
    return () => stored.map(decodeMetric);
  },
};

/** As the platform stores them. */
function scalarMessages(): Parameters<typeof encodeMetric>[0][] {
  const writer = new MetricsWriter();
  for (let at = 0; at < 10_000; at++) writer.addScalarMetric(`Scalar ${at}`, { value: at });
  return writer.write().jobLevelMetrics?.metrics ?? [];
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function clocked(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The most memory that this process ever had, in MB: not that of the process that started it. */
function peak(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (line !== null) return Number(line[1]) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}

/** The median of `runs` runs, after some to warm up. */
function medianTime(work: () => unknown, runs: number): number {
  for (let run = 0; run < 10; run++) work();
  return median(Array.from({ length: runs }, () => clocked(work)));
}

/** Half of the copies before and half after, so that a busy machine slows both. */
function measure(work: () => unknown, runs: number): { job: number; copy: number } {
  const source = new Uint8Array(wave(million).buffer);
  const copies = () => medianTime(() => source.slice(), 21);
  const before = copies();
  const job = medianTime(work, runs);
  return { job, copy: (before + copies()) / 2 };
}

const [name = "", what = ""] = process.argv.slice(2);
const work = scenarios[name]?.();
if (work === undefined) throw new Error(`there is no scenario ${name}`);
if (what === "memory") {
  // As a build does it: once.
  work();
  process.stdout.write(JSON.stringify({ peak: peak() }));
} else {
  process.stdout.write(JSON.stringify(measure(work, Number(what))));
}
