import {
  attempt,
  doubles,
  histogramBuckets,
  InputError,
  type TestContext,
  timestamps,
} from "@metrics-project/runtime";
import { durationOf, type Path, pathLength, speedOf } from "@metrics-project/runtime/robotics";
import { readPath } from "./read-logs.ts";

/** Metres per second. A faster robot gets a warning; `blocking: true` would make it fail. */
export const speedLimit = 1;

/** Seconds over which a speed is measured: from pose to pose, the noise of positions would count as speed. */
export const speedWindow = 0.1;

/**
 * Metres. Shorter steps are the noise of positions, with which a robot that stands still would drive many metres
 * a minute. Undefined: as long as the noise that the positions show.
 */
export const noiseStep: number | undefined = undefined;

/** Computes the metrics of one test. Write your own here, after the example of these. */
export async function testMetrics(context: TestContext): Promise<void> {
  const { writer, log } = context;
  const path = checkPath(await readPath(context), context.logsDir);
  const speeds = speedOf(path, { window: speedWindow });
  const distance = pathLength(path, { noiseStep });
  const duration = durationOf(path.time);
  if (distance === 0) log.warn("the robot does not move in these logs: is it the right topic?");

  writer.addScalarMetric("Distance travelled", {
    description: "Length of the path driven",
    value: distance,
    unit: "m",
    importance: "HIGH",
  });
  writer.addScalarMetric("Top speed", {
    description: `The highest speed of any ${speedWindow} s`,
    value: speeds.reduce((top, speed) => Math.max(top, speed), 0),
    unit: "m/s",
    failsAbove: speedLimit,
  });
  writer.addScalarMetric("Mean speed", {
    description: "Distance travelled over the time that it took",
    value: distance / duration,
    unit: "m/s",
  });
  writer.addScalarMetric("Duration", {
    description: "Time from the first pose to the last",
    value: duration,
    unit: "s",
  });

  // Series become metrics data, which the batch reads again under these names.
  const time = timestamps("time", path.time);
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
          x: Array.from(path.x),
          y: Array.from(path.y),
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

/** A speed needs two poses at different times. */
function checkPath(path: Path, logsDir: string): Path {
  if (durationOf(path.time) > 0) return path;
  throw new InputError(
    `the logs in ${logsDir} hold ${path.time.length} poses; two at different times are needed`,
    { hint: "Did the simulation stop before the robot moved?" },
  );
}
