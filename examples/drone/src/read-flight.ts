import type { TestContext } from "@metrics-project/runtime";
import { openLogs } from "@metrics-project/runtime/logs";
import { ulog } from "@metrics-project/runtime/logs/ulog";

/** The fields that are used here. PX4 counts z downwards (north, east, down). */
interface Topics {
  vehicle_local_position: { x: number; y: number; z: number };
  battery_status: { voltage_v: number; current_a: number };
}

/**
 * Reads the flight: the position of the drone and the output of its battery, each with its own
 * timestamps.
 */
export async function readFlight({ logsDir, log, signal }: TestContext) {
  await using logs = await openLogs<Topics>(logsDir, { formats: [ulog], log, signal });
  const path = await logs.columns("vehicle_local_position", {
    x: (message) => message.x,
    y: (message) => message.y,
    z: (message) => -message.z,
  });
  const battery = await logs.columns("battery_status", {
    voltage: (message) => message.voltage_v,
    current: (message) => message.current_a,
  });
  return { path, battery };
}
