import { describe, expect, it } from "vitest";
import { compressions, lz4WithBlockChecksums } from "./compress.js";
import { odometryTopic, tenPoses } from "./odometry.js";
import { readAll, warningsOf, xOf } from "./readAll.js";
import { writeMcap } from "./writeMcap.js";

const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const odom = { odom: "nav_msgs/Odometry" };

const switches = [
  "useChunks",
  "useMessageIndex",
  "useSummaryOffsets",
  "repeatChannels",
  "repeatSchemas",
  "useStatistics",
  "useChunkIndex",
] as const;

/** Each of these options on and off, with each of the others. */
const combinations = Array.from({ length: 1 << switches.length }, (_, bits) =>
  Object.fromEntries(switches.map((name, index) => [name, (bits & (1 << index)) !== 0])),
);

describe("an MCAP file as each writer writes it", () => {
  it.each(Object.entries(compressions))(
    "all ten poses, with %s compression",
    async (compression, compress) => {
      for (const options of combinations) {
        const file = await writeMcap([tenPoses()], {
          ...options,
          chunkSize: 2000,
          ...(compress && {
            compressChunk: (chunk) => ({ compression, compressedData: compress(chunk) }),
          }),
        });
        const read = await readAll({ "run.mcap": file }, odom);
        expect(xOf(read.messages), JSON.stringify(options)).toEqual(ten);
        expect(warningsOf(read), JSON.stringify(options)).toEqual([]);
      }
    },
  );

  it("one channel of many, by its index", async () => {
    const others = ["/a", "/b", "/c"].map((topic) => tenPoses(1_700_000_000, topic));
    const file = await writeMcap([...others, tenPoses()], { chunkSize: 2000 });
    const read = await readAll({ "run.mcap": file }, { odom: "/odom" });
    expect(xOf(read.messages)).toEqual(ten);
  });

  it("LZ4 chunks with block checksums", async () => {
    const compressChunk = (chunk: Uint8Array) => ({
      compression: "lz4",
      compressedData: lz4WithBlockChecksums(chunk),
    });
    const file = await writeMcap([tenPoses()], { compressChunk });
    expect(xOf((await readAll({ "run.mcap": file }, odom)).messages)).toEqual(ten);
  });

  it("messages that are not in order of their log times", async () => {
    const times = [3, 1, 2, 0].map((x) => ({
      stamp: BigInt(x) * 10n ** 9n,
      log: BigInt(x) * 10n ** 9n,
      x,
    }));
    for (const useChunkIndex of [true, false]) {
      const file = await writeMcap([odometryTopic(times)], {
        asGiven: true,
        chunkSize: 1,
        useChunkIndex,
      });
      expect(xOf((await readAll({ "run.mcap": file }, odom)).messages)).toEqual([0, 1, 2, 3]);
    }
  });
});

describe("a truncated MCAP file", () => {
  it.each(Object.entries(compressions))(
    "every message before the cut, and a warning, with %s compression",
    async (compression, compress) => {
      const file = await writeMcap([tenPoses()], {
        chunkSize: 2000,
        ...(compress && {
          compressChunk: (chunk) => ({ compression, compressedData: compress(chunk) }),
        }),
      });
      let before = 0;
      for (let length = 2200; length < file.length; length += 97) {
        const read = await readAll(
          { "run.mcap": file.subarray(0, length) },
          { odom: { topic: "/odom", optional: true } },
        );
        const xs = xOf(read.messages);
        expect(xs).toEqual(ten.slice(0, xs.length));
        expect(xs.length).toBeGreaterThanOrEqual(before);
        expect(warningsOf(read)).toEqual([
          expect.stringMatching(/run\.mcap is damaged at byte \d+: the /),
        ]);
        before = xs.length;
      }
      expect(before).toBe(10);
    },
  );

  it("messages of an uncompressed chunk up to the truncated message", async () => {
    const file = await writeMcap([tenPoses()], { chunkSize: 1 << 20 });
    const at = Buffer.from(file).lastIndexOf("base_link");
    const read = await readAll({ "run.mcap": file.subarray(0, at) }, odom);
    expect(xOf(read.messages)).toEqual(ten.slice(0, 9));
  });

  it("an error if damage must be one", async () => {
    const file = await writeMcap([tenPoses()]);
    await expect(
      readAll({ "run.mcap": file.subarray(0, 3000) }, odom, { damaged: "error" }),
    ).rejects.toMatchObject({ name: "DamagedLogError", offset: expect.any(Number) });
  });

  it("up to a chunk that does not match its checksum", async () => {
    const file = await writeMcap([tenPoses()], { chunkSize: 2000 });
    const at = Buffer.from(file).lastIndexOf("base_link");
    file[at] = 0x7a;
    const read = await readAll({ "run.mcap": file }, odom);
    // The last chunk holds two.
    expect(xOf(read.messages)).toEqual(ten.slice(0, 8));
    expect(warningsOf(read)).toEqual([expect.stringContaining("do not match their checksum")]);
  });
});

describe("an MCAP file that cannot be read", () => {
  it("names the compression and its reader", async () => {
    const compressChunk = (chunk: Uint8Array) => ({ compression: "brotli", compressedData: chunk });
    const file = await writeMcap([tenPoses()], { compressChunk });
    await expect(readAll({ "run.mcap": file }, odom)).rejects.toMatchObject({
      name: "UnsupportedLogError",
      message: expect.stringContaining('"brotli"'),
      hint: expect.stringContaining("lz4 and zstd"),
    });
  });

  it("names the topic, time and schema of a message that is shorter than its schema", async () => {
    const topic = tenPoses();
    const messages = topic.messages.map((one, index) =>
      index === 3 ? { ...one, data: one.data.subarray(0, 60) } : one,
    );
    const file = await writeMcap([{ ...topic, messages }]);
    const reading = readAll({ "run.mcap": file }, odom);
    await expect(reading.then(({ messages: read }) => xOf(read))).rejects.toMatchObject({
      name: "MessageError",
      topic: "/odom",
      message: expect.stringMatching(
        /\/odom at 1700000000\.3 s .* cdr by its schema \(nav_msgs\/msg\/Odometry, ros2msg\)/,
      ),
    });
  });

  it("names a schema that does not parse, and only when its topic is read", async () => {
    const bad = {
      ...tenPoses(1_700_000_000, "/bad"),
      type: "a/msg/Bad",
      schema: Buffer.from("float64 [ x"),
    };
    const file = await writeMcap([bad, tenPoses()]);
    expect(xOf((await readAll({ "run.mcap": file }, odom)).messages)).toEqual(ten);
    await expect(readAll({ "run.mcap": file }, { bad: "/bad" })).rejects.toMatchObject({
      name: "SchemaError",
      message: expect.stringContaining("the schema of /bad (a/msg/Bad) is not valid ros2msg"),
    });
  });

  it("names a declared topic without messages", async () => {
    const file = await writeMcap([{ ...tenPoses(), messages: [] }]);
    const read = await readAll({ "run.mcap": file }, odom);
    expect(read.messages).toEqual([]);
  });
});
