import type { TestContext } from "@metrics-project/runtime";
import {
  durationOf,
  integralOf,
  overTimeMetric,
  pathLength,
  speedOf,
} from "@metrics-project/runtime/robotics";
import { readFlight } from "./read-flight.ts";

/** Meters above the takeoff point. A flight that leaves the geofence blocks the batch. */
const geofence = 30;
/** Volts. A lower voltage damages the battery. */
const lowVoltage = 14;

/** Computes the metrics of one flight. */
export async function testMetrics(context: TestContext): Promise<void> {
  const { writer } = context;
  const { path, battery } = await readFlight(context);
  const distance = pathLength(path);
  // Power integrated over time: watts times seconds are joules.
  const power = battery.voltage.map((volts, at) => volts * (battery.current[at] ?? 0));
  const energy = integralOf(battery.time, power).at(-1) ?? Number.NaN;

  writer.addScalarMetric("Flight time", { value: durationOf(path.time), unit: "s" });
  writer.addScalarMetric("Distance flown", { value: distance, unit: "m", importance: "HIGH" });
  writer.addScalarMetric("Highest altitude", {
    description: `The geofence ends at ${geofence} m`,
    value: path.z.reduce((top, z) => Math.max(top, z), 0),
    unit: "m",
    failsAbove: geofence,
    blocking: true,
  });
  writer.addScalarMetric("Energy per meter", {
    description: "Energy drawn from the battery, divided by the distance flown",
    value: energy / distance,
    unit: "J/m",
  });

  const altitude = { time: path.time, values: path.z, unit: "m" };
  writer.addDoubleOverTimeMetric(
    "Altitude",
    overTimeMetric("altitude", altitude, { block: geofence }),
  );
  const speed = { time: path.time, values: speedOf(path, { window: 0.5 }), unit: "m/s" };
  writer.addDoubleOverTimeMetric("Speed", overTimeMetric("speed", speed));
  const voltage = { time: battery.time, values: battery.voltage, unit: "V" };
  writer.addDoubleOverTimeMetric(
    "Battery",
    overTimeMetric("voltage", voltage, { warn: lowVoltage, fails: "below" }),
  );
}
