import type { Log } from "@metrics-project/runtime";
import { type LogMessage, openLogs } from "@metrics-project/runtime/logs";
import { mcap } from "@metrics-project/runtime/logs/mcap";
import { describe, expect, it } from "vitest";
import { tenPoses } from "./odometry.js";
import { readAll, warningsOf, writeLogs, xOf } from "./readAll.js";
import { type McapTopic, writeMcap } from "./writeMcap.js";

const second = 1_000_000_000n;

/** Ten poses whose bytes are changed. */
function posesWith(change: (bytes: Uint8Array) => Uint8Array): McapTopic {
  const topic = tenPoses();
  const messages = topic.messages.map((one) => ({ ...one, data: change(one.data.slice()) }));
  return { ...topic, messages };
}

async function read(...topics: McapTopic[]) {
  const [first] = topics;
  const file = await writeMcap(topics);
  const all = await readAll({ "run.mcap": file }, { it: { topic: first?.topic ?? "" } });
  // Messages are decoded when they are needed.
  return { ...all, decoded: all.messages.map(({ message }) => message) };
}

/** A number of each message, and the warnings after all of them are decoded. */
async function decodeAll(file: Uint8Array, topic: string, of: (message: unknown) => number) {
  const warnings: string[] = [];
  const log: Log = {
    level: "warn",
    warn: (line) => void warnings.push(line),
    info: () => {},
    debug: () => {},
  };
  const folder = await writeLogs({ "run.mcap": file });
  await using logs = await openLogs(folder, { formats: [mcap], log });
  const { value } = await logs.columns(topic, { value: of });
  return { values: [...value], warnings };
}

describe("messages of another version of their type", () => {
  it("that are longer than their schema are read, with a warning", async () => {
    const file = await writeMcap([posesWith((bytes) => Buffer.concat([bytes, Buffer.alloc(20)]))]);
    const { values, warnings } = await decodeAll(file, "/odom", (message) =>
      Number(xOf([{ message } as LogMessage])[0]),
    );
    expect(values).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(warnings).toEqual([
      expect.stringContaining("has 10 messages with up to 20 bytes more than their schema"),
    ]);
  });

  it("with the bytes that middleware adds for alignment: no warning", async () => {
    const file = await writeMcap([posesWith((bytes) => Buffer.concat([bytes, Buffer.alloc(3)]))]);
    expect((await decodeAll(file, "/odom", () => 0)).warnings).toEqual([]);
  });
});

describe("messages in CDR", () => {
  it.each([
    [0x02, "parameters, big-endian"],
    [0x03, "parameters, little-endian"],
    [0x09, "a delimiter"],
    [0x0b, "parameters of XCDR 2"],
  ])("with a header of kind %i (%s) are refused instead of misread", async (kind) => {
    const topic = posesWith((bytes) => {
      bytes[1] = kind;
      return bytes;
    });
    await expect(read(topic)).rejects.toMatchObject({
      name: "MessageError",
      message: expect.stringContaining(
        `its CDR header is 0x00${kind.toString(16).padStart(2, "0")}`,
      ),
    });
  });

  it("with a header whose stamp is a number take the log's time", async () => {
    const value = (x: number) => Buffer.from(new Float64Array([x]).buffer);
    const schema = "my/Header header\nfloat64 x\n===\nMSG: my/Header\nfloat64 stamp\n";
    const { messages, decoded } = await read({
      topic: "/t",
      type: "my/msg/T",
      schemaEncoding: "ros2msg",
      schema: Buffer.from(schema),
      messageEncoding: "cdr",
      messages: [1, 2].map((index) => ({
        logTime: BigInt(index) * second,
        data: Buffer.concat([Buffer.from([0, 1, 0, 0]), value(5.5 + index), value(index)]),
      })),
    });
    expect(messages.map(({ time }) => time)).toEqual([second, 2n * second]);
    expect(decoded).toEqual([
      { header: { stamp: 6.5 }, x: 1 },
      { header: { stamp: 7.5 }, x: 2 },
    ]);
  });
});

describe("messages in JSON", () => {
  const topicOf = (text: string): McapTopic => ({
    topic: "/t",
    type: "",
    schemaEncoding: "",
    schema: Buffer.from(""),
    messageEncoding: "json",
    messages: [{ logTime: second, data: Buffer.from(text) }],
  });

  it.each([
    ['{"x":1,"x":2}', '"x"'],
    ['{"a":[{"y":1},{"y":2}],"p":{"x":{"x":1},"b":"x:{","x":2}}', '"x"'],
  ])("%s: a warning about the key that occurs twice", async (text, key) => {
    const file = await writeMcap([topicOf(text)]);
    const { warnings } = await decodeAll(file, "/t", () => 0);
    expect(warnings).toEqual([expect.stringContaining(`has the key ${key} twice in one object`)]);
  });

  it("with the same keys in several objects: no warning", async () => {
    const file = await writeMcap([topicOf('{"x":{"x":[{"x":"\\"x\\":"},{"x":2}]}}')]);
    expect((await decodeAll(file, "/t", () => 0)).warnings).toEqual([]);
  });

  it("a number that would become infinite is an error", async () => {
    await expect(read(topicOf('{"x":-1e999}'))).rejects.toThrow("-1e999 is too large for a number");
  });
});

describe("messages of a channel that the file does not declare", () => {
  it("are reported", async () => {
    const plain = {
      useChunks: false,
      useStatistics: false,
      useSummaryOffsets: false,
      repeatChannels: false,
      repeatSchemas: false,
    };
    const file = await writeMcap([tenPoses()], plain);
    for (let at = 8; at < file.length - 8; at += 9 + Number(file.readBigUInt64LE(at + 1))) {
      if (file[at] === 0x04) file.writeUInt16LE(77, at + 9);
    }
    const all = await readAll({ "run.mcap": file }, { it: { topic: "/odom", optional: true } });
    expect(all.messages).toEqual([]);
    expect(warningsOf(all)).toEqual([
      expect.stringMatching(/10 messages of channel \d+, which the file does not declare/),
    ]);
  });
});
