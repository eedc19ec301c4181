import { openLogs } from "@metrics-project/runtime/logs";
import { csv, csvWith } from "@metrics-project/runtime/logs/csv";
import { json } from "@metrics-project/runtime/logs/json";
import { jsonl } from "@metrics-project/runtime/logs/jsonl";
import { describe, expect, it } from "vitest";
import { readAll, warningsOf, writeLogs } from "./readAll.js";

const formats = [jsonl, json, csv];

/** The rows of a file, with their times. */
async function rows(
  content: string | Uint8Array,
  name = "log.csv",
  options: Parameters<typeof readAll>[2] = {},
) {
  const topic = name.replace(/\.\w+$/, "");
  const all = await readAll({ [name]: content }, { it: { topic } }, { formats, ...options });
  return { ...all, rows: all.messages.map(({ time, message }) => [time, message] as const) };
}

const twoRows = [
  [1_500_000_000n, { time: 1.5, x: 0.25, name: "a b" }],
  [2_000_000_000n, { time: 2, x: -3, name: "c" }],
];

const comma = "time,x,name\n1.5,0.25,a b\n2,-3,c\n";
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");

describe("a text table", () => {
  it.each<[string, string | Uint8Array]>([
    ["commas", comma],
    ["semicolons and decimal commas", "time;x;name\n1,5;0,25;a b\n2;-3;c\n"],
    ["tabs", comma.replaceAll(",", "\t")],
    ["bars", comma.replaceAll(",", "|")],
    ["quotes", '"time","x","name"\n"1.5","0.25","a b"\n"2","-3","c"\n'],
    ["a byte order mark", `\uFEFF${comma}`],
    ["UTF-16", utf16(comma)],
    ["UTF-16, big-endian", Buffer.from(utf16(comma)).swap16()],
    ["Windows line ends", comma.replaceAll("\n", "\r\n")],
    ["a header behind #", `# made by hand\n#${comma}`],
    ["a separator for Excel", `sep=,\n${comma}`],
    ["blank lines", comma.replaceAll("\n", "\n\n")],
    ["no line end at the end", comma.trimEnd()],
    ["blanks behind commas", comma.replaceAll(",", ", ")],
  ])("with %s", async (_, content) => {
    const read = await rows(content);
    expect(
      read.rows.map(([time, row]) => [
        time,
        { ...(row as object), name: String((row as { name: string }).name).trim() },
      ]),
    ).toEqual(twoRows);
    expect(warningsOf(read)).toEqual([]);
  });

  it.each<[string, string, bigint, object]>([
    [
      "EuRoC's header and nanoseconds",
      "#timestamp [ns],p_RS_R_x [m],q_RS_w []\n1403636580838555648,4.688,0.5\n1403636580843555328,4.689,0.5\n",
      1_403_636_580_838_555_648n,
      { timestamp: 1_403_636_580_838_555_648n, p_RS_R_x: 4.688, q_RS_w: 0.5 },
    ],
    [
      "rostopic echo -p",
      "%time,field.header.seq,field.header.stamp,field.pose.x\n1403636580838555648,1,1403636580838555000,1.5\n",
      1_403_636_580_838_555_000n,
      { "header.seq": 1, "pose.x": 1.5 },
    ],
    [
      "a trajectory of TUM",
      "1305031098.6659 1.3563 0.6305 1.6380 0.6132 0.5962 -0.3311 -0.3986\n1305031098.6758 1 1 1 0 0 0 1\n",
      1_305_031_098_665_900_000n,
      { tx: 1.3563, qw: -0.3986 },
    ],
    [
      "times in a pair of columns",
      "header.stamp.sec,header.stamp.nanosec,x\n7,8,1\n8,9,1\n",
      7_000_000_008n,
      { x: 1 },
    ],
    ["a time of a unit in its name", "t_ms,x\n1500,1\n1600,1\n", 1_500_000_000n, { x: 1 }],
    ["a date", "date,x\n2026-01-05T09:00:00.123456789Z,1\n", 1_767_603_600_123_456_789n, { x: 1 }],
    ["scientific notation", "time,x\n1.5e0,1e-3\n2.5e0,1\n", 1_500_000_000n, { x: 0.001 }],
  ])("%s", async (_, content, time, row) => {
    const read = await rows(content);
    expect(read.rows[0]?.[0]).toBe(time);
    expect(read.rows[0]?.[1]).toMatchObject(row);
    expect(warningsOf(read)).toEqual([]);
  });

  it("KITTI's matrices, with the times from the file beside them", async () => {
    const matrix = "1 0 0 1.5 0 1 0 2 0 0 1 3\n";
    const files = { "00.txt": matrix.repeat(3), "times.txt": "0.0\n1.037359e-01\n2.073381e-01\n" };
    const { messages } = await readAll(files, { it: { columns: ["tx", "ty", "tz"] } }, { formats });
    expect(messages.map(({ time }) => time)).toEqual([0n, 103_735_900n, 207_338_100n]);
    expect(messages[0]?.message).toMatchObject({ r11: 1, tx: 1.5, ty: 2, tz: 3 });
  });

  it.each([
    [
      "milliseconds",
      "time,x\n1700000000000,0\n1700000000100,1\n",
      "look like milliseconds",
      100_000_000n,
    ],
    [
      "nanoseconds",
      "time,x\n1700000000000000000,0\n1700000000100000000,1\n",
      "look like nanoseconds",
      100_000_000n,
    ],
  ])(
    "times in %s that do not say so: a warning, and read as such",
    async (_, content, words, step) => {
      const read = await rows(content);
      expect(warningsOf(read)).toEqual([expect.stringContaining(words)]);
      const [one, two] = read.messages;
      expect((two?.time ?? 0n) - (one?.time ?? 0n)).toBe(step);
    },
  );

  it("milliseconds since the start: a question", async () => {
    const content = `time,x\n${Array.from({ length: 20 }, (_, index) => `${index * 100},1`).join("\n")}\n`;
    expect(warningsOf(await rows(content))).toEqual([
      expect.stringContaining("Should this be milliseconds?"),
    ]);
    const told = await rows(content, "log.csv", { formats: [csvWith({ timeUnit: "ms" })] });
    expect(warningsOf(told)).toEqual([]);
    expect(told.messages[1]?.time).toBe(100_000_000n);
  });

  it("no time at all: a warning", async () => {
    expect(warningsOf(await rows("a,b\n1,2\n3,4\n"))).toEqual([
      expect.stringContaining("has no time column"),
    ]);
  });

  it("empty and missing numbers are NaN, no zeros", async () => {
    const read = await rows("time,x,y\n0,,1\n1,nan,2\n2,-inf,3\n3,1,4\n");
    expect(read.messages.map(({ message }) => (message as { x: number }).x)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      1,
    ]);
  });

  it("a word among numbers is named with its line", async () => {
    const many = Array.from(
      { length: 200 },
      (_, index) => `${index},${index === 150 ? "oops" : index}`,
    );
    const reading = rows(`time,x\n${many.join("\n")}\n`);
    await expect(reading).rejects.toThrow(/x in line 152 is not a number: "oops"/);
  });

  it("a last line that is cut off is left out and named", async () => {
    const read = await rows("time,x,y\n0,1,2\n1,3");
    expect(read.messages).toHaveLength(1);
    expect(warningsOf(read)).toEqual([expect.stringContaining("the last line has 2 of 3 cells")]);
  });

  it("a header alone is a table without rows", async () => {
    expect((await rows("time,x\n")).messages).toEqual([]);
  });

  it("parts of one log form one table", async () => {
    const part = (from: number) => `time,x\n${from},1\n${from + 1},2\n`;
    const { messages } = await readAll(
      { "run_2.csv": part(0), "run_10.csv": part(5) },
      { it: { columns: ["x"] } },
      { formats },
    );
    expect(messages.map(({ time }) => Number(time / 1_000_000_000n))).toEqual([0, 1, 5, 6]);
  });
});

describe("JSON", () => {
  const exact = '{"time":1700000000.123456789,"id":9007199254740993,"s":"1234567890123456789"}';

  it.each([
    ["lines", "log.jsonl", `${exact}\n${exact.replace("1700000000", "1700000001")}\n`],
    ["a list", "log.json", `[${exact},\n ${exact.replace("1700000000", "1700000001")}]`],
    ["one object", "log.json", exact],
  ])("%s: exact times and integers", async (_, name, content) => {
    const read = await rows(content, name);
    expect(read.rows[0]).toEqual([
      1_700_000_000_123_456_789n,
      { time: 1700000000.1234567, id: 9_007_199_254_740_993n, s: "1234567890123456789" },
    ]);
  });

  it("the stamp of a header", async () => {
    const read = await rows('{"header":{"stamp":{"sec":7,"nanosec":8}},"x":1}\n', "log.jsonl");
    expect(read.messages[0]?.time).toBe(7_000_000_008n);
  });

  it.each(["NaN", "Infinity", "-Infinity"])("%s is named with its line", async (word) => {
    await expect(rows(`{"time":1,"x":0}\n{"time":2,"x":${word}}\n`, "log.jsonl")).rejects.toThrow(
      new RegExp(`line 2: ${word} is not JSON`),
    );
  });

  it("a last line that is cut off is left out and named", async () => {
    const read = await rows('{"time":1,"x":0}\n{"time":2,"x"', "log.jsonl");
    expect(read.messages).toHaveLength(1);
    expect(warningsOf(read)).toEqual([expect.stringContaining("the last line is truncated")]);
  });

  it("a truncated list is named", async () => {
    await expect(rows('[{"time":1}', "log.json", { formats: [json] })).rejects.toThrow(
      /log\.json is not JSON/,
    );
  });
});

it("a table of a hundred thousand columns is opened, and listed shortly", async () => {
  const header = Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(",");
  const folder = await writeLogs({ "a.csv": `${header}\n` });
  await using logs = await openLogs(folder, { formats });
  await expect(async () => {
    for await (const _ of logs.read({ x: "/x" }));
  }).rejects.toThrow(/^.{1,2000}$/s);
});
