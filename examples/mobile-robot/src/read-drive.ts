import type { TestContext } from "@metrics-project/runtime";
import { openLogs } from "@metrics-project/runtime/logs";
import { mcap } from "@metrics-project/runtime/logs/mcap";
import { scanMinimum } from "@metrics-project/runtime/robotics";

/** The fields that are used here. */
interface Topics {
  "/odom": {
    pose: { pose: { position: { x: number; y: number } } };
    twist: { twist: { linear: { x: number } } };
  };
  "/scan": { angle_min: number; angle_increment: number; range_max: number; ranges: number[] };
}

/**
 * The data of a drive that the metrics need. Times are in nanoseconds, the rest in meters and
 * meters per second.
 */
export interface Drive {
  path: { time: BigInt64Array; x: Float64Array; y: Float64Array; z: Float64Array };
  /** The closest return of each scan. */
  clearance: { time: BigInt64Array; values: Float64Array };
  /** The latest speed from the odometry at each scan. */
  speedAtScan: Float64Array;
}

/** Reads both topics in the order of their times, in one pass. */
export async function readDrive({ logsDir, log, signal }: TestContext): Promise<Drive> {
  await using logs = await openLogs<Topics>(logsDir, { formats: [mcap], log, signal });
  const [time, x, y]: [bigint[], number[], number[]] = [[], [], []];
  const scans: { time: bigint; closest: number; speed: number }[] = [];
  let speed = 0;
  for await (const one of logs.read({ odom: "/odom", scan: "/scan" })) {
    if (one.topic === "odom") {
      const { position } = one.message.pose.pose;
      speed = one.message.twist.twist.linear.x;
      time.push(one.time);
      x.push(position.x);
      y.push(position.y);
    } else {
      const { angle_min, angle_increment, range_max, ranges } = one.message;
      const scan = { angleMin: angle_min, angleIncrement: angle_increment, rangeMax: range_max };
      const closest = scanMinimum({ ...scan, ranges })?.range ?? range_max;
      scans.push({ time: one.time, closest, speed });
    }
  }
  return {
    path: {
      time: BigInt64Array.from(time),
      x: Float64Array.from(x),
      y: Float64Array.from(y),
      z: new Float64Array(x.length),
    },
    clearance: {
      time: BigInt64Array.from(scans, (scan) => scan.time),
      values: Float64Array.from(scans, (scan) => scan.closest),
    },
    speedAtScan: Float64Array.from(scans, (scan) => scan.speed),
  };
}
