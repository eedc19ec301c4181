import {
  attempt,
  doubles,
  histogramBuckets,
  InputError,
  type TestContext,
  timestamps,
} from "@metrics-project/runtime";
import { type Pose, readPoses } from "./read-logs.ts";

/** Metres per second. A faster robot gets a warning; `blocking: true` would make it fail. */
export const speedLimit = 1;

/** Computes the metrics of one test. Write your own here, after the example of these. */
export async function testMetrics(context: TestContext): Promise<void> {
  const { logsDir, writer, signal } = context;
  const poses = await collectPoses(logsDir, signal);
  const speeds = speedsOf(poses);
  const topSpeed = speeds.reduce((top, speed) => Math.max(top, speed), 0);

  writer.addScalarMetric("Distance travelled", {
    description: "Length of the path driven",
    value: distanceOf(poses),
    unit: "m",
    importance: "HIGH",
  });
  writer.addScalarMetric("Top speed", {
    description: "The highest speed of any moment",
    value: topSpeed,
    unit: "m/s",
    failsAbove: speedLimit,
  });

  // Series become metrics data, which the batch reads again under these names.
  const time = timestamps(
    "time",
    poses.map((pose) => pose.time),
  );
  const speed = doubles("speed", speeds, { unit: "m/s", index: time });
  writer.addDoubleOverTimeMetric("Speed", {
    description: `The speed against the limit of ${speedLimit} m/s`,
    lines: [{ values: speed, legend: "speed", failsAbove: speedLimit }],
    yAxisName: "Speed (m/s)",
  });
  // What fails within `attempt` becomes a failing metric of that name, and the rest goes on.
  await attempt(context, "Speed distribution", () =>
    writer.addHistogramMetric("Speed distribution", {
      description: "How often the robot drove how fast",
      values: speed,
      buckets: histogramBuckets({ from: 0, values: speed, count: 20 }),
      xAxisName: "Speed (m/s)",
    }),
  );

  // Whatever plotly.js can draw is a metric too: https://plotly.com/javascript
  writer.addPlotlyMetric("Path driven", {
    description: "The path, seen from above",
    figure: {
      data: [
        {
          type: "scatter",
          mode: "lines",
          name: "path",
          x: poses.map((pose) => pose.x),
          y: poses.map((pose) => pose.y),
        },
      ],
      layout: {
        xaxis: { title: { text: "x (m)" } },
        // One metre is as long upwards as sideways.
        yaxis: { title: { text: "y (m)" }, scaleanchor: "x" },
      },
    },
  });
}

/** All poses, in the order of their times. */
async function collectPoses(logsDir: string, signal: AbortSignal): Promise<Pose[]> {
  const poses: Pose[] = [];
  for await (const pose of readPoses(logsDir, signal)) poses.push(pose);
  if (poses.length < 2) {
    throw new InputError(`the logs in ${logsDir} hold ${poses.length} poses; two are needed`, {
      hint: "Did the simulation stop before the robot moved?",
    });
  }
  return poses.sort((a, b) => Number(a.time - b.time));
}

/** Metres: the sum of the steps from pose to pose. */
function distanceOf(poses: readonly Pose[]): number {
  return poses.reduce((sum, pose, index) => sum + stepTo(pose, poses[index - 1]), 0);
}

/** Metres per second, for each pose: as the log tells it, else from the step that led there. */
function speedsOf(poses: readonly Pose[]): number[] {
  let speed = 0;
  return poses.map((pose, index) => {
    // No step leads to the first pose: the one away from it stands in.
    const [from, to] = index === 0 ? [pose, poses[1] ?? pose] : [poses[index - 1] ?? pose, pose];
    const seconds = Number(to.time - from.time) / 1e9;
    if (pose.speed !== undefined) speed = pose.speed;
    // Two poses of the same moment tell no speed: the last one holds.
    else if (seconds > 0) speed = stepTo(to, from) / seconds;
    return speed;
  });
}

function stepTo(pose: Pose, previous: Pose | undefined): number {
  if (previous === undefined) return 0;
  return Math.hypot(pose.x - previous.x, pose.y - previous.y, pose.z - previous.z);
}
