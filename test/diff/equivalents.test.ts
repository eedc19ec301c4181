import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  doubles,
  encodeJobMetrics,
  type JobMetrics,
  MetricsWriter,
  statuses,
  timestamps,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/diff/command.js";
import { compareMessages } from "../../generators/compare/message/compareMessages.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";
import { figureOf } from "../view/messages.js";

const cases = fileURLToPath(new URL("../fixtures/sdk/", import.meta.url));
const exact = { absolute: 0, relative: 0 };

async function diff(cwd: string, ...argv: string[]) {
  const world = fakeWorld({ cwd });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out() };
}

describe("messages of the platform's SDK", () => {
  test.each([
    ["fields at their default", "diff-defaults-sdk", "diff-defaults-ours"],
    ["a set of states in another order", "states-set-order-a", "states-set-order-b"],
  ])("%s say the same", async (_what, a, b) => {
    expect(await diff(cases, `${a}.binproto`, `${b}.binproto`)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^no difference: /),
    });
  });

  test("a missing index of data is a difference", async () => {
    const { code, out } = await diff(
      cases,
      "diff-is-indexed-a.binproto",
      "diff-is-indexed-b.binproto",
    );
    expect(code).toBe(3);
    expect(out).toMatch(/indexed\s+true → false/);
  });

  test("plotly.py's template is ignored by name, or reported in one line", async () => {
    const files = ["diff-plotly-py.binproto", "diff-plotly-ts.binproto"];
    const without = await diff(cases, ...files);
    expect(without.out).not.toMatch(/^ +figure\.layout\.template/m);
    expect(without.out).toContain("not compared: layout.template, which differs in 6 figures");
    // The port draws other states first; the same instants, flags and displays are no difference.
    expect(without.out).not.toMatch(/\.x\[0\]|\.mode|display/);
    expect(without.out.split("\n").length).toBeLessThan(20);
    const { code, out } = await diff(cases, ...files, "--template");
    expect(code).toBe(3);
    expect(out.match(/^ +figure\.layout\.template/gm)).toHaveLength(6);
  });
});

function messageOf(fill: (writer: MetricsWriter) => void): JobMetrics {
  const writer = new MetricsWriter();
  fill(writer);
  return writer.write();
}

/** Our writer refuses what other builds may write. */
function sharingOneName(message: JobMetrics): JobMetrics {
  for (const event of message.events) event.name = "Stop";
  return message;
}

function differences(a: JobMetrics, b: JobMetrics) {
  return compareMessages(a, b, exact).differences;
}

const packed = (values: Float64Array | Int16Array, dtype: string, shape?: string) => ({
  dtype,
  bdata: Buffer.from(values.buffer).toString("base64"),
  ...(shape === undefined ? {} : { shape }),
});

describe("equivalent values in two forms", () => {
  test.each([
    ["packed doubles", packed(Float64Array.of(1.5, -2), "f8"), [1.5, -2], true],
    ["packed integers", packed(Int16Array.of(1, -2), "i2"), [1, -2], true],
    [
      "a packed matrix",
      packed(Int16Array.of(1, 2, 3, 4), "i2", "2, 2"),
      [
        [1, 2],
        [3, 4],
      ],
      true,
    ],
    ["other packed doubles", packed(Float64Array.of(1.5, -2), "f8"), [1.5, 2], false],
    ["UTC, said otherwise", "2025-03-01T10:00:00+00:00", "2025-03-01T10:00:00.000Z", true],
    ["an instant in two zones", "2025-03-01T10:00:00+01:00", "2025-03-01T09:00:00Z", true],
    [
      "instants a nanosecond apart",
      "2025-03-01T10:00:00.000000001Z",
      "2025-03-01T10:00:00Z",
      false,
    ],
    ["a time without a zone", "2025-03-01T10:00:00", "2025-03-01T10:00:00Z", false],
    ["flags in another order", "markers+lines", "lines+markers", true],
    ["other flags", "markers+text", "lines+markers", false],
  ])("%s", (_what, a, b, same) => {
    const found = differences(figureOf({ data: [{ x: a }] }), figureOf({ data: [{ x: b }] }));
    expect(found).toHaveLength(same ? 0 : 1);
  });

  test("a build's names for the statuses of its values", () => {
    const named = (name: string, value: number) =>
      messageOf((writer) => {
        const index = timestamps("time", [{ seconds: 1, nanos: 0 }]);
        writer.addDoubleOverTimeMetric("Speed", {
          lines: [
            {
              values: doubles("speed", [value], { index }),
              statuses: statuses(name, ["PASSED"], { index }),
            },
          ],
        });
      });
    expect(differences(named("speed_status", 1), named("Verdicts", 1))).toEqual([]);
    expect(differences(named("speed_status", 1), named("Verdicts", 2))).toHaveLength(1);
  });

  test("events of one name, in the order of their times", () => {
    const events = (...times: number[]) =>
      sharingOneName(
        messageOf((writer) => {
          for (const seconds of times) {
            const timestamp = { seconds, nanos: 0 };
            writer.addEvent(`Stop ${seconds}`, { timestamp, tags: [String(seconds)] });
          }
        }),
      );
    expect(differences(events(3, 1, 2), events(1, 2, 3))).toEqual([]);
    expect(differences(events(3, 1, 2), events(1, 2, 4))).not.toEqual([]);
  });
});

test("a message equals itself if references and lists are empty", () => {
  const message = messageOf((writer) => {
    const index = timestamps("time", [{ seconds: 1, nanos: 0 }]);
    const values = doubles("speed", [1], { index });
    writer.addDoubleOverTimeMetric("Speed", { lines: [{ values }, { values }] });
  });
  const held = message.jobLevelMetrics?.metrics[0]?.metricValues?.metricValues;
  if (held?.$case !== "doubleOverTimeMetricValues") throw new Error("no values");
  held.value.doublesOverTimeDataId[1] = { id: undefined };
  held.value.statusesOverTimeDataId = [];
  expect(differences(message, structuredClone(message))).toEqual([]);
});

test("thousands of parts that share a name, a metric and its differences are compared", async () => {
  const many = (value: number) => {
    const message = messageOf((writer) => {
      const metric = writer.addScalarMetric("Force", { value, eventMetric: true });
      for (let i = 0; i < 20_000; i += 1) {
        writer.addEvent(`Hit ${i}`, {
          timestamp: { seconds: i * value, nanos: 0 },
          metrics: [metric],
        });
      }
    });
    return encodeJobMetrics(sharingOneName(message));
  };
  const folder = await temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a"), many(1));
  writeFileSync(join(folder, "b"), many(2));
  expect((await diff(folder, "a", "a")).out).toContain("20000 events");
  const { code, out } = await diff(folder, "a", "b");
  expect(code).toBe(3);
  expect(out).toContain("Force (Stop, Stop, Stop, 19997 more)");
});
