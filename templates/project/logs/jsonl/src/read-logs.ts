import type { TestContext } from "@metrics-project/runtime";
import { openLogs } from "@metrics-project/runtime/logs";
import { jsonl } from "@metrics-project/runtime/logs/jsonl";
import { dropNonFinite, type Path } from "@metrics-project/runtime/robotics";

/** Reads the file that has these fields; it may have others. The time field is found by its name. */
const table = { columns: ["x", "y", "z"] } as const;

type LogsContext = Pick<TestContext, "logsDir" | "log" | "signal">;
const paths = new Map<string, Promise<Path>>();

/** Positions of the robot, one per row, in nanoseconds and meters. Reads the logs only once. */
export function readPath(context: LogsContext): Promise<Path> {
  const path = paths.get(context.logsDir) ?? readLogs(context);
  paths.set(context.logsDir, path);
  return path;
}

/** Reads the JSON lines below `logsDir`. Parts of one recording (run_1, run_2 …) are read as one. */
async function readLogs({ logsDir, log, signal }: LogsContext): Promise<Path> {
  await using logs = await openLogs(logsDir, { formats: [jsonl], log, signal });
  const poses = await logs.columns(table, {
    x: (row) => row.x,
    y: (row) => row.y,
    z: (row) => row.z,
  });
  const { samples: path, dropped } = dropNonFinite(poses);
  if (dropped > 0) log.warn(`${dropped} of ${poses.time.length} poses are not finite: skipped`);
  return path;
}
