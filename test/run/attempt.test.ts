import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  attempt,
  CancelledError,
  decodeJobMetrics,
  doubles,
  InputError,
  type MetricsFunctions,
  MetricsWriter,
  requireData,
  requireTopics,
  runMetricsBuild,
  strings,
  timestamps,
  unpackJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

/** Runs a test function as the platform does, and reads what it wrote. */
async function run(test: NonNullable<MetricsFunctions["test"]>, env: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  const [inputs, outputs] = [join(folder, "in"), join(folder, "out")];
  await mkdir(join(inputs, "logs"), { recursive: true });
  let stderr = "";
  const write = (text: string) => (stderr += text);
  const result = await runMetricsBuild(
    { test },
    { inputs, outputs, env, ownsProcess: false, stderr: { write } },
  );
  if (result.exitCode !== 0) return { result, stderr, read: undefined };
  const bytes = await readFile(join(outputs, "metrics.binproto"));
  return { result, stderr, read: unpackJobMetrics(decodeJobMetrics(bytes)) };
}

describe("attempt", () => {
  it("returns what its function returns", async () => {
    const { read, result } = await run(async (context) => {
      const answer = await attempt(context, "Answer", () => 42);
      context.writer.addScalarMetric("Answer", { value: answer ?? 0 });
    });
    expect(read?.metric("Answer", "SCALAR")).toMatchObject({ value: 42, status: "PASSED" });
    expect(result.warnings).toEqual([]);
  });

  it.each<[string, () => unknown, { blocking?: boolean }, string, string]>([
    [
      "an error of the input, with its hint",
      () => Promise.reject(new InputError("there is no fix", { hint: "Was the antenna on?" })),
      {},
      "FAIL_BLOCK",
      "Could not be computed: there is no fix\n\nWas the antenna on?",
    ],
    [
      "any other error, without blocking where asked to",
      () => {
        throw new TypeError("wheels is undefined");
      },
      { blocking: false },
      "FAIL_WARN",
      "Could not be computed: wheels is undefined",
    ],
  ])(
    "turns %s into a failing text metric, and continues",
    async (_, fail, options, status, text) => {
      const { read, stderr, result } = await run(async (context) => {
        await attempt(context, "GPS quality", fail, options);
        context.writer.addScalarMetric("After it", { value: 1 });
      });
      expect(read?.metric("GPS quality", "TEXT")).toMatchObject({ status, text });
      expect(read?.metric("After it")?.status).toBe("PASSED");
      expect(read?.status).toBe(status);
      expect(result.warnings).toEqual([
        expect.stringContaining('metric "GPS quality" could not be computed: '),
      ]);
      // With the stack, which leads here.
      expect(stderr).toMatch(
        /warning: metric "GPS quality" could not be computed: [\s\S]*attempt\.test\.ts/,
      );
      expect(stderr).toMatch(/2 metrics, 0 metrics data, 0 events, 1 warnings?\n/);
    },
  );

  it("keeps metrics that were added before the error, and names the error beside them", async () => {
    const { read } = await run((context) =>
      attempt(context, "Speed", () => {
        context.writer.addScalarMetric("Speed", { value: 1 });
        throw new Error("https://host/a?X-Signature=secret");
      }),
    );
    expect(read?.metric("Speed", "SCALAR")?.status).toBe("PASSED");
    expect(read?.metric("Speed (error)", "TEXT")?.text).toBe(
      "Could not be computed: https://host/a",
    );
  });

  it("does not continue a run that must stop", async () => {
    const { result } = await run((context) =>
      attempt(context, "Speed", () => {
        throw new CancelledError("stopped");
      }),
    );
    expect(result.exitCode).toBe(1);
  });
});

describe("requireData", () => {
  const nothing = doubles("x", [Number.NaN, Number.NaN]);
  it("fails and names the missing data with the reason", () => {
    const writer = new MetricsWriter();
    const metric = requireData(writer, {
      poses: [1, 2],
      "GPS fixes": [],
      modes: undefined,
      speed: nothing,
      map: new Map(),
      clearance: Number.NaN,
    });
    expect(metric).toMatchObject({ name: "Required data", status: "FAIL_BLOCK" });
    expect(metric.text).toBe(
      "Missing, 5 of 6:\n\n- GPS fixes: no elements (a list of 0)\n- modes: missing\n" +
        "- speed: only NaN\n- map: no elements (a Map)\n- clearance: not a number",
    );
    expect(writer.status).toBe("FAIL_BLOCK");
  });

  it("passes if everything is present, and names the data", () => {
    const writer = new MetricsWriter();
    const data = { speed: doubles("s", [1, Number.NaN]), zones: strings("z", ["a"]), zero: 0 };
    expect(requireData(writer, data)).toMatchObject({
      status: "PASSED",
      text: "All present:\n\n- speed\n- zones\n- zero",
    });
  });

  it("warns of missing data that need not block", () => {
    const options = { name: "Optional", blocking: false };
    expect(requireData(new MetricsWriter(), { a: null }, options)).toMatchObject({
      name: "Optional",
      status: "FAIL_WARN",
    });
  });

  it("distinguishes topics that are not in a log from topics without messages", () => {
    const writer = new MetricsWriter();
    const found = ["/odom", { name: "/gps", count: 0 }, { name: "/imu", count: undefined }];
    const required = ["/odom", "/gps", "/imu", "/map"];
    expect(requireTopics(writer, { found, required }).text).toBe(
      "Missing, 2 of 4:\n\n- /gps: no messages\n- /map: not in the log",
    );
  });

  it("refuses to require nothing", () => {
    const nothing = { found: ["/odom"], required: [] };
    expect(() => requireTopics(new MetricsWriter(), nothing)).toThrow("nothing is required");
  });
});

describe("a run that sets its status", () => {
  it("is written with it, regardless of the metrics", async () => {
    const { read } = await run(({ writer, overrideStatus }) => {
      writer.addScalarMetric("a", { value: 3, failsAbove: 2 });
      overrideStatus("PASSED");
    });
    expect([read?.status, read?.jobLevelStatus]).toEqual(["PASSED", "PASSED"]);
  });

  it("may reset it, and may set it through the writer", async () => {
    const { read } = await run(({ writer, overrideStatus }) => {
      writer.addScalarMetric("a", { value: 3, failsAbove: 2 });
      writer.status = "PASSED";
      overrideStatus(undefined);
    });
    expect(read?.status).toBe("FAIL_WARN");
  });

  it("may set one without a name that was read", () => {
    expect(new MetricsWriter({ status: "UNKNOWN_9" }).write().metricsStatus).toBe(9);
  });

  it("may not set an invalid status", () => {
    const writer = new MetricsWriter();
    expect(() => {
      writer.status = "GOOD" as never;
    }).toThrow('its status is "GOOD"');
  });
});

describe("data without values", () => {
  const time = timestamps("time", [0n, 1n]);
  const lost = doubles("lost", [Number.NaN, Number.NaN], { index: time });

  it("does not pass: a series of NaN is NOT_APPLICABLE, with a warning", async () => {
    const { read, result } = await run(({ writer }) => {
      writer.addDoubleOverTimeMetric("Error", {
        lines: [{ values: lost, failsAbove: 1 }],
        blocking: true,
      });
    });
    expect(read?.metric("Error")?.status).toBe("NOT_APPLICABLE");
    expect(result.warnings).toEqual([
      expect.stringContaining('(metrics data "lost") is NaN in 2 of 2 elements'),
    ]);
  });

  it.each(["PASSED", "FAIL_WARN", "FAIL_BLOCK"] as const)("has the requested status %s", (nan) => {
    const writer = new MetricsWriter();
    const lines = [{ values: lost, failsAbove: 1, nan }] as const;
    expect(writer.addDoubleOverTimeMetric("over time", { lines }).status).toBe(nan);
    expect(writer.addDoubleSummaryMetric("one", { value: lost, index: 0, nan }).status).toBe(nan);
  });

  it("is refused with an unknown status", () => {
    const lines = [{ values: lost, nan: "RAW" as never }];
    expect(() => new MetricsWriter().addDoubleOverTimeMetric("e", { lines })).toThrow(
      'its nan is "RAW"',
    );
  });

  it("is reported if a run adds no metrics at all", async () => {
    const { result } = await run(() => {});
    expect(result.warnings).toEqual([
      "the test function added nothing: the run passes without any metrics",
    ]);
  });
});
