import {
  doubles,
  externalFile,
  fromSeconds,
  groupBy,
  MetricsWriter,
  strings,
  timestamps,
} from "@metrics-project/runtime";
import type { RunSource } from "../../generators/view/model/runSource.js";

const seconds = (n: number, step = 1) => Array.from({ length: n }, (_, i) => fromSeconds(i * step));

/** Everything of a run that lies in time: groups, states, a path, events with images. */
export function timedRun() {
  const writer = new MetricsWriter();
  const time = timestamps("time", seconds(300, 0.5));
  const robots = strings(
    "robot",
    Array.from({ length: 300 }, (_, i) => ["ego", "forklift", "cart"][i % 3] ?? ""),
    { index: time },
  );
  const clearance = doubles(
    "clearance",
    Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 1 && i > 60 && i < 90 ? -1 : 2)),
    { index: time, unit: "m" },
  );
  writer.addDoubleOverTimeMetric("Clearance", {
    lines: [{ values: groupBy(clearance, robots), failsBelow: 0 }],
  });
  const speed = doubles(
    "speed",
    Float64Array.from({ length: 300 }, (_, i) => Math.sin(i / 20)),
    { index: time, unit: "m/s" },
  );
  writer.addDoubleOverTimeMetric("Speed", { lines: [{ values: speed, failsAbove: 1e6 }] });
  writer.addStatesOverTimeMetric("Mode", {
    series: [
      {
        states: strings(
          "mode",
          Array.from({ length: 300 }, (_, i) => (i === 200 ? "COLLISION" : "GO")),
          { index: time },
        ),
      },
    ],
    failureStates: ["COLLISION"],
  });
  const x = doubles(
    "x",
    Float64Array.from({ length: 300 }, (_, i) => i / 10),
    {
      index: time,
      unit: "m",
    },
  );
  const y = doubles(
    "y",
    Float64Array.from({ length: 300 }, (_, i) => Math.sin(i / 30)),
    {
      index: time,
      unit: "m",
    },
  );
  writer.addLinePlotMetric("Path", { lines: [{ x, y }] });
  const frame = externalFile("frame", "frames/a.png");
  const camera = writer.addImageMetric("Camera", { image: frame, eventMetric: true });
  for (let i = 0; i < 1000; i += 1) {
    writer.addEvent(`${i % 2 === 0 ? "Braking" : "Lane change"} ${i}`, {
      timestamp: fromSeconds(i / 10),
      status: i === 500 ? "FAIL_BLOCK" : "PASSED",
      metrics: i === 500 ? [camera] : [],
    });
  }
  return writer.write();
}

/** Tests of three metrics each, of which some block; two of one name, one that crashed. */
export function testRuns(n: number): RunSource[] {
  return Array.from({ length: n }, (_, i): RunSource => {
    const name = i === n - 1 ? "drive 0" : `drive ${i}`;
    if (i === 77) return { kind: "test", name, failure: "exit code 1\nTypeError: boom" };
    const writer = new MetricsWriter();
    writer.addScalarMetric("Speed", {
      value: i === 400 ? 12.0000004 : i / 50,
      unit: "m/s",
      failsAbove: 12,
      blocking: true,
    });
    writer.addScalarMetric("Distance", { value: 1000 - i, unit: "m" });
    writer.addScalarMetric("Energy", { value: (i * 7919) % n, unit: "J", failsAbove: 1e6 });
    return { kind: "test", name, message: writer.write(), seconds: i };
  });
}
