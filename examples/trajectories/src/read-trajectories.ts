import { join } from "node:path";
import type { TestContext } from "@metrics-project/runtime";
import { openLogs } from "@metrics-project/runtime/logs";
import { csv } from "@metrics-project/runtime/logs/csv";
import type { Path } from "@metrics-project/runtime/robotics";

interface Pose {
  x: number;
  y: number;
  z: number;
}

/** Reads what the robot believed (estimate.csv) and where it was (reference.csv): nanoseconds and meters. */
export async function readTrajectories(context: TestContext) {
  return {
    estimate: await readPath(context, "estimate"),
    reference: await readPath(context, "reference"),
  };
}

async function readPath(
  { logsDir, log, signal }: TestContext,
  name: "estimate" | "reference",
): Promise<Path> {
  const path = join(logsDir, `${name}.csv`);
  await using logs = await openLogs<Record<typeof name, Pose>>(path, {
    formats: [csv],
    log,
    signal,
  });
  return logs.columns(name, { x: (pose) => pose.x, y: (pose) => pose.y, z: (pose) => pose.z });
}
