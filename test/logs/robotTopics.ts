import { crc32, deflateSync } from "node:zlib";
import { parse, stringify } from "@foxglove/rosmsg";
import { ros2jazzy } from "@foxglove/rosmsg-msgs-common";
import { MessageWriter } from "@foxglove/rosmsg2-serialization";
import type { McapTopic } from "./writeMcap.js";

const definitions: Readonly<Record<string, (typeof ros2jazzy)[keyof typeof ros2jazzy]>> = ros2jazzy;

const time = "builtin_interfaces/Time";

/** A ROS 2 schema as a recorder writes it: the message's own definition first, then each that it needs. */
function schemaOf(type: string): string {
  const needed = new Set([type]);
  for (const name of needed) {
    for (const field of definitions[name]?.definitions ?? []) {
      if (field.isComplex === true) needed.add(field.type);
      if (field.type === "time") needed.add(time);
    }
  }
  const texts = [...needed].map((name) => {
    const definition = definitions[name];
    if (definition === undefined) throw new Error(`${name} is not a common message`);
    // Recorders write the type's name, which the library abbreviates.
    const text = stringify([{ definitions: definition.definitions }]).replace(
      /^time /gm,
      `${time} `,
    );
    return name === type ? text : `MSG: ${name}\n${text}`;
  });
  return texts.join(`\n${"=".repeat(80)}\n`);
}

const second = 1_000_000_000n;

/** When the recording starts: seconds since 1970. */
const start = 1_700_000_000n;

interface Given {
  readonly topic: string;
  /** As ROS 1 spells it: `sensor_msgs/Imu`. */
  readonly type: string;
  readonly hertz: number;
  /** The message `t` seconds after the start; `stamp` is for its header. */
  message(t: number, stamp: { sec: number; nanosec: number }): unknown;
}

/** A topic of ten seconds of CDR messages, each stamped 20 ms before it is logged. */
function robotTopic({ topic, type, hertz, message }: Given): McapTopic {
  const schema = schemaOf(type);
  const writer = new MessageWriter(parse(schema, { ros2: true }));
  const messages = Array.from({ length: 10 * hertz + 1 }, (_, index) => {
    const at = start * second + (BigInt(index) * second) / BigInt(hertz);
    const stamp = { sec: Number(at / second), nanosec: Number(at % second) };
    const data = writer.writeMessage(message(index / hertz, stamp));
    return { logTime: at + 20_000_000n, data };
  });
  return {
    topic,
    type: type.replace("/", "/msg/"),
    schemaEncoding: "ros2msg",
    schema: new TextEncoder().encode(schema),
    messageEncoding: "cdr",
    messages,
  };
}

/** A PNG of one black pixel. */
function pixel(): Uint8Array {
  const part = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    part("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    part("IDAT", deflateSync(Buffer.from([0, 0]))),
    part("IEND", Buffer.alloc(0)),
  ]);
}

/**
 * What a robot publishes that drives ten seconds straight east at 1 m/s, one topic of each common type. It loses its fix
 * from second 4 to 6; its battery goes from 12.6 V to 12.4 V; something comes as near as 0.5 m.
 */
export function robotTopics(): McapTopic[] {
  const header = (stamp: object, frame_id = "base_link") => ({ stamp, frame_id });
  const still = { x: 0, y: 0, z: 0, w: 1 };
  const zero = { x: 0, y: 0, z: 0 };
  const given: Given[] = [
    {
      topic: "/fix",
      type: "sensor_msgs/NavSatFix",
      hertz: 5,
      message: (t, stamp) => ({
        header: header(stamp, "gps"),
        status: { status: t >= 4 && t < 6 ? -1 : 0, service: 1 },
        // Without a fix receivers send NaN or zeros.
        latitude: t >= 5 && t < 6 ? 0 : 60,
        // A meter per second at 60 degrees north, across the 180th meridian.
        longitude: t >= 4 && t < 6 ? (t < 5 ? Number.NaN : 0) : eastOfFiji(t),
        altitude: 100,
      }),
    },
    {
      topic: "/imu/data",
      type: "sensor_msgs/Imu",
      hertz: 50,
      message: (t, stamp) => ({
        header: header(stamp),
        orientation: still,
        angular_velocity: zero,
        linear_acceleration: { x: t === 5 ? 3 : 0, y: 0, z: t === 5 ? 4 : 9.81 },
      }),
    },
    {
      topic: "/scan",
      type: "sensor_msgs/LaserScan",
      hertz: 10,
      message: (t, stamp) => ({
        header: header(stamp, "laser"),
        angle_min: -1,
        angle_max: 1,
        angle_increment: 1,
        range_min: 0.125,
        range_max: 30,
        // Outside of its range a laser sends zero or infinity.
        ranges: Float32Array.of(0, t === 5 ? 0.5 : 4, Number.POSITIVE_INFINITY),
      }),
    },
    {
      topic: "/sonar",
      type: "sensor_msgs/Range",
      hertz: 10,
      message: (t, stamp) => ({
        header: header(stamp, "sonar"),
        radiation_type: 0,
        field_of_view: 0.5,
        min_range: 0.25,
        max_range: 4,
        range: t === 5 ? 0.75 : 2,
      }),
    },
    {
      topic: "/battery_state",
      type: "sensor_msgs/BatteryState",
      hertz: 1,
      message: (t, stamp) => ({
        header: header(stamp),
        voltage: 12.6 - 0.02 * t,
        current: -2,
        // A share, 0 to 1.
        percentage: 0.75 - t / 40,
        present: true,
      }),
    },
    {
      topic: "/joint_states",
      type: "sensor_msgs/JointState",
      hertz: 10,
      message: (t, stamp) => ({
        header: header(stamp, ""),
        name: ["left_wheel", "right_wheel"],
        position: Float64Array.of(10 * t, 10 * t),
        velocity: Float64Array.of(10, 10),
        effort: new Float64Array(0),
      }),
    },
    {
      topic: "/diagnostics",
      type: "diagnostic_msgs/DiagnosticArray",
      hertz: 1,
      message: (t, stamp) => ({
        header: header(stamp, ""),
        status: [
          { level: 0, name: "motors", message: "OK", hardware_id: "m", values: [] },
          {
            level: t >= 4 && t < 6 ? 2 : 0,
            name: "gps: fix",
            message: "",
            hardware_id: "g",
            values: [],
          },
        ],
      }),
    },
    {
      topic: "/mode",
      type: "std_msgs/String",
      hertz: 1,
      message: (t) => ({ data: t < 5 ? "manual" : "auto" }),
    },
    {
      topic: "/camera/image_raw",
      type: "sensor_msgs/Image",
      hertz: 2,
      message: (_, stamp) => ({
        header: header(stamp, "camera"),
        height: 2,
        width: 2,
        encoding: "bgr8",
        is_bigendian: 0,
        // Rows are padded, as some drivers do.
        step: 8,
        data: Uint8Array.of(255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0),
      }),
    },
    {
      topic: "/camera/image_raw/compressed",
      type: "sensor_msgs/CompressedImage",
      hertz: 2,
      message: (_, stamp) => ({
        header: header(stamp, "camera"),
        format: "mono8; png compressed ",
        data: pixel(),
      }),
    },
    {
      topic: "/cmd_vel",
      type: "geometry_msgs/Twist",
      hertz: 10,
      message: (t) => ({ linear: { ...zero, x: 1 }, angular: { ...zero, z: t === 5 ? -0.5 : 0 } }),
    },
    {
      topic: "/goal_pose",
      type: "geometry_msgs/PoseStamped",
      hertz: 10,
      message: (t, stamp) => ({
        header: header(stamp, "map"),
        pose: { position: { ...zero, x: t }, orientation: still },
      }),
    },
    {
      topic: "/tf",
      type: "tf2_msgs/TFMessage",
      hertz: 10,
      message: (t, stamp) => ({
        transforms: [
          {
            header: header(stamp, "odom"),
            child_frame_id: "base_link",
            transform: { translation: { ...zero, x: t }, rotation: still },
          },
        ],
      }),
    },
    {
      topic: "/temperature",
      type: "std_msgs/Float64",
      hertz: 10,
      message: (t) => ({ data: 20 + t / 2 }),
    },
  ];
  return given.map(robotTopic);
}

/** Degrees after so many meters to the east, from 8 meters before the 180th meridian, at 60 degrees north. */
function eastOfFiji(meters: number): number {
  const degrees = 180 + ((meters - 8) / 6_371_008.8 / Math.cos(Math.PI / 3)) * (180 / Math.PI);
  return degrees > 180 ? degrees - 360 : degrees;
}
