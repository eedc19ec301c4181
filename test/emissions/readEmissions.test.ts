import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EmissionsProblem,
  EmissionsWriter,
  emissionProblems,
  readEmissions,
  type Topics,
} from "@metrics-project/runtime";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "emissions-read-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function read(content: string | Uint8Array) {
  const path = join(dir, "emissions.resim.jsonl");
  writeFileSync(path, content);
  const problems: EmissionsProblem[] = [];
  const rows = [];
  for await (const row of readEmissions(path, { onProblem: (one) => problems.push(one) })) {
    rows.push(row);
  }
  return { rows, problems };
}

const row = (metadata: string, data = '{"speed": 1}') =>
  `{"$metadata": {${metadata}}, "$data": ${data}}\n`;
const good = row('"topic": "motion"');

describe("reading emissions", () => {
  it("returns topic, exact time, event and fields of each row", async () => {
    const { rows, problems } = await read(
      row('"topic": "motion", "timestamp": 1791000000000000001') +
        row(
          '"topic": "note", "timestamp": 7, "event": true',
          '{"id": 9007199254740993, "of": [1.5]}',
        ),
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { topic: "motion", time: 1791000000000000001n, event: false, data: { speed: 1 }, line: 1 },
      { topic: "note", time: 7n, event: true, data: { id: 9007199254740993n, of: [1.5] }, line: 2 },
    ]);
  });

  it.each<[string, string | Uint8Array, string, number]>([
    ["a doubled member", row('"topic": "a", "topic": "b"'), "E4", 1],
    ["a doubled field", row('"topic": "a"', '{"x": 1, "x": 2}'), "E4", 1],
    ["NaN", row('"topic": "a"', '{"x": NaN}'), "E7", 1],
    ["an infinity", row('"topic": "a"', '{"x": -Infinity}'), "E7", 1],
    ["a number that overflows", row('"topic": "a"', '{"x": 1e999}'), "E7", 1],
    ["a cut line", good + good.slice(0, 20), "E3", 2],
    ["YAML", "topic: a\n", "E4", 1],
    ["a list", "[]\n", "E4", 1],
    ["invalid UTF-8", Buffer.concat([Buffer.from(good), Buffer.of(0x22, 0xff, 0x0a)]), "E3", 2],
    ["a blank line", `${good}\n${good}`, "E3", 2],
    ["a byte order mark", `\ufeff${good}`, "E3", 1],
    ["another member", '{"$metadata": {"topic": "a"}, "$data": {}, "x": 1}\n', "E4", 1],
    ["another member of the metadata", row('"topic": "a", "unit": "m"'), "E4", 1],
    ["an event that is a string", row('"topic": "a", "event": "true"'), "E4", 1],
    ["an empty topic", row('"topic": ""'), "E4", 1],
    ["no topic", row('"timestamp": 1'), "E4", 1],
    ["data that is a list", row('"topic": "a"', "[1]"), "E4", 1],
    ["no data", '{"$metadata": {"topic": "a"}}\n', "E4", 1],
    ["a timestamp of seconds", row('"topic": "a", "timestamp": 1.5'), "E6", 1],
    ["a timestamp that is a string", row('"topic": "a", "timestamp": "1"'), "E6", 1],
    ["more after the value", `${good.trimEnd()} {}\n`, "E4", 1],
    ["a trailing comma", row('"topic": "a"', '{"x": 1,}'), "E4", 1],
    ["a number with a leading zero", row('"topic": "a"', '{"x": 01}'), "E4", 1],
    ["a tab in a string", row('"topic": "a"', '{"x": "\t"}'), "E4", 1],
    ["nesting without end", row('"topic": "a"', `{"x": ${"[".repeat(100_000)}`), "E4", 1],
  ])("reports %s with its line", async (_, content, code, line) => {
    const { problems } = await read(content);
    expect(problems.map((one) => [one.code, one.severity, one.line])).toEqual([
      [code, "problem", line],
    ]);
  });

  it("reads the lines before and after an invalid one", async () => {
    const { rows, problems } = await read(`${good}[]\n${good}`);
    expect(problems.map(({ line }) => line)).toEqual([2]);
    expect(rows.map(({ line }) => line)).toEqual([1, 3]);
  });

  it.each<[string, string, string]>([
    ["lines that end with CR LF", good.replace("\n", "\r\n").repeat(2), "E3"],
    ["a last line without LF", good + good.trimEnd(), "E3"],
    ["a time before zero", row('"topic": "a", "timestamp": -1'), "E6"],
    ["an event that is false", row('"topic": "a", "event": false'), "E4"],
  ])("warns once about %s, and returns every row", async (_, content, code) => {
    const { rows, problems } = await read(content);
    expect(problems.map((one) => [one.code, one.severity])).toEqual([[code, "warning"]]);
    expect(rows.map(({ line }) => line)).toEqual(
      content
        .trimEnd()
        .split("\n")
        .map((_, at) => at + 1),
    );
  });

  it("returns lines that cross the boundaries of chunks", async () => {
    const long = row('"topic": "motion"', JSON.stringify({ text: "é".repeat(700_000) }));
    const { rows, problems } = await read(long + good + long + good.repeat(20_000));
    expect(problems).toEqual([]);
    expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 20_003 }, (_, at) => at + 1));
  });

  it("reports a line over 64 MB, and reads the next one", async () => {
    const { rows, problems } = await read(
      Buffer.concat([Buffer.alloc((1 << 26) + 5_000_000, 0x20), Buffer.from(`\n${good}`)]),
    );
    expect(problems.map(({ message, line }) => [line, message])).toEqual([
      [1, "the line is longer than 64 MB"],
    ]);
    expect(rows.map(({ line }) => line)).toEqual([2]);
  });

  it("returns nothing for an empty file", async () => {
    expect(await read("")).toEqual({ rows: [], problems: [] });
  });

  it("throws at the first problem if there is no handler for problems", async () => {
    const path = join(dir, "emissions.resim.jsonl");
    writeFileSync(path, "{\n");
    await expect(readEmissions(path).next()).rejects.toThrow(
      "emissions.resim.jsonl:1: it must be JSON",
    );
  });

  it("throws if the file does not exist", async () => {
    await expect(readEmissions(join(dir, "none")).next()).rejects.toThrow(
      "the file does not exist",
    );
  });
});

const topics = {
  motion: { schema: { speed: "float", count: "int" } },
  note: { event: true, schema: { text: "string", metrics: "metric[]" } },
} as const satisfies Topics;

describe("a row that was read, checked against a config", () => {
  it.each<[string, string]>([
    ["T1", row('"topic": "speed"')],
    ["T3", row('"topic": "motion"', '{"speed": 1, "count": 1, "x": 2}')],
    ["T4", row('"topic": "motion"', '{"speed": 1}')],
    ["T5", row('"topic": "motion"', '{"speed": 1, "count": 1.5}')],
    ["T5", row('"topic": "note", "event": true', '{"text": "a", "metrics": ["Speed"]}')],
    ["T7", row('"topic": "note"', '{"text": "a", "metrics": []}')],
    ["T7", row('"topic": "motion", "event": true', '{"speed": 1, "count": 1}')],
  ])("breaks %s and no other rule", async (code, content) => {
    const { rows } = await read(content);
    expect(rows.flatMap((one) => emissionProblems(one, topics)).map((one) => one.code)).toEqual([
      code,
    ]);
  });

  it("breaks T2 if its topic has no schema", async () => {
    const { rows } = await read(good);
    const without = { motion: {} } as unknown as Topics;
    expect(rows.flatMap((one) => emissionProblems(one, without)).map((one) => one.code)).toEqual([
      "T2",
    ]);
  });

  it("has no problem and reads back equal, for everything that the writer accepts", async () => {
    const fields = {
      flag: "boolean",
      count: "int",
      size: "float",
      word: "string",
      status: "status",
      words: "string[]",
      metrics: "metric[]",
    } as const;
    const config = { kinds: { event: true, schema: fields } } as const satisfies Topics;
    const metric = fc.record({
      name: fc.string(),
      type: fc.constantFrom("scalar" as const, "text" as const),
      value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()),
    });
    const rows = fc.array(
      fc.record({
        time: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        data: fc.record({
          flag: fc.boolean(),
          count: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(-0, 2n ** 53n + 1n, 1e21, 2 ** 60)),
          size: fc.double({ noNaN: true, noDefaultInfinity: true }),
          word: fc.string({ unit: "binary" }),
          status: fc.constantFrom("PASSED" as const, "FAIL_WARN" as const),
          words: fc.array(fc.string({ unit: "grapheme" })),
          metrics: fc.array(metric),
        }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const writer = new EmissionsWriter({ dir, topics: config });
        for (const { time, data } of given) writer.emitEvent("kinds", data, { time });
        const back = [];
        for await (const one of readEmissions(writer.commit() ?? "")) {
          expect(emissionProblems(one, config)).toEqual([]);
          back.push({ time: one.time, data: one.data });
        }
        // A whole number is the same, whether it is held as a double or as a bigint.
        expect(
          back.map(({ time, data }) => ({
            time,
            data: { ...data, count: BigInt(data.count as number) },
          })),
        ).toEqual(
          given.map(({ time, data }) => ({ time, data: { ...data, count: BigInt(data.count) } })),
        );
      }),
      { numRuns: 40 },
    );
  });
});
