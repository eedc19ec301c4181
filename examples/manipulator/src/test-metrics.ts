import { doubles, strings, type TestContext } from "@metrics-project/runtime";
import { overTimeMetric, stepResponseOf } from "@metrics-project/runtime/robotics";
import { readMotion } from "./read-motion.ts";

/** Newton meters. A joint beyond it may be damaged. */
const torqueLimit = 40;
/** Radians of tracking error, root mean square. */
const errorLimit = 0.3;

/** Computes the metrics of one motion. */
export async function testMetrics(context: TestContext): Promise<void> {
  const { writer } = context;
  const { time, motions } = await readMotion(context);
  const errors: number[] = [];

  for (const [joint, { target, actual, torque }] of motions) {
    errors.push(rootMeanSquare(actual.map((angle, at) => angle - (target[at] ?? Number.NaN))));
    const series = { time, values: torque, unit: "Nm" };
    writer.addDoubleOverTimeMetric(
      `Torque of the ${joint}`,
      overTimeMetric(`${joint} torque`, series, { block: torqueLimit }),
    );
    // In the first sample, the target is where the joint is; it steps with the second one.
    const [from = 0, to = 0] = [actual[0], target.at(-1)];
    const { overshoot, settlingTime } = stepResponseOf(time, actual, { from, to, band: 0.05 });
    const name = `Settling time of the ${joint}`;
    // A joint that never settles has no settling time, and must not pass.
    if (settlingTime === undefined) {
      writer.addTextMetric(name, { text: "It does not settle.", status: "FAIL_WARN" });
    } else {
      writer.addScalarMetric(name, {
        description: `Until it stays within 5% of its step; overshoot ${(overshoot * 100).toFixed(1)}%`,
        value: settlingTime,
        unit: "s",
      });
    }
  }

  const names = strings("joints", [...motions.keys()]);
  const error = doubles("tracking error", errors, { unit: "rad", index: names });
  writer.addBarChartMetric("Tracking error", {
    description: "Root mean square of each joint's angle minus its target",
    bars: [{ values: error }],
    yAxisName: "Error (rad)",
  });
  writer.addScalarMetric("Worst tracking error", {
    value: Math.max(...errors),
    unit: "rad",
    failsAbove: errorLimit,
    importance: "HIGH",
  });
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}
