import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/diff/command.js";
import { compareMessages } from "../../generators/compare/message/compareMessages.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { figureOf } from "../view/messages.js";

const cases = fileURLToPath(new URL("../fixtures/sdk/", import.meta.url));
const exact = { absolute: 0, relative: 0 };

/** The metrics that differ, each followed by its differing fields. */
const fieldsIn = (out: string) => out.match(/^(~ .*| {4}\S+(?= {2}))/gm) ?? [];

async function diff(cwd: string, ...argv: string[]) {
  const world = fakeWorld({ cwd });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out() };
}

describe("messages of the platform's SDK", () => {
  test.each([
    ["fields at their default", "diff-defaults-sdk", "diff-defaults-ours"],
    ["a set of states in another order", "states-set-order-a", "states-set-order-b"],
  ])("are equal to ours in spite of %s", async (_what, a, b) => {
    expect(await diff(cases, `${a}.binproto`, `${b}.binproto`)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^no difference: /),
    });
  });

  test("differ if one lacks the index of its data", async () => {
    const { code, out } = await diff(
      cases,
      "diff-is-indexed-a.binproto",
      "diff-is-indexed-b.binproto",
    );
    expect(code).toBe(3);
    expect(out).toMatch(/indexed\s+true → false/);
  });

  describe("one with figures by plotly.py, and one by our port,", () => {
    const files = ["diff-plotly-py.binproto", "diff-plotly-ts.binproto"];

    test("differ in the order of states and the form of color scales, and not in the template", async () => {
      const { out } = await diff(cases, ...files);
      expect(fieldsIn(out)).toEqual([
        '~ metric "Flight States Over Time"',
        "    figure.layout.yaxis.ticktext[0]",
        "    figure.data[0].marker.color[0]",
        "    figure.data[0].marker.colorbar.ticktext[0]",
        "    figure.data[0].marker.colorscale",
        "    figure.data[0].y[0]",
        '~ metric "3D Flight Path"',
        "    figure.data[0].marker.colorscale",
        "    figure.data[0].marker.color[0]",
        "    figure.data[0].marker.colorbar.ticktext[0]",
        '~ metric "Flight Summary"',
        "    text",
      ]);
      expect(out).toContain("not compared: layout.template, which differs in 6 figures");
    });

    test("differ in one line per template with --template", async () => {
      const { code, out } = await diff(cases, ...files, "--template");
      expect(code).toBe(3);
      expect(fieldsIn(out).filter((line) => /^~|template$/.test(line))).toEqual(
        [
          "Speed Over Time",
          "Altitude Over Time",
          "Flight States Over Time",
          "X Position Over Time",
          "Speed Distribution",
          "3D Flight Path",
        ]
          .flatMap((name) => [`~ metric "${name}"`, "    figure.layout.template"])
          .concat('~ metric "Flight Summary"'),
      );
    });

    // The order of the fields of a trace differs, so the first numbers of each side are other fields.
    test("do not compare numbers of two fields with each other", async () => {
      const { out } = await diff(cases, ...files);
      expect(out).not.toMatch(/mean of/);
    });
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

describe("messages with values in two forms", () => {
  const fieldsOf = (a: unknown, b: unknown) =>
    differences(figureOf({ data: [{ x: a }] }), figureOf({ data: [{ x: b }] })).map(
      ({ field }) => field,
    );

  test.each([
    ["packed doubles", packed(Float64Array.of(1.5, -2), "f8"), [1.5, -2]],
    ["packed integers", packed(Int16Array.of(1, -2), "i2"), [1, -2]],
    [
      "a packed matrix",
      packed(Int16Array.of(1, 2, 3, 4), "i2", "2, 2"),
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["two notations of UTC", "2025-03-01T10:00:00+00:00", "2025-03-01T10:00:00.000Z"],
    ["an instant in two zones", "2025-03-01T10:00:00+01:00", "2025-03-01T09:00:00Z"],
    ["flags in another order", "markers+lines", "lines+markers"],
  ])("are equal: %s", (_what, a, b) => {
    expect(fieldsOf(a, b)).toEqual([]);
  });

  test.each([
    ["other packed doubles", packed(Float64Array.of(1.5, -2), "f8"), [1.5, 2], "x[1]"],
    ["instants a nanosecond apart", "2025-03-01T10:00:00.000000001Z", "2025-03-01T10:00:00Z", "x"],
    ["a time without a zone", "2025-03-01T10:00:00", "2025-03-01T10:00:00Z", "x"],
    ["other flags", "markers+text", "lines+markers", "x"],
  ])("differ: %s", (_what, a, b, field) => {
    expect(fieldsOf(a, b)).toEqual([`figure.data[0].${field}`]);
  });

  describe("with other names for the statuses of values", () => {
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

    test("are equal if the values are", () => {
      expect(differences(named("speed_status", 1), named("Verdicts", 1))).toEqual([]);
    });

    test("differ in the values alone", () => {
      expect(differences(named("speed_status", 1), named("Verdicts", 2))).toMatchObject([
        { where: 'metrics data "speed"', field: "values (doubles)[0]", a: "1", b: "2" },
      ]);
    });
  });

  describe("with several events of the same name", () => {
    const events = (...times: number[]) =>
      sharingOneName(
        messageOf((writer) => {
          for (const seconds of times) {
            const timestamp = { seconds, nanos: 0 };
            writer.addEvent(`Stop ${seconds}`, { timestamp, tags: [String(seconds)] });
          }
        }),
      );

    test("are equal if they happened at the same times, in any order of the file", () => {
      expect(differences(events(3, 1, 2), events(1, 2, 3))).toEqual([]);
    });

    test("differ in the event whose time and tags differ", () => {
      const found = differences(events(3, 1, 2), events(1, 2, 4));
      expect(found).toMatchObject([
        { where: 'event "Stop #3"', field: "time", a: "3 s", b: "4 s" },
        { where: 'event "Stop #3"', field: "tags[0]", a: '"3"', b: '"4"' },
      ]);
    });
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

describe("messages with 20,000 events of the same name that share a metric", () => {
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

  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "equivalents-"));
    writeFileSync(join(folder, "a"), many(1));
    writeFileSync(join(folder, "b"), many(2));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("are compared", async () => {
    expect(await diff(folder, "a", "a")).toMatchObject({
      code: 0,
      out: expect.stringContaining("20000 events"),
    });
  });

  test("list the first three of the events that share a difference", async () => {
    const { code, out } = await diff(folder, "a", "b");
    expect(code).toBe(3);
    expect(out).toContain("Force (Stop, Stop, Stop, 19997 more)");
  });
});
