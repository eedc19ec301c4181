import { execFileSync } from "node:child_process";
import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openLogs } from "@metrics-project/runtime/logs";
import { csv } from "@metrics-project/runtime/logs/csv";
import { mcap } from "@metrics-project/runtime/logs/mcap";
import lz4 from "lz4js";
import { describe, expect, it } from "vitest";
import { zstdFrame } from "./compress.js";
import { odometryTopic, tenPoses } from "./odometry.js";
import { readAll, readFolder, warningsOf, writeLogs, xOf } from "./readAll.js";
import { writeMcap } from "./writeMcap.js";

const start = 1_700_000_000;
const odom = { odom: "/odom" };

describe("choosing topics", () => {
  it.each(["nav_msgs/Odometry", "nav_msgs/msg/Odometry", "nav_msgs.Odometry"])(
    "by type: %s",
    async (type) => {
      const { messages } = await readAll(
        { "run.mcap": await writeMcap([tenPoses()]) },
        { it: type },
      );
      expect(messages.map(({ topic, name }) => [topic, name])).toEqual(
        Array(10).fill(["it", "/odom"]),
      );
    },
  );

  it("two of one type are an error that lists them", async () => {
    const file = await writeMcap([tenPoses(start, "/wheel/odom"), tenPoses(start, "/truth/odom")]);
    await expect(readAll({ "run.mcap": file }, { it: "nav_msgs/Odometry" })).rejects.toMatchObject({
      name: "TopicError",
      message: expect.stringMatching(
        /has 2 topics of type nav_msgs\/Odometry[\s\S]*\/wheel\/odom[\s\S]*\/truth\/odom/,
      ),
    });
  });

  it.each([
    ["first", 10],
    ["all", 20],
  ] as const)("two of one type with which: %s", async (which, count) => {
    const file = await writeMcap([tenPoses(start, "/wheel/odom"), tenPoses(start, "/truth/odom")]);
    const { messages } = await readAll(
      { "run.mcap": file },
      { it: { type: "nav_msgs/Odometry", which } },
    );
    expect(messages).toHaveLength(count);
  });

  it("a missing one is an error that lists the existing ones, or nothing if it is optional", async () => {
    const files = { "run.mcap": await writeMcap([tenPoses()]) };
    await expect(readAll(files, { plan: "/plan" })).rejects.toThrow(
      /has no topic \/plan \(for "plan"\)\. Its topics:\n {2}\/odom \(nav_msgs\/msg\/Odometry, 10 messages\)/,
    );
    const { messages } = await readAll(files, {
      ...odom,
      plan: { topic: "/plan", optional: true },
    });
    expect(messages).toHaveLength(10);
  });

  it("a topic with quotes and backticks in its name", async () => {
    const name = "/a\"b'c`d\n";
    const { messages } = await readAll(
      { "run.mcap": await writeMcap([tenPoses(start, name)]) },
      { it: name },
    );
    expect(messages).toHaveLength(10);
  });
});

describe("several files", () => {
  it("parts of a split recording are one, in the order of their numbers", async () => {
    const files = {
      "run_10.mcap": await writeMcap([tenPoses(start + 2)]),
      "run_9.mcap": await writeMcap([tenPoses(start + 1)]),
      "run_8.mcap": await writeMcap([tenPoses(start)]),
    };
    const { messages } = await readAll(files, odom);
    expect(messages).toHaveLength(30);
    const times = messages.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => Number(a - b)));
  });

  it.each([
    ["of the same time and numbers", ["robot_1.mcap", "robot_2.mcap"], start],
    ["of other names", ["a.mcap", "b.mcap"], start + 5],
    ["of other folders", ["r1/run.mcap", "r2/run.mcap"], start],
  ])(
    "two robots' files %s: an error that says how to choose",
    async (_, [one = "", two = ""], second) => {
      const files = {
        [one]: await writeMcap([tenPoses(start)]),
        [two]: await writeMcap([tenPoses(second)]),
      };
      await expect(readAll(files, odom)).rejects.toMatchObject({
        name: "TopicError",
        message: expect.stringContaining("has 2 topics /odom"),
        hint: expect.stringContaining("file:"),
      });
      const { messages } = await readAll(files, { odom: { topic: "/odom", file: two } });
      expect(new Set(messages.map(({ file }) => file.endsWith(two)))).toEqual(new Set([true]));
      expect(messages).toHaveLength(10);
    },
  );

  it("topics of several files are sorted by time", async () => {
    const every = (offset: bigint, topic: string) =>
      odometryTopic(
        Array.from({ length: 50 }, (_, index) => {
          const time = BigInt(start) * 1_000_000_000n + BigInt(index) * 100_000_000n + offset;
          return { stamp: time, log: time + 30_000_000n };
        }),
        topic,
      );
    const files = {
      "a.mcap": await writeMcap([every(0n, "/a"), every(20n, "/b")]),
      "b.mcap": await writeMcap([every(10n, "/c")]),
      "c.csv": `t,x\n${Array.from({ length: 50 }, (_, index) => `${start}.${index},${index}`).join("\n")}\n`,
    };
    const selection = { a: "/a", b: "/b", c: "/c", table: { columns: ["x"] } };
    const { messages } = await readAll(files, selection, { formats: [mcap, csv], onReset: "keep" });
    expect(messages).toHaveLength(200);
    const recordings = messages.filter(({ topic }) => topic !== "table").map(({ time }) => time);
    expect(recordings).toEqual([...recordings].sort((a, b) => Number(a - b)));
  });
});

describe("foreign neighbors", () => {
  it("are passed over and named at debug level, but an empty recording is a warning", async () => {
    const folder = await writeLogs({
      "run.mcap": await writeMcap([tenPoses()]),
      "imu.csv": "t,ax\n0,1\n",
      "._run.mcap": Buffer.from([0, 5, 0x16, 7, 0, 2, 0, 0]),
      "run_1.mcap": "",
      "notes.txt": "hello",
    });
    await mkdir(join(folder, "dir.mcap"));
    const all = await readFolder(folder, odom);
    expect(xOf(all.messages)).toHaveLength(10);
    // A recording without bytes was probably lost; the others were never logs of this format.
    expect(warningsOf(all)).toEqual([
      expect.stringMatching(/run_1\.mcap is empty \(0 bytes\): skipped/),
    ]);
    const said = all.lines.join("\n");
    expect(said).toMatch(/imu\.csv seems to be a text table/);
    expect(said).toMatch(/\._run\.mcap seems to be AppleDouble/);
  });

  it.each([
    ["run.mcap.zst", zstdFrame, "zstd", "zstd -d run.mcap.zst"],
    ["run 1.db3.gz", gzipSync, "gzip", "gunzip --keep 'run 1.db3.gz'"],
    ["run.bag.lz4", lz4.compress, "an LZ4 frame", "lz4 -d run.bag.lz4"],
  ])(
    "%s is named with a tool to unpack it, and a warning if others are read",
    async (name, pack, kind, command) => {
      const file = await writeMcap([tenPoses()]);
      const packed = { [name]: pack(file) };
      const words = `${name} is compressed (${kind}) and cannot be read directly. Unpack it first: ${command}`;
      await expect(readAll(packed, odom)).rejects.toThrow(words);
      const all = await readAll({ ...packed, "run.mcap": file }, odom);
      expect(warningsOf(all)).toEqual([expect.stringContaining(words)]);
    },
  );

  it("a packed file without a recording's name is named at debug level", async () => {
    const files = { "run.mcap": await writeMcap([tenPoses()]), "rosout.txt.gz": gzipSync("hello") };
    const all = await readAll(files, odom);
    expect(warningsOf(all)).toEqual([]);
    expect(all.lines.join("\n")).toContain("rosout.txt.gz is compressed (gzip)");
  });

  it("are listed by content if there is nothing else", async () => {
    const files = { "a.mcap": '{"time":1}\n{"time":2}\n', "b.csv": await writeMcap([tenPoses()]) };
    await expect(readAll(files, odom, { formats: [csv] })).rejects.toThrow(
      /has no recording in one of the given formats \(CSV\)[\s\S]*a\.mcap seems to be JSON lines \(@metrics-project\/runtime\/logs\/jsonl[\s\S]*b\.csv seems to be MCAP/,
    );
  });
});

describe("files that are not recordings", () => {
  it.each([
    ["an empty folder", async () => await writeLogs({}), "It has no files"],
    [
      "a path that is not there",
      async () => join(await writeLogs({}), "gone"),
      "it does not exist",
    ],
    [
      "an empty file",
      async () => join(await writeLogs({ "a.mcap": "" }), "a.mcap"),
      "is empty (0 bytes)",
    ],
    [
      "a pipe",
      async () => {
        const folder = await writeLogs({});
        execFileSync("mkfifo", [join(folder, "a.mcap")]);
        return folder;
      },
      "is a pipe, not a file",
    ],
    [
      "a circle of links",
      async () => {
        const folder = await writeLogs({});
        await symlink(folder, join(folder, "again"));
        await symlink("b", join(folder, "a"));
        await symlink("a", join(folder, "b"));
        return folder;
      },
      "is a link to one of its parent folders",
    ],
    [
      "a few bytes of the right kind",
      async () => await writeLogs({ "a.mcap": Buffer.from([0x89, 0x4d]) }),
      "seems to be",
    ],
  ])("%s: a clear error", async (_, make, words) => {
    const path = await make();
    await expect(openLogs(path, { formats: [mcap] })).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringContaining(words),
    });
  });

  it.skipIf(process.getuid?.() === 0)("a file that may not be read is named", async () => {
    const folder = await writeLogs({ "run.mcap": await writeMcap([tenPoses()]), "no.mcap": "x" });
    await chmod(join(folder, "no.mcap"), 0);
    const all = await readFolder(folder, odom);
    expect(warningsOf(all)).toEqual([
      expect.stringContaining("no.mcap cannot be read: permission denied"),
    ]);
  });

  it("a file with nothing after its magic bytes is read as truncated", async () => {
    const file = await writeMcap([tenPoses()]);
    const all = await readAll(
      { "run.mcap": file.subarray(0, 8) },
      { odom: { topic: "/odom", optional: true } },
    );
    expect(warningsOf(all)).toEqual([expect.stringContaining("is damaged at byte 8")]);
  });
});

describe("the user's own exception", () => {
  it("is never relabelled", async () => {
    const folder = await writeLogs({ "run.mcap": await writeMcap([tenPoses()]) });
    await using logs = await openLogs(folder, { formats: [mcap] });
    const mine = new TypeError("mine");
    const reading = (async () => {
      for await (const _ of logs.read(odom)) throw mine;
    })();
    await expect(reading).rejects.toBe(mine);
    const columns = logs.columns("/odom", {
      x: () => {
        throw mine;
      },
    });
    await expect(columns).rejects.toBe(mine);
  });
});

describe("columns", () => {
  it("are numbers and exact times", async () => {
    const folder = await writeLogs({ "run.mcap": await writeMcap([tenPoses()]) });
    await using logs = await openLogs<{ "/odom": { pose: { pose: { position: { x: number } } } } }>(
      folder,
      {
        formats: [mcap],
      },
    );
    const { time, x } = await logs.columns("/odom", { x: (m) => m.pose.pose.position.x });
    expect(x).toEqual(Float64Array.from({ length: 10 }, (_, index) => index));
    expect(time.at(-1)).toBe(1_700_000_000_900_000_000n);
  });

  it("refuse values that are not numbers", async () => {
    const folder = await writeLogs({ "a.csv": "time,x\n0,one\n1,two\n" });
    await using logs = await openLogs(folder, { formats: [csv] });
    await expect(logs.columns({ columns: ["x"] }, { x: (row) => row.x })).rejects.toThrow(
      /x at 0 s is not a number: "one"/,
    );
  });
});
