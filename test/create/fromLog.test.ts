import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { McapIndexedReader } from "@mcap/core";
import { beforeEach, describe, expect, it } from "vitest";
import { loadFormat } from "../../generators/logs/logFormats.js";
import { cutLog, sampleLimit } from "../../generators/logs/scaffold/cutLog.js";
import { scaffoldFromLog } from "../../generators/logs/scaffold/scaffoldFromLog.js";
import { readFormat } from "../logs/formats/readFormat.js";
import { ULogWriter } from "../logs/formats/writeULog.js";
import { tenPoses } from "../logs/odometry.js";
import { writeMcap } from "../logs/writeMcap.js";
import { temporaryFolder } from "../temporary.js";

const fixture = (path: string) =>
  fileURLToPath(new URL(`../fixtures/logs/${path}`, import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

function fromLog(path: string, topics?: string[], whole = false) {
  const { signal } = new AbortController();
  return scaffoldFromLog({ path, topics, choose: undefined, whole, signal });
}

describe("a project made from a log", () => {
  it("has a reader, types, starter metrics by type and the log as its sample", async () => {
    const { formats, files, copies, notes } = await fromLog(fixture("rosbag1/run-lz4.bag"));
    expect(formats).toEqual(["rosbag1"]);
    expect([...files.keys()].sort()).toEqual([
      "src/generated/logs/messages.ts",
      "src/metrics/odom.ts",
      "src/metrics/status.ts",
      "src/read-logs.ts",
      "src/test-metrics.ts",
    ]);
    expect(files.get("src/read-logs.ts")).toContain("formats: [rosbag1]");
    expect(files.get("src/metrics/odom.ts")).toContain(
      "x: (message) => message.pose.pose.position.x",
    );
    expect(files.get("src/metrics/status.ts")).toContain("addStatesOverTimeMetric");
    expect(copies).toEqual([
      { from: fixture("rosbag1/run-lz4.bag"), to: "samples/run-lz4/logs/run-lz4.bag" },
    ]);
    expect(notes.join("\n")).toContain("/odom: distance, speed and path");
  });

  it("has metrics of only the named topics", async () => {
    const { files } = await fromLog(fixture("rosbag1/run-none.bag"), ["/status"]);
    const metrics = [...files.keys()].filter((path) => path.startsWith("src/metrics/"));
    expect(metrics).toEqual(["src/metrics/status.ts"]);
  });

  it("is refused with a list of the existing topics if a named one does not exist", async () => {
    await expect(fromLog(fixture("rosbag1/run-none.bag"), ["/imu"])).rejects.toThrow(
      /no topic \/imu with messages\. It has:\n {2}\/odom {2}nav_msgs\/Odometry/,
    );
  });

  it("asks for the topics on a terminal", async () => {
    const { signal } = new AbortController();
    const offered: unknown[] = [];
    const { files } = await scaffoldFromLog({
      path: fixture("rosbag1/run-none.bag"),
      topics: undefined,
      choose: async (topics) => {
        offered.push(...topics);
        return ["/odom"];
      },
      whole: false,
      signal,
    });
    expect(offered).toEqual([
      { name: "/odom", type: "nav_msgs/Odometry", count: 10 },
      { name: "/status", type: "std_msgs/String", count: 5 },
    ]);
    const metrics = [...files.keys()].filter((path) => path.startsWith("src/metrics/"));
    expect(metrics).toEqual(["src/metrics/odom.ts"]);
  });

  it("is refused with the declared topics if the log contains no messages", async () => {
    const path = join(folder, "empty.mcap");
    await writeFile(path, await writeMcap([{ ...tenPoses(), messages: [] }]));
    await expect(fromLog(path)).rejects.toThrow(
      /empty\.mcap contains no messages\. It declares:\n {2}\/odom {2}nav_msgs\/msg\/Odometry/,
    );
  });
});

describe("a large ULog recording", () => {
  let path: string;
  beforeEach(async () => {
    path = join(folder, "flight.ulg");
    const log = new ULogWriter()
      .format("big:uint64_t timestamp;uint8_t[60000] data;")
      .subscribe(0, "big");
    for (let i = 0; i < 100; i++) {
      const data = Buffer.alloc(60_008);
      data.writeBigUInt64LE(BigInt(i) * 1000n);
      log.data(0, data);
    }
    await writeFile(path, log.bytes());
  });

  it("becomes a sample with its first 5 MB, which is a valid log", async () => {
    const { files, copies, notes } = await fromLog(path);
    expect(copies).toEqual([]);
    expect(notes.join("\n")).toMatch(/contains the first 5\.0 of 6\.0 MB of flight\.ulg; --whole/);
    const sample = files.get("samples/flight/logs/flight.ulg") as Uint8Array;
    expect(sample.length).toBeLessThanOrEqual(sampleLimit);
    await writeFile(join(folder, "cut.ulg"), sample);
    const { read, damages } = await readFormat(await loadFormat("ulog"), join(folder, "cut.ulg"));
    expect(damages).toEqual([]);
    // 83 messages of 60 kB fit into 5 MB.
    expect(read.map(({ stamp }) => stamp)).toEqual(
      Array.from({ length: 83 }, (_, at) => BigInt(at) * 1_000_000n),
    );
  });

  it("is copied with --whole", async () => {
    expect((await fromLog(path, undefined, true)).copies).toEqual([
      { from: path, to: "samples/flight/logs/flight.ulg" },
    ]);
  });
});

describe("a large MCAP recording", () => {
  let path: string;
  const logTimes = Array.from({ length: 150 }, (_, index) => BigInt(index) * 1_000_000n);
  beforeEach(async () => {
    path = join(folder, "run.mcap");
    const messages = logTimes.map((logTime) => {
      // Random bytes, because they cannot be compressed.
      const message = { noise: randomBytes(30_000).toString("base64") };
      return { logTime, data: new TextEncoder().encode(JSON.stringify(message)) };
    });
    const encodings = { schemaEncoding: "", schema: new Uint8Array(), messageEncoding: "json" };
    const topics = ["/a", "/b"].map((topic) => ({ topic, type: "", ...encodings, messages }));
    await writeFile(path, await writeMcap(topics));
  });

  it("becomes a sample with the beginning of the chosen topics", async () => {
    const { files, copies, notes } = await fromLog(path, ["/a"]);
    expect(copies).toEqual([]);
    expect(notes.join("\n")).toMatch(
      /samples\/run contains the first 4\.\d of 12\.\d MB of run\.mcap, with only the chosen topics; --whole copies all of it/,
    );
    const sample = files.get("samples/run/logs/run.mcap") as Uint8Array;
    expect(sample.length).toBeGreaterThan(4_000_000);
    expect(sample.length).toBeLessThanOrEqual(sampleLimit);
    // An indexed reader reads everything that the index lists.
    const reader = await McapIndexedReader.Initialize({
      readable: {
        size: async () => BigInt(sample.length),
        read: async (offset, size) => sample.subarray(Number(offset), Number(offset + size)),
      },
    });
    const read: bigint[] = [];
    for await (const { logTime } of reader.readMessages()) read.push(logTime);
    expect([...reader.channelsById.values()].map(({ topic }) => topic)).toEqual(["/a"]);
    expect(read).toEqual(logTimes.slice(0, Number(reader.statistics?.messageCount)));
    expect(read).toContain(logTimes[100]);
  });

  it("is copied with --whole", async () => {
    expect((await fromLog(path, ["/a"], true)).copies).toEqual([
      { from: path, to: "samples/run/logs/run.mcap" },
    ]);
  });
});

describe("a log that is larger than a sample may be", () => {
  it("is cut at the end of a line if it is text", async () => {
    const path = join(folder, "long.csv");
    const line = (index: number) => `${index},${"1".repeat(100_000)}\n`;
    const lines = ["time,x\n", ...Array.from({ length: 60 }, (_, index) => line(index))];
    await writeFile(path, lines.join(""));
    const { signal } = new AbortController();
    const cut = await cutLog(path, "csv", await loadFormat("csv"), () => true, signal);
    const whole = Math.floor(sampleLimit / line(10).length);
    const shown = (text: string) => text.split("\n").map((one) => one.slice(0, 10));
    expect(shown(Buffer.from(cut).toString())).toEqual(shown(lines.slice(0, 1 + whole).join("")));
  });

  it.each([
    ["rosbag1", "a ROS 1 bag", "rosbag filter"],
    ["rosbag2", "a .db3 file", "ros2 bag convert"],
    ["parquet", "a Parquet file", "COPY"],
    ["json", "a JSON file", "jq"],
  ] as const)(
    "is reported with its size and a hint if it cannot be cut: %s",
    async (name, called, tool) => {
      const path = join(folder, "large");
      await writeFile(path, Buffer.alloc(6_300_000));
      const { signal } = new AbortController();
      const cutting = cutLog(path, name, await loadFormat(name), () => true, signal);
      await expect(cutting).rejects.toMatchObject({
        message: `${path} has 6.3 MB, a sample at most 5 MB, and ${called} cannot be shortened here`,
        hint: expect.stringMatching(new RegExp(`^Copy all of it with --whole, .*${tool}`)),
      });
    },
  );
});
