import {
  type AnyStatuses,
  decodeMetricsData,
  doubles,
  encodeMetricsData,
  groupBy,
  MetricsWriter,
  type Status,
  statuses,
  statusesFrom,
  strings,
  timestamps,
  unpackMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const buckets = [{ lower: 0, upper: 1 }];

/** Doubles by time. */
function speeds(name: string, values: readonly number[]) {
  const stamps = values.map((_, at) => BigInt(at));
  return doubles(name, values, { index: timestamps(`${name} time`, stamps) });
}

/** The words of plain statuses. */
function words(all: AnyStatuses | undefined): readonly string[] {
  if (all === undefined || all.grouped) throw new Error("no plain statuses");
  return all.values;
}

const { NaN: missing, POSITIVE_INFINITY: endless } = Number;
const beyond = 2.000000000000001;

describe("a line over time", () => {
  it.each<[object, number[], Status[], Status]>([
    [{ failsAbove: 2 }, [2, beyond, -9], ["PASSED", "FAIL_WARN", "PASSED"], "FAIL_WARN"],
    [{ failsBelow: -2 }, [-2, -beyond, 9], ["PASSED", "FAIL_WARN", "PASSED"], "FAIL_WARN"],
    [{ failsAbove: 2, failsBelow: 2 }, [2], ["PASSED"], "PASSED"],
    [
      { failsAbove: endless, failsBelow: -endless },
      [endless, -endless],
      ["PASSED", "PASSED"],
      "PASSED",
    ],
    [{ failsAbove: 2 }, [endless, missing], ["FAIL_WARN", "NOT_APPLICABLE"], "FAIL_WARN"],
    [{ failsAbove: 2 }, [missing], ["NOT_APPLICABLE"], "NOT_APPLICABLE"],
    [{ failsAbove: 2, nan: "FAIL_BLOCK" }, [3, missing], ["FAIL_WARN", "FAIL_BLOCK"], "FAIL_BLOCK"],
    [{ nan: "PASSED" }, [missing, 1], ["PASSED", "PASSED"], "PASSED"],
    [{}, [missing, 1], ["NOT_APPLICABLE", "PASSED"], "PASSED"],
  ])("with %j gives %j the statuses %j, and is %s", (thresholds, values, expected, worst) => {
    const metric = new MetricsWriter().addDoubleOverTimeMetric("M", {
      lines: [{ values: speeds("v", values), ...thresholds }],
    });
    expect(words(metric.lines[0]?.statuses)).toEqual(expected);
    expect(metric.status).toBe(worst);
  });

  it("blocks where it is told to", () => {
    const lines = [{ values: speeds("v", [2, 3]), failsAbove: 2 }] as const;
    const metric = new MetricsWriter().addDoubleOverTimeMetric("M", { lines, blocking: true });
    expect(words(metric.lines[0]?.statuses)).toEqual(["PASSED", "FAIL_BLOCK"]);
    expect(metric.status).toBe("FAIL_BLOCK");
  });

  it("shares its statuses only with lines that judge in the same way", () => {
    const values = speeds("v", [1, 3, missing]);
    const writer = new MetricsWriter();
    const add = (name: string, line: object, blocking?: boolean) =>
      writer.addDoubleOverTimeMetric(name, { lines: [{ values, ...line }], blocking }).lines[0]
        ?.statuses;
    const plain = add("plain", {});
    expect(add("plain again", {})).toBe(plain);
    expect([
      words(plain),
      words(add("nan", { nan: "FAIL_WARN" })),
      words(add("above", { failsAbove: 2 })),
      words(add("above, nan", { failsAbove: 2, nan: "PASSED" })),
      words(add("below", { failsBelow: 2 })),
      words(add("above, blocking", { failsAbove: 2 }, true)),
    ]).toEqual([
      ["PASSED", "PASSED", "NOT_APPLICABLE"],
      ["PASSED", "PASSED", "FAIL_WARN"],
      ["PASSED", "FAIL_WARN", "NOT_APPLICABLE"],
      ["PASSED", "FAIL_WARN", "PASSED"],
      ["FAIL_WARN", "PASSED", "NOT_APPLICABLE"],
      ["PASSED", "FAIL_BLOCK", "NOT_APPLICABLE"],
    ]);
  });
});

describe("statusesFrom", () => {
  it.each([
    ["above", [1, 2, beyond, 3, 3.5], ["PASSED", "PASSED", "FAIL_WARN", "FAIL_WARN", "FAIL_BLOCK"]],
    [
      "below",
      [-1, -2, -beyond, -3, -3.5],
      ["PASSED", "PASSED", "FAIL_WARN", "FAIL_WARN", "FAIL_BLOCK"],
    ],
  ] as const)("judges strictly %s each bound", (side, values, expected) => {
    const sign = side === "above" ? 1 : -1;
    const thresholds = { warn: { [side]: 2 * sign }, block: { [side]: 3 * sign } };
    expect(statusesFrom(doubles("e", values), thresholds).values).toEqual(expected);
  });

  it("blocks even where a warning has other bounds", () => {
    const judged = statusesFrom(doubles("e", [0, 5]), { warn: { above: 9 }, block: { above: 4 } });
    expect(judged.values).toEqual(["PASSED", "FAIL_BLOCK"]);
  });

  it("has the given name, which a writer does not change", () => {
    const values = doubles("e", [1]);
    const judged = statusesFrom(values, { warn: { above: 2 } }, { name: "mine" });
    expect(judged.name).toBe("mine");
    const writer = new MetricsWriter();
    writer.addMetricsData(judged);
    const again = statusesFrom(values, { warn: { above: 2 } }, { name: "mine" });
    expect(() => writer.addMetricsData(again)).toThrow('"mine"');
  });

  it.each<[string, unknown, string]>([
    ["a string above", { warn: { above: "2" } }, "warn.above must be a number, got"],
    ["null below", { block: { below: null } }, "block.below must be a number, got null"],
    ["NaN below", { block: { above: 1, below: missing } }, "block.below must be a number, got NaN"],
    ["an unknown status of NaN", { nan: "RAW" }, 'its nan is "RAW"'],
  ])("refuses %s", (_, thresholds, message) => {
    expect(() => statusesFrom(doubles("e", [1]), thresholds as object)).toThrow(message);
  });

  it("refuses an empty name, and values that are not doubles", () => {
    const thresholds = { warn: { above: 2 } };
    expect(() => statusesFrom(doubles("e", [1]), thresholds, { name: "" })).toThrow("name");
    expect(() => statusesFrom(strings("e", ["a"]) as never, thresholds)).toThrow("doubles");
  });
});

describe("the worst of statuses", () => {
  const by = strings("by", ["a", "b", "a"]);
  const values = groupBy(doubles("v", [1, 2, 3]), by);

  it.each<[Status[], Status]>([
    [["PASSED", "FAIL_WARN", "PASSED"], "FAIL_WARN"],
    [["PASSED", "PASSED", "FAIL_BLOCK"], "FAIL_BLOCK"],
    [["RAW", "NOT_APPLICABLE", "RAW"], "RAW"],
  ])("is that of all categories: %j are %s", (given, worst) => {
    const all = statuses("s", given);
    const grouped = groupBy(all, by);
    expect(
      new MetricsWriter().addHistogramMetric("H", { values, statuses: grouped, buckets }).status,
    ).toBe(worst);
  });

  // A number of 32 bits that is shifted by 33 becomes the same as one that is shifted by 1.
  it.each([
    [[33, 33], "PASSED"],
    [[34, 34], "PASSED"],
    [[37, 4], "RAW"],
    [[32, 6], "PASSED"],
    [[-27, 2], "FAIL_WARN"],
    [[99, 5], "FAIL_BLOCK"],
  ] as const)("ignores numbers that the format does not know: %j are %s", (numbers, worst) => {
    const writer = new MetricsWriter();
    writer.addMetricsData(statuses("s", ["PASSED", "PASSED"]));
    const [message] = writer.write().metricsData;
    if (message?.data?.$case !== "series") throw new Error("no series");
    const series = [...numbers] as never;
    message.data.value = { series: { $case: "statuses", value: { series } } };
    const metricsData = [decodeMetricsData(encodeMetricsData(message))];
    const read = unpackMetrics({ metrics: [], metricsData, events: [] }).data("s", "statuses");
    if (read === undefined || read.grouped) throw new Error("no statuses");
    const options = { values: doubles("v", [1, 2]), statuses: read as never, buckets };
    expect(new MetricsWriter().addHistogramMetric("H", options).status).toBe(worst);
  });
});

describe("grouped values", () => {
  it("have statuses per category", () => {
    const by = strings("by", ["a", "b", "a"]);
    const writer = new MetricsWriter();
    writer.addMetricsData(
      statusesFrom(groupBy(doubles("v", [1, 2, 3]), by), { warn: { above: 2 } }),
    );
    expect(writer.write().metricsData).toMatchObject([
      {
        dataType: 5,
        isPerCategory: true,
        data: {
          value: {
            categoryToSeries: {
              a: { series: { $case: "statuses", value: { series: Uint8Array.of(1, 2) } } },
              b: { series: { $case: "statuses", value: { series: Uint8Array.of(1) } } },
            },
          },
        },
      },
    ]);
  });
});

describe("the status of a writer", () => {
  it("follows its metrics, until it is set, and again when it is reset", () => {
    const writer = new MetricsWriter();
    const seen: string[] = [writer.status];
    writer.addScalarMetric("a", { value: 1, status: "FAIL_WARN" });
    seen.push(writer.status);
    writer.status = "NOT_APPLICABLE";
    seen.push(writer.status);
    expect(writer.write()).toMatchObject({
      metricsStatus: 3,
      jobLevelMetrics: { metricsStatus: 3 },
    });
    writer.status = undefined;
    writer.addScalarMetric("b", { value: 1, status: "FAIL_BLOCK" });
    seen.push(writer.status);
    expect(seen).toEqual(["PASSED", "FAIL_WARN", "NOT_APPLICABLE", "FAIL_BLOCK"]);
    expect(writer.write()).toMatchObject({
      metricsStatus: 5,
      jobLevelMetrics: { metricsStatus: 5 },
    });
  });

  it.each([
    ["UNKNOWN_9", 9],
    ["UNKNOWN_99", 99],
  ] as const)("may be one that was read and is not known: %s", (status, number) => {
    const writer = new MetricsWriter({ status });
    expect(writer.status).toBe(status);
    expect(writer.write().metricsStatus).toBe(number);
  });

  it.each(["FAILED", "", "UNKNOWN_", "UNKNOWN_x", "UNKNOWN_9x", "xUNKNOWN_9", 9, null])(
    "cannot be %j",
    (status) => {
      const message = `its status is ${JSON.stringify(status)}`;
      expect(() => new MetricsWriter({ status: status as never })).toThrow(message);
      const writer = new MetricsWriter();
      expect(() => {
        writer.status = status as never;
      }).toThrow(message);
      expect(writer.status).toBe("PASSED");
    },
  );
});
