import type { TestContext } from "@metrics-project/runtime";
import { overTimeMetric, pathLength } from "@metrics-project/runtime/robotics";
import { readDrive } from "./read-drive.ts";

/** Meters. Closer than `block`, a person could be hit. */
const clearanceLimits = { warn: 0.5, block: 0.2, fails: "below" } as const;
/** Meters, and meters per second: how fast the robot may drive that close to something. */
const near = { distance: 1, speed: 0.5 };

/** Computes the metrics of one drive. */
export async function testMetrics(context: TestContext): Promise<void> {
  const { writer } = context;
  const { path, clearance, speedAtScan } = await readDrive(context);

  writer.addScalarMetric("Distance driven", {
    value: pathLength(path),
    unit: "m",
    importance: "HIGH",
  });
  writer.addDoubleOverTimeMetric(
    "Clearance",
    overTimeMetric("clearance", { ...clearance, unit: "m" }, clearanceLimits),
  );
  const nearSpeeds = speedAtScan.filter(
    (_, at) => (clearance.values[at] ?? Number.POSITIVE_INFINITY) < near.distance,
  );
  // If nothing was near, there is no speed to judge.
  if (nearSpeeds.length === 0) return;
  writer.addScalarMetric("Top speed near obstacles", {
    description: `The highest speed with something closer than ${near.distance} m`,
    value: Math.max(...nearSpeeds),
    unit: "m/s",
    failsAbove: near.speed,
  });
}
