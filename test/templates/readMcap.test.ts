import { parse } from "@foxglove/rosmsg";
import { MessageWriter } from "@foxglove/rosmsg2-serialization";
import lz4 from "lz4js";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { describe, expect, it } from "vitest";
import { readLogs } from "./readLogs.js";
import { type McapTopic, writeMcap, zstdFrame } from "./writeMcap.js";

const odometry = [1, 2, 3].map((x) => ({
  pose: { pose: { position: { x, y: 0, z: 0 } } },
  twist: { twist: { linear: { x: 3, y: 4, z: 0 } } },
}));
const poses = [1, 2, 3].map((x) => ({ time: BigInt(x) * 10n ** 9n, x, y: 0, z: 0, speed: 5 }));

const json: McapTopic = {
  topic: "/odom",
  type: "nav_msgs/Odometry",
  schemaEncoding: "jsonschema",
  schema: new TextEncoder().encode("{}"),
  messageEncoding: "json",
  messages: odometry.map((message) => new TextEncoder().encode(JSON.stringify(message))),
};

const definition = `Wrapped pose
Turning twist
===
MSG: nav_msgs/Wrapped
Inner pose
===
MSG: nav_msgs/Inner
Vector position
===
MSG: nav_msgs/Turning
Turn twist
===
MSG: nav_msgs/Turn
Vector linear
===
MSG: nav_msgs/Vector
float64 x
float64 y
float64 z`;
const cdrWriter = new MessageWriter(parse(definition, { ros2: true }));
const cdr: McapTopic = {
  ...json,
  type: "nav_msgs/msg/Odometry",
  schemaEncoding: "ros2msg",
  schema: new TextEncoder().encode(definition),
  messageEncoding: "cdr",
  messages: odometry.map((message) => cdrWriter.writeMessage(message)),
};

const { root } = protobuf.parse(`
  syntax = "proto3";
  package nav_msgs;
  message Vector { double x = 1; double y = 2; double z = 3; }
  message Inner { Vector position = 1; }
  message Wrapped { Inner pose = 1; }
  message Turn { Vector linear = 1; }
  message Turning { Turn twist = 1; }
  message Odometry { Wrapped pose = 1; Turning twist = 2; }
`);
root.resolveAll();
const protobufType = root.lookupType("nav_msgs.Odometry");
const descriptors = root.toDescriptor("proto3");
const protobufTopic: McapTopic = {
  ...json,
  type: "nav_msgs.Odometry",
  schemaEncoding: "protobuf",
  schema: descriptors.$type.encode(descriptors).finish(),
  messageEncoding: "protobuf",
  messages: odometry.map((message) => protobufType.encode(message).finish()),
};

describe("the mcap reader", () => {
  it.each([
    ["JSON", json],
    ["CDR", cdr],
    ["Protobuf", protobufTopic],
  ])("decodes %s", async (_, topic) => {
    const other = { ...json, topic: "/other", type: "std_msgs/String" };
    const file = await writeMcap([other, topic]);
    expect(await readLogs("mcap", { "any name.mcap": file })).toEqual(poses);
  });

  it.each([
    ["zstd", zstdFrame],
    ["lz4", (bytes: Uint8Array) => lz4.compress(bytes)],
  ])("reads chunks compressed with %s", async (compression, compress) => {
    const file = await writeMcap([cdr], {
      chunkSize: 1,
      compressChunk: (chunk) => ({ compression, compressedData: compress(chunk) }),
    });
    expect(await readLogs("mcap", { "a.mcap": file })).toEqual(poses);
  });

  it("leaves the speed to the positions where there is no twist", async () => {
    const messages = odometry.map(({ pose }) => new TextEncoder().encode(JSON.stringify({ pose })));
    const file = await writeMcap([{ ...json, messages }]);
    const [pose] = await readLogs("mcap", { "a.mcap": file });
    expect(pose?.speed).toBeUndefined();
  });

  it("reads a recording's parts in the order of their numbers", async () => {
    const part = (x: number) => {
      const message = { pose: { pose: { position: { x, y: 0, z: 0 } } } };
      return writeMcap([
        { ...json, messages: [new TextEncoder().encode(JSON.stringify(message))] },
      ]);
    };
    const files = { "run_10.mcap": await part(10), "run_9.mcap": await part(9) };
    expect((await readLogs("mcap", files)).map(({ x }) => x)).toEqual([9, 10]);
  });

  it("lists the topics that it saw where the wanted one is absent", async () => {
    const file = await writeMcap([{ ...json, topic: "/chatter", type: "std_msgs/String" }]);
    await expect(readLogs("mcap", { "a.mcap": file })).rejects.toThrow(
      /has no topic of type nav_msgs\/Odometry\. Its topics:\n {2}\/chatter \(std_msgs\/String\)/,
    );
  });

  it("says which encodings it cannot decode", async () => {
    const file = await writeMcap([{ ...json, messageEncoding: "ros1", schemaEncoding: "ros1msg" }]);
    await expect(readLogs("mcap", { "a.mcap": file })).rejects.toThrow(
      "holds ros1 messages, ros1msg schema, which src/read-logs.ts cannot decode",
    );
  });

  it("says so where there is no log", async () => {
    await expect(readLogs("mcap", {})).rejects.toThrow("no .mcap file in");
  });

  it.each([
    ["cut off in the index", (file: Uint8Array) => file.subarray(0, file.length - 20)],
    ["cut off in the messages", (file: Uint8Array) => file.subarray(0, 200)],
    ["empty", () => new Uint8Array()],
    ["not MCAP", () => new TextEncoder().encode("time,x,y,z\n".repeat(100))],
  ])("a file that is %s: a clear error", async (_, damage) => {
    const file = damage(await writeMcap([cdr]));
    await expect(readLogs("mcap", { "a.mcap": file })).rejects.toThrow(
      /a\.mcap cannot be read: it is truncated, damaged or not MCAP/,
    );
  });

  it("a damaged chunk: a clear error", async () => {
    const compressChunk = (chunk: Uint8Array) => ({
      compression: "zstd",
      compressedData: zstdFrame(chunk),
    });
    const file = await writeMcap([cdr], { compressChunk });
    const at = Buffer.from(file).indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
    file.fill(0xff, at, at + 20);
    await expect(readLogs("mcap", { "a.mcap": file })).rejects.toThrow(/cannot be read/);
  });
});
