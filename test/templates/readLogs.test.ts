import { describe, expect, it } from "vitest";
import { readLogs } from "./readLogs.js";

const readers = [
  {
    kind: "csv",
    file: "time,x,y,z\n1.5,1,2,3\n2,4,5,6\n",
    next: "time,x,y,z\n3,7,8,9\n",
    broken: "time,x,y,z\n1,2,3,4\n2,oops,3,4\n",
  },
  {
    kind: "jsonl",
    file: '{"time":1.5,"x":1,"y":2,"z":3}\n{"time":2,"x":4,"y":5,"z":6}\n',
    next: '{"time":3,"x":7,"y":8,"z":9}\n',
    broken: '{"time":1,"x":2,"y":3,"z":4}\n{"time":2,"x":"oops","y":3,"z":4}\n',
  },
] as const;

describe.each(readers)("the $kind reader", ({ kind, file, next, broken }) => {
  it("reads poses", async () => {
    expect(await readLogs(kind, { [`any.${kind}`]: file })).toEqual([
      { time: 1_500_000_000n, x: 1, y: 2, z: 3, speed: undefined },
      { time: 2_000_000_000n, x: 4, y: 5, z: 6, speed: undefined },
    ]);
  });

  it("reads every file of its kind, in the order of their numbers, and no other", async () => {
    const files = {
      [`sub/run_10.${kind}`]: next,
      [`sub/run_2.${kind.toUpperCase()}`]: file,
      "notes.txt": "not a log",
    };
    const poses = await readLogs(kind, files);
    expect(poses.map(({ x }) => x)).toEqual([1, 4, 7]);
  });

  it("takes empty lines and Windows line ends", async () => {
    const poses = await readLogs(kind, { [`a.${kind}`]: `${file.replaceAll("\n", "\r\n")}\r\n` });
    expect(poses).toHaveLength(2);
  });

  it("keeps the microseconds of a date", async () => {
    const dated = file.replace("1.5", "1305031102.160407");
    const [pose] = await readLogs(kind, { [`a.${kind}`]: dated });
    expect(pose?.time).toBe(1_305_031_102_160_407_000n);
  });

  it("names file, line and value where a value is no number", async () => {
    await expect(readLogs(kind, { [`a.${kind}`]: broken })).rejects.toThrow(
      new RegExp(`a\\.${kind}:[23]: x is no number: "?oops`),
    );
  });

  it("says so where there is no log", async () => {
    await expect(readLogs(kind, { "notes.txt": "" })).rejects.toThrow(`no .${kind} file in`);
  });

  it("stops when asked to", async () => {
    await expect(readLogs(kind, { [`a.${kind}`]: file }, AbortSignal.abort())).rejects.toThrow();
  });
});

describe("the csv reader", () => {
  it("finds columns by name, wherever they stand", async () => {
    const [pose] = await readLogs("csv", {
      "a.csv": '\uFEFF"z", "mode" ,x,y,time\n3,auto,1,2,9\n',
    });
    expect(pose).toEqual({ time: 9_000_000_000n, x: 1, y: 2, z: 3, speed: undefined });
  });

  it.each([
    ["time,x,y\n", "has no column z; it has time, x, y"],
    ["", "is empty"],
    ["time,x,y,z\n1,2,,4\n", "y is no number: "],
    ["time,x,y,z\n1,2\n", "y is no number: the line ends before it"],
  ])("refuses %j", async (text, message) => {
    await expect(readLogs("csv", { "a.csv": text })).rejects.toThrow(message);
  });
});

describe("the jsonl reader", () => {
  it.each([
    ["{", ":1 is no JSON: {"],
    ["null", ":1: time is no number: it is missing"],
    ['{"time":1,"x":null}', ":1: x is no number: null"],
  ])("refuses %j", async (text, message) => {
    await expect(readLogs("jsonl", { "a.jsonl": text })).rejects.toThrow(message);
  });
});
