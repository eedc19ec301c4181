import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "@foxglove/rosmsg";
import { MessageWriter } from "@foxglove/rosmsg2-serialization";
import { type IWritable, McapWriter } from "@mcap/core";
import lz4 from "lz4js";
import { packageRoot } from "../io/packageRoot.js";

/** One moment of a drive, in seconds, meters and meters per second. */
interface Moment {
  seconds: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
}

/** 2026-01-05T09:00:00Z: fixed, so that samples are reproducible. */
const start = 1_767_603_600;
const duration = 20;
const rate = 10;

/** Three drives of a small robot; the last one is faster than the template's limit of 1 m/s. */
const drives: Record<string, (t: number) => Omit<Moment, "seconds">> = {
  lap: (t) => {
    const radius = 1.8;
    const angle = (2 * Math.PI * t) / duration;
    const speed = (2 * Math.PI * radius) / duration;
    return {
      x: radius * Math.sin(angle),
      y: radius * (1 - Math.cos(angle)),
      vx: speed * Math.cos(angle),
      vy: speed * Math.sin(angle),
    };
  },
  slalom: (t) => ({
    x: 0.4 * t,
    y: 0.6 * Math.sin(0.9 * t),
    vx: 0.4,
    vy: 0.54 * Math.cos(0.9 * t),
  }),
  sprint: (t) => {
    // Accelerates to 1.3 m/s and slows down again.
    const top = 1.3;
    const wave = (2 * Math.PI * t) / duration;
    return {
      x: (top / 2) * (t - (duration / (2 * Math.PI)) * Math.sin(wave)),
      y: 0,
      vx: (top / 2) * (1 - Math.cos(wave)),
      vy: 0,
    };
  },
};

/** The compression of each recording, so that the reader encounters both. */
const compressions: Record<string, string> = { lap: "zstd", slalom: "lz4", sprint: "zstd" };

/** Writes the samples of every log kind into the templates. Run it after changing this file. */
async function main(): Promise<void> {
  const logs = join(packageRoot(), "templates", "project", "logs");
  for (const kind of ["mcap", "csv", "jsonl"]) {
    await rm(join(logs, kind, "samples"), { recursive: true, force: true });
  }
  for (const [name, drive] of Object.entries(drives)) {
    const moments = Array.from({ length: duration * rate + 1 }, (_, index) => {
      const t = index / rate;
      return { seconds: start + t, ...drive(t) };
    });
    const write = async (kind: string, content: string | Uint8Array) => {
      const path = join(logs, kind, "samples", name, "logs", `odometry.${kind}`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    };
    await write("csv", toCsv(moments));
    await write("jsonl", toJsonLines(moments));
    await write("mcap", await toMcap(moments, compressions[name] ?? ""));
  }
}

function toCsv(moments: readonly Moment[]): string {
  const rows = moments.map(
    ({ seconds, x, y }) => `${seconds.toFixed(1)},${round(x)},${round(y)},0`,
  );
  return `time,x,y,z\n${rows.join("\n")}\n`;
}

function toJsonLines(moments: readonly Moment[]): string {
  return moments
    .map(({ seconds, x, y }) => JSON.stringify({ time: seconds, x: round(x), y: round(y), z: 0 }))
    .join("\n")
    .concat("\n");
}

/** Tenths of a millimeter. */
function round(meters: number): number {
  return Number(meters.toFixed(4));
}

const odometryDefinition = `std_msgs/Header header
string child_frame_id
geometry_msgs/PoseWithCovariance pose
geometry_msgs/TwistWithCovariance twist
================================================================================
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
================================================================================
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
================================================================================
MSG: geometry_msgs/PoseWithCovariance
geometry_msgs/Pose pose
float64[36] covariance
================================================================================
MSG: geometry_msgs/Pose
geometry_msgs/Point position
geometry_msgs/Quaternion orientation
================================================================================
MSG: geometry_msgs/Point
float64 x
float64 y
float64 z
================================================================================
MSG: geometry_msgs/Quaternion
float64 x
float64 y
float64 z
float64 w
================================================================================
MSG: geometry_msgs/TwistWithCovariance
geometry_msgs/Twist twist
float64[36] covariance
================================================================================
MSG: geometry_msgs/Twist
geometry_msgs/Vector3 linear
geometry_msgs/Vector3 angular
================================================================================
MSG: geometry_msgs/Vector3
float64 x
float64 y
float64 z
`;

async function toMcap(moments: readonly Moment[], compression: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0n;
  const writable: IWritable = {
    position: () => size,
    async write(part) {
      // The writer reuses its buffer.
      parts.push(part.slice());
      size += BigInt(part.length);
    },
  };
  const writer = new McapWriter({
    writable,
    compressChunk: (chunk) => compress(chunk, compression),
  });
  await writer.start({ profile: "ros2", library: "create-metrics-project" });
  const schemaId = await writer.registerSchema({
    name: "nav_msgs/msg/Odometry",
    encoding: "ros2msg",
    data: new TextEncoder().encode(odometryDefinition),
  });
  const channelId = await writer.registerChannel({
    topic: "/odom",
    schemaId,
    messageEncoding: "cdr",
    metadata: new Map(),
  });
  const messages = new MessageWriter(parse(odometryDefinition, { ros2: true }));
  for (const [sequence, moment] of moments.entries()) {
    const logTime = BigInt(Math.round(moment.seconds * rate)) * BigInt(1e9 / rate);
    const data = messages.writeMessage(toOdometry(moment, logTime));
    await writer.addMessage({ channelId, sequence, logTime, publishTime: logTime, data });
  }
  await writer.end();
  return Buffer.concat(parts);
}

function toOdometry({ x, y, vx, vy }: Moment, time: bigint) {
  const heading = Math.atan2(vy, vx);
  const zero = { x: 0, y: 0, z: 0 };
  return {
    header: {
      stamp: { sec: Number(time / 1_000_000_000n), nanosec: Number(time % 1_000_000_000n) },
      frame_id: "odom",
    },
    child_frame_id: "base_link",
    pose: {
      pose: {
        position: { x, y, z: 0 },
        orientation: { ...zero, z: Math.sin(heading / 2), w: Math.cos(heading / 2) },
      },
      covariance: new Float64Array(36),
    },
    // In the robot's frame: it always drives forward.
    twist: {
      twist: { linear: { ...zero, x: Math.hypot(vx, vy) }, angular: zero },
      covariance: new Float64Array(36),
    },
  };
}

function compress(chunk: Uint8Array, compression: string) {
  if (compression === "lz4") return { compression, compressedData: lz4.compress(chunk) };
  if (compression === "zstd") {
    // Node 20 cannot compress it, and the packages for it only decompress.
    const compressedData = execFileSync("zstd", ["--quiet", "--stdout"], { input: chunk });
    return { compression, compressedData };
  }
  return { compression: "", compressedData: chunk };
}

await main();
