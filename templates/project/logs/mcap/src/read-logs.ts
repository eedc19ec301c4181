import type { TestContext } from "@metrics-project/runtime";
import { openLogs } from "@metrics-project/runtime/logs";
import { mcap } from "@metrics-project/runtime/logs/mcap";
import { dropNonFinite, type Path, pathLength } from "@metrics-project/runtime/robotics";

/** The topic to read: a name ("/odom"), or a message type that only one topic of the logs has. */
const topic = "nav_msgs/Odometry";

/** The fields of nav_msgs/Odometry that are used here. */
interface Odometry {
  pose: { pose: { position: Vector } };
  twist?: { twist?: { linear?: Vector } };
}
interface Vector {
  x: number;
  y: number;
  z: number;
}

type LogsContext = Pick<TestContext, "logsDir" | "log" | "signal">;
const paths = new Map<string, Promise<Path>>();

/** Positions of the robot, one per message, in nanoseconds and meters. Reads the logs only once. */
export function readPath(context: LogsContext): Promise<Path> {
  const path = paths.get(context.logsDir) ?? readLogs(context);
  paths.set(context.logsDir, path);
  return path;
}

/** Reads all recordings below `logsDir`. Times are header stamps; `clock: "log"` uses the log times instead. */
async function readLogs({ logsDir, log, signal }: LogsContext): Promise<Path> {
  const options = { formats: [mcap], log, signal };
  await using logs = await openLogs<{ [topic]: Odometry }>(logsDir, options);
  const { twist, ...poses } = await logs.columns(topic, {
    x: ({ pose }) => pose.pose.position.x,
    y: ({ pose }) => pose.pose.position.y,
    z: ({ pose }) => pose.pose.position.z,
    twist: ({ twist }) => (twist?.twist?.linear?.x === 0 && twist.twist.linear.y === 0 ? 0 : 1),
  });
  const { samples: path, dropped } = dropNonFinite(poses);
  if (dropped > 0) log.warn(`${dropped} of ${poses.time.length} poses are not finite: skipped`);
  if (twist.every((speed) => speed === 0) && pathLength(path) > 1) {
    log.warn("the twist is zero in all messages, but the robot moves: does anything publish it?");
  }
  return path;
}
