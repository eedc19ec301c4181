import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, EmissionsWriter, externalFile, type Topics } from "@metrics-project/runtime";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "emissions-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const topics = {
  motion: { schema: { speed: "float" } },
  note: { event: true, schema: { text: "string" } },
  kinds: {
    schema: {
      flag: "boolean",
      count: "int",
      size: "float",
      word: "string",
      status: "status",
      words: "string[]",
    },
  },
  frame: { schema: { file: "image" } },
  clip: { schema: { file: "video" } },
  incident: { event: true, schema: { name: "string", metrics: "metric[]" } },
} as const satisfies Topics;

const kinds = {
  flag: true,
  count: 3,
  size: 0.5,
  word: "a",
  status: "PASSED",
  words: ["x"],
} as const;

/** The contents of the file after `emit` added rows. */
function written(emit: (writer: EmissionsWriter<typeof topics>) => void): string {
  const writer = new EmissionsWriter({ dir, topics });
  emit(writer);
  const path = writer.commit();
  return path === undefined ? "" : readFileSync(path, "utf8");
}

describe("the bytes of emissions", () => {
  it("are those of the platform's own emitter", () => {
    const start = 1_791_000_000_000_000_000n;
    const writer = new EmissionsWriter({ dir });
    writer.emit("motion", { speed: 1 }, { time: start });
    writer.emitSeries("motion", { speed: [2, 3] }, { times: [start + 1n, start + 2n] });
    writer.emitEvent("motion", { speed: 4 }, { time: start + 3n });
    writer.emitEvent("note", { text: "opaque" }, { time: start + 4n });
    writer.emit("untimed", { value: 7 });
    const bytes = readFileSync(writer.commit() ?? "");
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(
      "b3d92727949e534172f45a0a79abb654952bf35a93c0c046017d3275043b7ee4",
    );
  });

  it.each<[string, unknown, string]>([
    [
      "escape what is not printable ASCII",
      'é\u007f\n"\\😀',
      '"\\u00e9\\u007f\\n\\"\\\\\\ud83d\\ude00"',
    ],
    ["keep the sign of zero", -0, "-0.0"],
    ["keep integers beyond 2^53", 9_007_199_254_740_993n, "9007199254740993"],
    [
      "separate members of lists and objects",
      [{ a: 1, b: [true, null] }],
      '[{"a": 1, "b": [true, null]}]',
    ],
  ])("%s", (_, value, json) => {
    const writer = new EmissionsWriter({ dir });
    writer.emit("t", { value });
    expect(readFileSync(writer.commit() ?? "", "utf8")).toBe(
      `{"$metadata": {"topic": "t"}, "$data": {"value": ${json}}}\n`,
    );
  });

  it("have times to the nanosecond, from every form", () => {
    const text = written((writer) => {
      writer.emit("motion", { speed: 1 }, { time: 1_791_000_000_123_456_789n });
      writer.emit("motion", { speed: 1 }, { time: { seconds: 1_791_000_000, nanos: 5 } });
      writer.emit("motion", { speed: 1 }, { time: new Date(1_791_000_000_001) });
      const times = BigInt64Array.of(9_007_199_254_740_993n);
      writer.emitSeries("motion", { speed: Float64Array.of(1) }, { times });
    });
    expect([...text.matchAll(/"timestamp": (\d+)/g)].map(([, digits]) => digits)).toEqual([
      "1791000000123456789",
      "1791000000000000005",
      "1791000000001000000",
      "9007199254740993",
    ]);
  });

  it("read back equal, for all values of the types", () => {
    const row = fc.record({
      flag: fc.boolean(),
      count: fc.maxSafeInteger(),
      size: fc.double({ noNaN: true, noDefaultInfinity: true }),
      word: fc.string({ unit: "binary" }),
      status: fc.constantFrom("PASSED" as const, "FAIL_BLOCK" as const),
      words: fc.array(fc.string({ unit: "grapheme" })),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const text = written((writer) => {
          for (const one of rows) writer.emit("kinds", one, { time: 5n });
        });
        const lines = text.split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line) => JSON.parse(line).$data)).toEqual(rows);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a row that the server would refuse", () => {
  type Use = (writer: EmissionsWriter) => void;
  const time = 1n;
  it.each<[string, Use, string]>([
    [
      "T1",
      (w) => w.emit("speed", {}),
      'topic "speed" is not declared (T1); the config has motion,',
    ],
    ["T3", (w) => w.emit("motion", { speed: 1, x: 2 }), 'topic "motion" has no field "x" (T3)'],
    ["T4", (w) => w.emit("motion", {}), 'topic "motion" also needs the field "speed" (T4)'],
    [
      "T7, an event",
      (w) => w.emit("note", { text: "a" }),
      '"note" is an event topic (T7): use emitEvent',
    ],
    [
      "T7, not an event",
      (w) => w.emitEvent("motion", { speed: 1 }, { time }),
      '"motion" is not an event topic (T7)',
    ],
    [
      "T5 boolean",
      (w) => w.emit("kinds", { ...kinds, flag: 1 }),
      '"flag" must be a boolean, got 1 (T5)',
    ],
    [
      "T5 int",
      (w) => w.emit("kinds", { ...kinds, count: 1.5 }),
      '"count" must be an integer, got 1.5 (T5)',
    ],
    [
      "T5 int of a boolean",
      (w) => w.emit("kinds", { ...kinds, count: true }),
      "must be an integer, got true (T5)",
    ],
    [
      "T5 float",
      (w) => w.emit("kinds", { ...kinds, size: "1" }),
      '"size" must be a number, got "1" (T5)',
    ],
    [
      "T5 null",
      (w) => w.emit("kinds", { ...kinds, word: null }),
      '"word" must be a string, got null (T5)',
    ],
    ["T5 string[]", (w) => w.emit("kinds", { ...kinds, words: ["a", 2] }), "got 2 at index 1 (T5)"],
    [
      "NaN",
      (w) => w.emit("motion", { speed: Number.NaN }),
      'field "speed" must be a finite number, got NaN',
    ],
    [
      "an infinity in a series",
      (w) => w.emitSeries("motion", { speed: [1, 1 / 0] }),
      'field "speed" of row 1 must be a finite number, got Infinity',
    ],
    [
      "lists of two lengths",
      (w) => w.emitSeries("motion", { speed: [1, 2] }, { times: [1n] }),
      "all columns must have the same length, got speed 2, times 1",
    ],
    [
      "a list of metric names",
      (w) => w.emitEvent("incident", { name: "a", metrics: ["Clearance"] }, { time }),
      'must be a list of { name, type, value } objects, got "Clearance" at index 0',
    ],
    [
      "an event without a time",
      (w) => w.emitEvent("note", { text: "a" }, {} as never),
      'topic "note": an event must have a time',
    ],
    [
      "a time that is a number",
      (w) => w.emit("motion", { speed: 1 }, { time: 5 as never }),
      "a time must be a bigint of nanoseconds",
    ],
  ])("%s is refused with a message, and not written", (_, use, message) => {
    const writer = new EmissionsWriter<Topics>({ dir, topics });
    writer.emit("motion", { speed: 7 });
    expect(() => use(writer)).toThrow(message);
    expect(writer.rows).toBe(1);
    const text = readFileSync(writer.commit() ?? "", "utf8");
    expect(text).toBe('{"$metadata": {"topic": "motion"}, "$data": {"speed": 7}}\n');
  });

  it("does not compile, and throws", () => {
    const writer = new EmissionsWriter({ dir, topics });
    const uses = [
      // @ts-expect-error a topic that is not declared
      () => writer.emit("speed", { speed: 1 }),
      // @ts-expect-error a missing field
      () => writer.emit("motion", {}),
      // @ts-expect-error an extra field
      () => writer.emit("motion", { speed: 1, x: 1 }),
      // @ts-expect-error a mistyped field
      () => writer.emit("motion", { speed: "1" }),
      // @ts-expect-error emit to an event topic
      () => writer.emit("note", { text: "a" }),
      // @ts-expect-error an event of a topic that is not one
      () => writer.emitEvent("motion", { speed: 1 }, { time: 1n }),
      // @ts-expect-error an event without a time
      () => writer.emitEvent("note", { text: "a" }),
      // @ts-expect-error a list of metric names
      () => writer.emitEvent("incident", { name: "a", metrics: ["Clearance"] }, { time: 1n }),
    ];
    const reasons = uses.map((use) => {
      try {
        return use();
      } catch (error) {
        return String(error);
      }
    });
    expect(reasons).toEqual(
      [
        'topic "speed" is not declared (T1)',
        'topic "motion" also needs the field "speed" (T4)',
        'topic "motion" has no field "x" (T3)',
        'topic "motion", field "speed" must be a number, got "1" (T5)',
        'topic "note" is an event topic (T7)',
        'topic "motion" is not an event topic (T7)',
        'topic "note": an event must have a time',
        'topic "incident", field "metrics" must be a list of',
      ].map((reason) => expect.stringContaining(`MetricDefinitionError: emissions: ${reason}`)),
    );
  });
});

describe("the file", () => {
  it("does not exist before the commit, and leaves nothing after a discard", () => {
    const writer = new EmissionsWriter({ dir });
    writer.emit("t", { value: "x".repeat(300_000) });
    expect(readdirSync(dir)).toEqual(["emissions.resim.jsonl.pending"]);
    writer.discard();
    expect(readdirSync(dir)).toEqual([]);
  });

  it("of an earlier run is removed before the first row, with the files of a killed run", () => {
    writeFileSync(join(dir, "emissions.resim.jsonl"), "old");
    writeFileSync(join(dir, "emissions.resim.jsonl.pending"), "half");
    expect(new EmissionsWriter({ dir }).commit()).toBeUndefined();
    expect(readdirSync(dir)).toEqual([]);
  });

  it("loses the rows of a series that failed late, and no others", () => {
    const writer = new EmissionsWriter({ dir });
    const many = Array.from({ length: 20_000 }, (_, at) => at);
    writer.emitSeries("t", { value: many });
    expect(() => writer.emitSeries("t", { value: [...many, Number.NaN] })).toThrow("of row 20000");
    writer.emit("t", { value: "last" });
    const lines = readFileSync(writer.commit() ?? "", "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line).$data.value)).toEqual([...many, "last"]);
  });

  it("skips rows that are not finite if requested, and counts them", () => {
    const said: string[] = [];
    const log = createLog({ write: (text) => said.push(text) });
    const writer = new EmissionsWriter({ dir, topics, nonFinite: "skip", log });
    writer.emitSeries("motion", { speed: [1, Number.NaN, 2, Number.POSITIVE_INFINITY] });
    expect(writer.rows).toBe(2);
    writer.commit();
    expect(said).toEqual([
      'warning: emissions: 2 rows skipped because topic "motion", field "speed" was NaN or infinite\n',
    ]);
  });

  it("names media by their file names", () => {
    const text = written((writer) =>
      writer.emit("frame", { file: externalFile("first", "frames/a.png") }),
    );
    expect(text).toBe('{"$metadata": {"topic": "frame"}, "$data": {"file": "a.png"}}\n');
  });

  it("refuses two media files with the same name", () => {
    const writer = new EmissionsWriter({ dir, topics });
    writer.emit("frame", { file: externalFile("first", "frames/a.png") });
    expect(() => writer.emit("frame", { file: externalFile("b", "other/a.png") })).toThrow(
      "other/a.png and frames/a.png have the same name",
    );
  });

  it("warns about a kind of file that is not drawn", () => {
    const said: string[] = [];
    const log = createLog({ write: (text) => said.push(text) });
    const writer = new EmissionsWriter({ dir, topics, log });
    writer.emit("clip", { file: "run.gif" });
    expect(said).toEqual([
      "warning: emissions: run.gif needs a field of type image: as video, it syncs but is not drawn\n",
    ]);
  });

  it.each(["emissions.jsonl", "../x.resim.jsonl", "resource_metrics.resim.jsonl"])(
    "cannot have the name %s",
    (file) => {
      expect(() => new EmissionsWriter({ dir, file })).toThrow("the emissions file must be a name");
    },
  );

  it("is not moved into place if it could not be written completely", () => {
    const writer = new EmissionsWriter({ dir });
    writer.emit("t", { value: 1 });
    mkdirSync(join(dir, "emissions.resim.jsonl.pending"));
    expect(() => writer.finish()).toThrow("there is a folder where a file is expected");
    expect(() => writer.commit()).toThrow("after the end");
    expect(readdirSync(dir)).toEqual(["emissions.resim.jsonl.pending"]);
  });

  it("is committed only once", () => {
    const writer = new EmissionsWriter({ dir });
    writer.emit("t", { value: 2 });
    writer.commit();
    expect(() => writer.commit()).toThrow("after the end");
    expect(readdirSync(dir)).toEqual(["emissions.resim.jsonl"]);
  });

  it("accepts no row after its end", () => {
    const writer = new EmissionsWriter({ dir });
    writer.commit();
    expect(() => writer.emit("t", {})).toThrow("a row was added after the end of the file");
  });
});
