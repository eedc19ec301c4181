import { parseIDL } from "@foxglove/omgidl-parser";
import { MessageWriter as IdlWriter } from "@foxglove/omgidl-serialization";
import { parse } from "@foxglove/rosmsg";
import { MessageWriter as Ros1Writer } from "@foxglove/rosmsg-serialization";
import { MessageWriter as Ros2Writer } from "@foxglove/rosmsg2-serialization";
import Long from "long";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { describe, expect, it } from "vitest";
import { readAll } from "./readAll.js";
import { type McapTopic, writeMcap } from "./writeMcap.js";

const logTime = 1_700_000_000_000_000_000n;

function topicOf(about: Partial<McapTopic>, data: Uint8Array): McapTopic {
  return {
    topic: "/t",
    type: "",
    schemaEncoding: "",
    schema: new Uint8Array(0),
    messageEncoding: "json",
    messages: [{ logTime, data }],
    ...about,
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);

const ros2 = `std_msgs/Header header
float64 x
int64 n
===
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
===
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec`;
const ros2idl = `================================================================================
IDL: std_msgs/msg/Header
module std_msgs { module msg { struct Header { builtin_interfaces::msg::Time stamp; string frame_id; }; }; };
================================================================================
IDL: builtin_interfaces/msg/Time
module builtin_interfaces { module msg { struct Time { int32 sec; uint32 nanosec; }; }; };
================================================================================
IDL: my/msg/T
module my { module msg { struct T { std_msgs::msg::Header header; double x; int64 n; }; }; };`;
const omgidl = `struct Time { long sec; unsigned long nanosec; };
struct Header { Time stamp; string frame_id; };
module my { struct T { Header header; double x; long long n; }; };`;
const ros1 = `std_msgs/Header header
float64 x
int64 n
===
MSG: std_msgs/Header
uint32 seq
time stamp
string frame_id`;

const big = 9_007_199_254_740_993n;
const stamped = (stamp: object) => ({ header: { stamp, frame_id: "f" }, x: 1.5, n: big });
const cdr = new Ros2Writer(parse(ros2, { ros2: true })).writeMessage(
  stamped({ sec: 7, nanosec: 8 }),
);

const { root } = protobuf.parse(`syntax = "proto3"; package my;
  message Time { int64 seconds = 1; int32 nanos = 2; }
  message T { Time timestamp = 1; double x = 2; int64 n = 3; repeated uint32 list = 4; string name = 5; Time none = 6; }`);
root.resolveAll();
const descriptors = root.toDescriptor("proto3");
const proto = root.lookupType("my.T");

const rows: [string, McapTopic][] = [
  [
    "CDR with ros2msg",
    topicOf(
      { type: "my/msg/T", schemaEncoding: "ros2msg", schema: bytes(ros2), messageEncoding: "cdr" },
      cdr,
    ),
  ],
  [
    "CDR with ros2idl",
    topicOf(
      {
        type: "my/msg/T",
        schemaEncoding: "ros2idl",
        schema: bytes(ros2idl),
        messageEncoding: "cdr",
      },
      cdr,
    ),
  ],
  [
    "CDR with omgidl",
    topicOf(
      { type: "my::T", schemaEncoding: "omgidl", schema: bytes(omgidl), messageEncoding: "cdr" },
      new IdlWriter("my::T", parseIDL(omgidl)).writeMessage(stamped({ sec: 7, nanosec: 8 })),
    ),
  ],
  [
    "ROS 1",
    topicOf(
      { type: "my/T", schemaEncoding: "ros1msg", schema: bytes(ros1), messageEncoding: "ros1" },
      new Ros1Writer(parse(ros1, { ros2: false })).writeMessage({
        ...stamped({ sec: 7, nsec: 8 }),
        header: { seq: 1, stamp: { sec: 7, nsec: 8 }, frame_id: "f" },
      }),
    ),
  ],
  [
    "Protobuf",
    topicOf(
      {
        type: "my.T",
        schemaEncoding: "protobuf",
        schema: descriptors.$type.encode(descriptors).finish(),
        messageEncoding: "protobuf",
      },
      proto
        .encode({
          timestamp: { seconds: 7, nanos: 8 },
          x: 1.5,
          n: Long.fromString(String(big)),
          list: [1, 2],
        })
        .finish(),
    ),
  ],
  [
    "JSON with a schema",
    topicOf(
      { type: "my.T", schemaEncoding: "jsonschema", schema: bytes("{}") },
      bytes(`{"timestamp":{"sec":7,"nsec":8},"x":1.5,"n":${big}}`),
    ),
  ],
  [
    "JSON without",
    topicOf({}, bytes(`{"header":{"stamp":{"sec":7,"nanosec":8}},"x":1.5,"n":${big}}`)),
  ],
];

describe("messages of each encoding", () => {
  it.each(rows)("%s: exact values, and the stamp", async (_, topic) => {
    const { messages } = await readAll({ "a.mcap": await writeMcap([topic]) }, { t: "/t" });
    expect(messages).toHaveLength(1);
    const [one] = messages;
    expect(one?.message).toMatchObject({ x: 1.5, n: big });
    expect(one?.stamp).toBe(7_000_000_008n);
    expect(one?.time).toBe(7_000_000_008n);
    expect(one?.logTime).toBe(logTime);
  });

  it("Protobuf: defaults for unset fields, undefined for missing messages", async () => {
    const [, topic] = rows[4] ?? [];
    const { messages } = await readAll(
      { "a.mcap": await writeMcap(topic ? [topic] : []) },
      { t: "my.T" },
    );
    expect(messages[0]?.message).toMatchObject({ list: [1, 2], name: "", none: undefined });
  });

  it("channels of one topic are each decoded with their own schema", async () => {
    const [json, ros] = [rows[5]?.[1], rows[0]?.[1]];
    const both = [json, ros].flatMap((one) => one ?? []);
    const { messages } = await readAll({ "a.mcap": await writeMcap(both) }, { t: "/t" });
    expect(messages.map(({ message }) => (message as { n: bigint }).n)).toEqual([big, big]);
  });

  it("names an encoding that nothing here decodes", async () => {
    const topic = topicOf({ messageEncoding: "cbor", type: "X" }, bytes("x"));
    await expect(
      readAll({ "a.mcap": await writeMcap([topic]) }, { t: "/t" }),
    ).rejects.toMatchObject({
      name: "UnsupportedLogError",
      message: expect.stringContaining("/t has cbor messages"),
      hint: expect.stringContaining("cbor-x"),
    });
  });

  it("NaN in JSON: the topic, the time, and who writes it", async () => {
    const topic = topicOf(
      { type: "my.T", schemaEncoding: "jsonschema", schema: bytes("{}") },
      bytes('{"x":NaN}'),
    );
    await expect(
      readAll({ "a.mcap": await writeMcap([topic]) }, { t: "/t" }),
    ).rejects.toMatchObject({
      name: "MessageError",
      message: expect.stringMatching(/\/t at 1700000000 s .*NaN is not JSON/),
    });
  });
});
