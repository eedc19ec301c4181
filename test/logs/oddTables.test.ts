import { csv } from "@metrics-project/runtime/logs/csv";
import { json } from "@metrics-project/runtime/logs/json";
import { jsonl } from "@metrics-project/runtime/logs/jsonl";
import { describe, expect, it } from "vitest";
import { readAll, warningsOf } from "./readAll.js";

/** The rows of one file with their times, and the warnings. */
async function readTable(content: string, name = "log.csv") {
  const topic = name.replace(/\.\w+$/, "");
  const read = await readAll(
    { [name]: content },
    { it: { topic } },
    { formats: [jsonl, json, csv] },
  );
  return {
    times: read.messages.map(({ time }) => time),
    rows: read.messages.map(({ message }) => message),
    warnings: warningsOf(read),
  };
}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

const s = 1_000_000_000n;

describe("times of a table", () => {
  it.each<[string, string, readonly bigint[]]>([
    [
      "all digits before an exponent, as numpy.savetxt writes them",
      "1.700000000123456717e+09,1\n1.700000000223456717e+09,2",
      [1_700_000_000_123_456_717n, 1_700_000_000_223_456_717n],
    ],
    [
      "negative ones, and such without a digit before the point",
      "-1.5,1\n.5,2",
      [-3n * (s / 2n), s / 2n],
    ],
    ["a zone of hours", "2026-01-05 09:00:00.5+01,1", [1_767_600_000n * s + s / 2n]],
    ["a zone west of Greenwich", "2026-01-05T09:00:00-0530,1", [1_767_623_400n * s]],
    ["the word UTC", "2026-01-05 09:00:00 UTC,1", [1_767_603_600n * s]],
    ["small letters", "2026-01-05t09:00:00z,1", [1_767_603_600n * s]],
  ])("%s", async (_, body, times) => {
    const read = await readTable(`time,x\n${body}\n`);
    expect(read.times).toEqual(times);
    expect(read.warnings).toEqual([]);
  });

  it.each([
    ["timeUs", s / 1000n],
    ["TimeMS", s],
    ["timestamp_ns", s / 1_000_000n],
    ["t (μs)", s / 1000n],
  ])("%s has its unit in its name", async (name, second) => {
    const read = await readTable(`${name},x\n1000,1\n2000,2\n`);
    expect(read.times).toEqual([second, second * 2n]);
    expect(read.warnings).toEqual([]);
  });

  it.each([
    ["milliseconds", 1_700_000_000_000n, "csv", 1_000_000n],
    ["microseconds", 1_700_000_000_000_000n, "csv", 1000n],
    ["nanoseconds", 1_700_000_000_000_000_000n, "csv", 1n],
    ["milliseconds", 1_700_000_000_000n, "jsonl", 1_000_000n],
  ])(
    "%s after a first time of zero are recognized, with a warning",
    async (unit, start, format, factor) => {
      const times = [0n, start, start + 1n];
      const content =
        format === "csv"
          ? `time,x\n${times.map((time) => `${time},1`).join("\n")}\n`
          : times.map((time) => `{"time":${time},"x":1}\n`).join("");
      const read = await readTable(content, `log.${format}`);
      expect(read.times).toEqual([start * factor, (start + 1n) * factor]);
      expect(read.warnings).toEqual([
        expect.stringContaining(`look like ${unit}`),
        expect.stringContaining("1 of 3 messages (33.3 %) have a zero stamp"),
      ]);
    },
  );

  it.each<[string, readonly string[], readonly bigint[], number]>([
    [
      "before dates are skipped",
      ["0", "0", "1700000000", "1700000001"],
      [1_700_000_000n, 1_700_000_001n],
      2,
    ],
    [
      "between dates is skipped",
      ["1700000000", "0", "1700000001"],
      [1_700_000_000n, 1_700_000_001n],
      1,
    ],
  ])("zeros %s, with a warning", async (_, times, seconds, skipped) => {
    const read = await readTable(`time,x\n${times.map((time) => `${time},1\n`).join("")}`);
    expect(read.times).toEqual(seconds.map((time) => time * s));
    expect(read.warnings).toEqual([
      expect.stringMatching(
        new RegExp(`${skipped} of ${times.length} messages .* have a zero stamp`),
      ),
    ]);
  });

  it.each([
    ["with a step of five seconds", [0n, 5n, 10n]],
    ["alone", [0n]],
  ])("zero at the start of a table %s is a time", async (_, seconds) => {
    const read = await readTable(`time,x\n${seconds.map((time) => `${time},1\n`).join("")}`);
    expect(read.times).toEqual(seconds.map((time) => time * s));
    expect(read.warnings).toEqual([]);
  });

  it("in minutes: a warning that they are read as seconds", async () => {
    const read = await readTable("time [min],x\n0,1\n1,2\n");
    expect(read.warnings).toEqual([expect.stringContaining('has the unit "min"')]);
  });
});

describe("a table without a line end at its end", () => {
  const poses = lines(10, (index) => `${index}.000,${index}.123456`);
  const counts = lines(10, (index) => `${index}.000,${1000 + index}`);

  it.each<[string, string, string]>([
    ["a number with fewer decimals than all others", `time,x\n${poses}\n10.000,10.1`, '"10.1"'],
    ["an integer that is far shorter", `time,n\n${counts}\n10.000,10`, '"10"'],
    ["an exponent without digits", `time,x\n${lines(9, (i) => `${i},1.5e-3`)}\n9,1.5e-`, '"1.5e-"'],
    ["half a word", "time,ok\n1,true\n2,true\n3,false\n4,fal", '"fal"'],
    [
      "a time in the last column",
      `x,time\n${lines(9, (i) => `1,170000000${i}.5`)}\n1,170`,
      '"170"',
    ],
  ])("%s: the line is skipped, with a warning", async (_, content, value) => {
    const read = await readTable(content);
    expect(read.rows).toHaveLength(content.split("\n").length - 2);
    expect(read.warnings).toEqual([expect.stringContaining(value)]);
  });

  it.each([
    ["as many decimals", `time,x\n${poses}\n10.000,9.654321`],
    ["one digit less, since a counter goes down", `time,n\n0,1001\n1,1000\n2,999`],
  ])("%s: the line is kept", async (_, content) => {
    const read = await readTable(content);
    expect(read.rows).toHaveLength(content.split("\n").length - 1);
    expect(read.warnings).toEqual([]);
  });

  it("a number that may be truncated: kept, with a warning", async () => {
    const read = await readTable("time,x\n0,0.25\n1,0.5\n2,0.125\n3,0.2");
    expect(read.rows).toHaveLength(4);
    expect(read.warnings).toEqual([expect.stringContaining("its last value 0.2 may be, too")]);
  });

  it("an open quote: the rows before it, and a warning", async () => {
    const read = await readTable('time,name\n0,"a"\n1,"b');
    expect(read.rows).toEqual([{ time: 0, name: "a" }]);
    expect(read.warnings).toEqual([expect.stringContaining("after line 2 is not closed")]);
  });
});

describe("cells of a table", () => {
  it.each<[string, string, readonly object[]]>([
    [
      "words for missing numbers are NaN",
      "time,x\n0,1.5\n1,NA\n2,null\n3,N/A\n4,-nan(ind)\n5,1.#QNAN\n",
      [1.5, NaN, NaN, NaN, NaN, NaN].map((x, time) => ({ time, x })),
    ],
    [
      "a missing integer beyond 2^53 is undefined",
      "time,id\n0,9007199254740993\n1,\n",
      [
        { time: 0, id: 9_007_199_254_740_993n },
        { time: 1, id: undefined },
      ],
    ],
    [
      "names that occur twice keep all columns",
      "time,x,x,x_2\n0,1,2,3\n",
      [{ time: 0, x: 1, x_3: 2, x_2: 3 }],
    ],
    [
      "numbers may be names",
      "time,0,1\n0,1,2\n1,2,3\n",
      [
        { time: 0, "0": 1, "1": 2 },
        { time: 1, "0": 2, "1": 3 },
      ],
    ],
    [
      "line ends of several systems",
      "time,name,x\r\n0,a,1\n1,b,2\r2,c,3\n",
      [
        { time: 0, name: "a", x: 1 },
        { time: 1, name: "b", x: 2 },
        { time: 2, name: "c", x: 3 },
      ],
    ],
    [
      "a quoted line break leaves the other columns numbers",
      'time,name,x\n0,"a,b\nc",1\n1,"d ""q""",2\n',
      [
        { time: 0, name: "a,b\nc", x: 1 },
        { time: 1, name: 'd "q"', x: 2 },
      ],
    ],
    [
      "quoted decimal commas between commas",
      'time,x\n"0,5","0,25"\n"1,5","1,75"\n',
      [
        { time: 0.5, x: 0.25 },
        { time: 1.5, x: 1.75 },
      ],
    ],
    [
      "decimal commas between blanks, without a header",
      "1305031098,5 1,5 0,5 1,5 0,0 0,0 0,0 1,0\n1305031099,5 1,5 0,5 1,5 0,0 0,0 0,0 1,0\n",
      [1305031098.5, 1305031099.5].map((timestamp) => ({
        timestamp,
        tx: 1.5,
        ty: 0.5,
        tz: 1.5,
        qx: 0,
        qy: 0,
        qz: 0,
        qw: 1,
      })),
    ],
    ["comments of MATLAB", "% made by hand\n%\ntime,x\n0,1\n", [{ time: 0, x: 1 }]],
  ])("%s", async (_, content, rows) => {
    const read = await readTable(content);
    expect(read.rows).toEqual(rows);
    expect(read.warnings).toEqual([]);
  });

  it("numbers after a hundred empty cells are numbers", async () => {
    const read = await readTable(`time,x\n${lines(120, (index) => `${index},`)}\n120,1.5\n`);
    expect(read.rows.at(0)).toEqual({ time: 0, x: Number.NaN });
    expect(read.rows.at(-1)).toEqual({ time: 120, x: 1.5 });
  });

  it("units in a row of their own are notes", async () => {
    const content = "time,x,angle\n[ms],[m],[deg]\n1500,1,90\n1600,2,91\n";
    const read = await readTable(content);
    expect(read.times).toEqual([1_500_000_000n, 1_600_000_000n]);
    expect(read.rows[0]).toEqual({ time: 1500, x: 1, angle: 90 });
    expect(read.warnings).toEqual([]);
  });

  it.each([
    [
      "more cells than columns",
      `time,x\n${lines(150, (i) => (i === 140 ? "140,1,234" : `${i},1`))}\n`,
      "line 142 has 3 cells",
    ],
    [
      "another word among booleans",
      `time,ok\n${lines(120, (i) => `${i},true`)}\n120,1\n`,
      'ok in line 122 is not true or false: "1"',
    ],
    [
      "a decimal among integers beyond 2^53",
      `time,id\n${lines(120, (i) => `${i},9007199254740993`)}\n120,1.5\n`,
      'id in line 122 is not an integer: "1.5"',
    ],
    [
      "a number that is too large",
      "time,x\n0,1\n1,1e400\n",
      'x in line 3 is not a number: "1e400"',
    ],
    [
      "a quote that is not closed",
      'time,name\n0,"a"\n1,"b\n2,"c"\n3,"d"\n',
      "name in line 3 opens a quote that is not closed",
    ],
  ])("%s: an error that names the line", async (_, content, words) => {
    await expect(readTable(content)).rejects.toThrow(words);
  });

  it.each([
    [
      "a header with fewer names than cells",
      "time,x\n0,1,5\n1,2,5\n",
      "the header has 2 names, but the rows have 3 cells",
    ],
    [
      "commas that may separate thousands",
      "time;x\n0;1,234\n1;2,345\n",
      '"1,234" is read as 1.234',
    ],
  ])("%s: a warning", async (_, content, words) => {
    expect((await readTable(content)).warnings).toEqual([expect.stringContaining(words)]);
  });
});

describe("JSON lines", () => {
  it.each([
    ["in the first line", '{"meta":"run"}\n{"time":1,"x":1}\n{"time":2,"x":1}\n', "line 1"],
    ["in the middle", '{"time":1,"x":1}\n{"note":"start"}\n{"time":2,"x":1}\n', "line 2"],
    ["that is null", '{"time":1,"x":1}\n{"time":2,"x":1}\n{"time":null,"x":1}\n', "line 3"],
  ])("an object without a time %s is skipped, with a warning", async (_, content, where) => {
    const read = await readTable(content, "log.jsonl");
    expect(read.times).toEqual([s, 2n * s]);
    expect(read.warnings).toEqual([
      expect.stringMatching(new RegExp(`1 of 3 messages .* have no time.*the first in ${where}`)),
    ]);
  });

  it("a last line that ends within an outer object is left out", async () => {
    const read = await readTable('{"time":1,"p":{"x":1}}\n{"time":2,"p":{"x":1}', "log.jsonl");
    expect(read.rows).toEqual([{ time: 1, p: { x: 1 } }]);
    expect(read.warnings).toEqual([expect.stringContaining("the last line is truncated")]);
  });

  it.each([
    ["a number that would become infinite", '{"time":1,"x":1e400}\n', "line 1: 1e400 is too large"],
    ["objects in one line", '{"time":1}{"time":2}', "line 1: Unexpected non-whitespace"],
  ])("%s: an error that names the line", async (_, content, words) => {
    await expect(readTable(content, "log.jsonl")).rejects.toThrow(words);
  });
});

it("a duration is not the time of a table", async () => {
  const read = await readTable("frame,processing_time\n0,0.5\n1,0.3\n2,0.4\n");
  expect(read.times).toEqual([0n, s, 2n * s]);
  expect(read.warnings).toEqual([expect.stringContaining("has no time column")]);
});

it("fewer rows than times in the file beside them: a warning", async () => {
  const files = {
    "00.txt": "1 0 0 1.5 0 1 0 2 0 0 1 3\n".repeat(2),
    "times.txt": "0.0\n0.1\n0.2\n",
  };
  const read = await readAll(files, { it: { columns: ["tx"] } }, { formats: [csv] });
  expect(warningsOf(read)).toEqual([
    expect.stringContaining("has 2 rows, but the timestamp file next to it has 3 timestamps"),
  ]);
});

it("an empty recording beside others: a warning", async () => {
  const files = { "a.csv": "time,x\n0,1\n", "b.csv": "", "notes.txt": "" };
  const read = await readAll(files, { it: { topic: "a" } }, { formats: [csv] });
  expect(warningsOf(read)).toEqual([expect.stringContaining("b.csv is empty (0 bytes): skipped")]);
});
