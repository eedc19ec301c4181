import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJobMetrics, encodeJobMetrics, type JobMetrics } from "@metrics-project/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/diff/command.js";
import { sameNumber } from "../../generators/compare/message/compareValues.js";
import { fakeWorld } from "../cli/fakeWorld.js";

const original = readFileSync(
  new URL("../fixtures/vectors/kitchen_sink.binproto", import.meta.url),
);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "diff-"));
  writeFileSync(join(folder, "a.binproto"), original);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function diff(...argv: string[]) {
  const world = fakeWorld({ cwd: folder });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

/** Compares the original with a copy that `change` edited. */
async function diffChanged(change: (message: JobMetrics) => void, ...argv: string[]) {
  const message = decodeJobMetrics(original);
  change(message);
  writeFileSync(join(folder, "b.binproto"), encodeJobMetrics(message));
  return diff("a.binproto", "b.binproto", ...argv);
}

function metric(message: JobMetrics, name: string) {
  const found = message.jobLevelMetrics?.metrics.find((other) => other.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}

function data(message: JobMetrics, name: string) {
  const found = message.metricsData.find((other) => other.name === name);
  if (found === undefined) throw new Error(`no metrics data ${name}`);
  return found;
}

/** Replaces every ID of the message, and all references to it, as another run would. */
function withOtherIDs(bytes: Uint8Array): Uint8Array {
  const message = decodeJobMetrics(bytes);
  const own = new Set([
    message.jobId?.id?.data,
    ...message.metricsData.map(({ metricsDataId }) => metricsDataId?.id?.data),
    ...(message.jobLevelMetrics?.metrics ?? []).map(({ metricId }) => metricId?.id?.data),
    ...message.events.map(({ eventId }) => eventId?.id?.data),
  ]);
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    const holder = value as { data?: unknown };
    if (typeof holder.data === "string" && own.has(holder.data)) {
      holder.data = holder.data.split("").reverse().join("");
    }
    Object.values(value).forEach(visit);
  };
  visit(message);
  message.metricsData.reverse();
  message.jobLevelMetrics?.metrics.reverse();
  return encodeJobMetrics(message);
}

describe("metrics-project diff", () => {
  test("ignores IDs and the order in the file", async () => {
    writeFileSync(join(folder, "other.binproto"), withOtherIDs(original));
    const { code, out } = await diff("a.binproto", "other.binproto");
    expect(out).toBe("no difference: 19 metrics, 47 metrics data, 2 events\n");
    expect(code).toBe(0);
  });

  test.each<[string, (message: JobMetrics) => void, string]>([
    [
      "a scalar's value",
      (m) => {
        const values = metric(m, "Path length").metricValues?.metricValues;
        if (values?.$case === "scalarMetricValues") values.value.value = 182.5;
      },
      '~ metric "Path length"\n    value  182.375 → 182.5\n',
    ],
    [
      "a bound",
      (m) => {
        const values = metric(m, "Path length").metricValues?.metricValues;
        if (values?.$case === "scalarMetricValues") values.value.failureDefinition = undefined;
      },
      "failureDefinition.failsAbove  250 → not set",
    ],
    [
      "a status",
      (m) => {
        metric(m, "Path length").status = 5;
      },
      'status  "PASSED" → "FAIL_BLOCK"',
    ],
    [
      "a kind",
      (m) => {
        metric(m, "Path length").type = 11;
      },
      'kind  "SCALAR" → "TEXT"',
    ],
    [
      "a missing metric",
      (m) => m.jobLevelMetrics?.metrics.shift(),
      '- metric "Path length": only in A\n',
    ],
    [
      "metrics data with another name",
      (m) => {
        data(m, "Recall").name = "recall";
      },
      '- metrics data "Recall": only in A\n+ metrics data "recall": only in B\n',
    ],
    [
      "one value of a series",
      (m) => {
        const held = data(m, "Recall").data;
        if (held?.$case !== "series" || held.value.series?.$case !== "doubles") return;
        held.value.series.value.series = Array.from(held.value.series.value.series, (x, i) =>
          i === 2 ? x + 1 : x,
        );
      },
      "values (doubles)[2]  0.7 → 1.7   (1 of 4 differ)",
    ],
    [
      "the length of a series",
      (m) => {
        const held = data(m, "Sensors").data;
        if (held?.$case !== "series" || held.value.series?.$case !== "strings") return;
        held.value.series.value.series = held.value.series.value.series.slice(1);
      },
      "values (strings)  3 elements → 2 elements",
    ],
    [
      "an event's time",
      (m) => {
        const [event] = m.events;
        if (event?.timestamp !== undefined) event.timestamp.nanos += 1;
      },
      "time  12.25 s → 12.250000001 s",
    ],
    [
      "a plotly figure",
      (m) => {
        const values = metric(m, "Route map").metricValues?.metricValues;
        if (values?.$case === "plotlyMetricValues") values.value.json = { data: [] };
      },
      "figure.layout",
    ],
  ])("finds %s", async (_, change, expected) => {
    const { code, out } = await diffChanged(change);
    expect(out).toContain(expected);
    expect(code).toBe(3);
  });

  test.each<[string[], number]>([
    [[], 3],
    [["--absolute", "1e-3"], 0],
    [["--absolute", "1e-5"], 3],
    [["--relative", "1e-6"], 0],
    [["--relative", "1e-7"], 3],
  ])("a difference of 1e-4 in 182 with %j exits with %d", async (argv, expected) => {
    const change = (message: JobMetrics) => {
      const values = metric(message, "Path length").metricValues?.metricValues;
      if (values?.$case === "scalarMetricValues") values.value.value = 182.3751;
    };
    expect((await diffChanged(change, ...argv)).code).toBe(expected);
  });

  test.each<[string[], number]>([
    [[], 3],
    [["--ignore", "description"], 3],
    [["--ignore", "description,order"], 0],
  ])("another description and order with %j exit with %d", async (argv, expected) => {
    const change = (message: JobMetrics) => {
      metric(message, "Path length").description = "other";
      metric(message, "Path length").order = 99;
    };
    expect((await diffChanged(change, ...argv)).code).toBe(expected);
  });

  test("--json prints the differences as data", async () => {
    const { code, out } = await diffChanged((message) => message.events.pop(), "--json");
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      same: false,
      differences: [{ where: 'event "Docked"', kind: "only-a" }],
      compared: { metrics: 19, data: 47, events: 1 },
    });
  });

  test("lists the first differences of a metric, and counts the others", async () => {
    const { out } = await diffChanged((message) => {
      const values = metric(message, "Stopping distance").metricValues?.metricValues;
      if (values?.$case !== "histogramMetricValues") return;
      for (const bucket of values.value.buckets) {
        bucket.lower = (bucket.lower ?? 0) + 1;
        bucket.upper = (bucket.upper ?? 0) + 1;
      }
      values.value.lowerBound = 9;
      values.value.upperBound = 9;
    });
    expect(out).toContain("… and 2 more differences (--json lists all)");
  });

  test("reads the metrics.binproto of a folder", async () => {
    mkdirSync(join(folder, "run"));
    writeFileSync(join(folder, "run", "metrics.binproto"), original);
    expect(await diff("a.binproto", "run")).toMatchObject({ code: 0 });
  });

  test.each([
    [["a.binproto", "nowhere"], 1, "nowhere: no such file"],
    [["a.binproto", "."], 1, ". has no metrics.binproto"],
    [["a.binproto"], 2, "missing HEAD"],
    [["a.binproto", "a.binproto", "--absolute", "-1"], 2, "--absolute"],
    [
      ["a.binproto", "a.binproto", "--relative=much"],
      2,
      '--relative must be a number of at least 0, got "much"',
    ],
    [["a.binproto", "a.binproto", "--ignore", "color"], 2, "color"],
  ])("%j exits with %d and a reason", async (argv, code, message) => {
    const found = await diff(...argv);
    expect(found.code).toBe(code);
    expect(found.err).toContain(message);
    expect(found.out).toBe("");
  });

  test("names a file that is not a message", async () => {
    writeFileSync(join(folder, "cut.binproto"), original.subarray(0, 1000));
    const { code, err } = await diff("a.binproto", "cut.binproto");
    expect(code).toBe(1);
    expect(err).toMatch(/cut\.binproto: .*at byte \d+/);
  });
});

describe("sameNumber", () => {
  const exact = { absolute: 0, relative: 0 };

  test.each([
    [Number.NaN, Number.NaN, exact, true],
    [0, -0, exact, true],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, exact, true],
    [Number.POSITIVE_INFINITY, 1, { absolute: 1, relative: 1 }, false],
    [Number.NaN, 1, { absolute: 1, relative: 1 }, false],
    [1, 1.1, { absolute: 0.2, relative: 0 }, true],
    [1000, 1001, { absolute: 0, relative: 1e-2 }, true],
    [1000, 1001, { absolute: 0, relative: 1e-4 }, false],
  ])("%d and %d within %j: %s", (a, b, tolerance, same) => {
    expect(sameNumber(a, b, tolerance)).toBe(same);
  });
});
