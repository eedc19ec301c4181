import type { TestContext } from "@metrics-project/runtime";
import { openLogs } from "@metrics-project/runtime/logs";
import { csv } from "@metrics-project/runtime/logs/csv";

export const joints = ["shoulder", "elbow", "wrist"] as const;
type Joint = (typeof joints)[number];

/** A row of joints.csv: seconds, radians, radians and newton meters for each joint. */
type Row = Record<`${Joint}_${"target" | "actual" | "torque"}`, number>;

/** A joint over time: target and actual angle in radians, torque in newton meters. */
export interface JointMotion {
  target: Float64Array;
  actual: Float64Array;
  torque: Float64Array;
}

/** Reads the motion of each joint; `time` is nanoseconds. */
export async function readMotion({ logsDir, log, signal }: TestContext) {
  await using logs = await openLogs<{ joints: Row }>(logsDir, { formats: [csv], log, signal });
  const motions = new Map<Joint, JointMotion>();
  let time = new BigInt64Array();
  for (const joint of joints) {
    const columns = await logs.columns("joints", {
      target: (row) => row[`${joint}_target`],
      actual: (row) => row[`${joint}_actual`],
      torque: (row) => row[`${joint}_torque`],
    });
    time = columns.time;
    motions.set(joint, columns);
  }
  return { time, motions };
}
