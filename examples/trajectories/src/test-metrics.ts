import type { TestContext } from "@metrics-project/runtime";
import { pathLength, trajectoryErrorMetric } from "@metrics-project/runtime/robotics";
import { trajectoryError } from "@metrics-project/runtime/robotics/alignment";
import { readTrajectories } from "./read-trajectories.ts";

/** Meters: a pose that is farther off gets a warning, or blocks. */
const limits = { warn: 0.15, block: 1 };

/** Computes the metrics of one sequence. */
export async function testMetrics(context: TestContext): Promise<void> {
  const { writer } = context;
  const { estimate, reference } = await readTrajectories(context);
  const error = trajectoryError(estimate, reference, { alignment: "se3", tolerance: 0.02 });

  // The batch and the report look up this metric by its name.
  writer.addScalarMetric("Trajectory error", {
    description: "Absolute trajectory error (ATE), root mean square",
    value: error.position.rmse,
    unit: "m",
    failsAbove: limits.warn,
    importance: "HIGH",
  });
  writer.addDoubleOverTimeMetric("Position error", trajectoryErrorMetric(error, limits));
  writer.addScalarMetric("Length", {
    description: "Of the reference",
    value: pathLength(reference, { noiseStep: 0 }),
    unit: "m",
  });
}
