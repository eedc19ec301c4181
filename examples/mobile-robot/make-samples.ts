// Writes the samples: drives along a corridor with a pillar, as MCAP with JSON messages.
import { mkdirSync, writeFileSync } from "node:fs";
import { McapWriter } from "@mcap/core";

const pillar = { x: 6, y: 0.9 };
const beams = 36;

interface Robot {
  x: number;
  y: number;
  speed: number;
}

/** Drives 12 m along x at `speed`, and slows down near the pillar to `nearSpeed`. */
function drive(speed: number, nearSpeed: number, y: number): Robot[] {
  const robots: Robot[] = [];
  for (let x = 0; x < 12; x += (robots.at(-1)?.speed ?? 0) / 20) {
    const isNear = Math.abs(x - pillar.x) < 1;
    robots.push({ x, y, speed: isNear ? nearSpeed : speed });
  }
  return robots;
}

/** The ranges of a scan: walls at ±2 m, and the pillar. */
function scanFrom({ x, y }: Robot): number[] {
  return Array.from({ length: beams }, (_, beam) => {
    const angle = -Math.PI + (2 * Math.PI * beam) / beams;
    const sine = Math.sin(angle);
    const wall = Math.abs(sine) < 1e-9 ? 10 : (sine > 0 ? 2 - y : -2 - y) / sine;
    const away = Math.hypot(pillar.x - x, pillar.y - y);
    const turn = Math.atan2(pillar.y - y, pillar.x - x) - angle;
    const hit = Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) < 0.1 ? away - 0.1 : 10;
    return Math.round(Math.min(wall, hit, 10) * 1000) / 1000;
  });
}

const schema = new TextEncoder().encode('{"type":"object"}');

async function record(robots: Robot[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0n;
  const writer = new McapWriter({
    writable: {
      position: () => size,
      async write(part) {
        parts.push(part.slice());
        size += BigInt(part.length);
      },
    },
  });
  await writer.start({ profile: "", library: "example" });
  const channel = async (topic: string, name: string) =>
    writer.registerChannel({
      topic,
      schemaId: await writer.registerSchema({ name, encoding: "jsonschema", data: schema }),
      messageEncoding: "json",
      metadata: new Map(),
    });
  const odom = await channel("/odom", "nav_msgs/Odometry");
  const scan = await channel("/scan", "sensor_msgs/LaserScan");
  for (const [sequence, robot] of robots.entries()) {
    const time = 1_700_000_000_000_000_000n + BigInt(sequence) * 50_000_000n;
    const add = (channelId: number, message: object) =>
      writer.addMessage({
        channelId,
        sequence,
        logTime: time,
        publishTime: time,
        data: new TextEncoder().encode(JSON.stringify(message)),
      });
    const stamp = { sec: Number(time / 1_000_000_000n), nanosec: Number(time % 1_000_000_000n) };
    await add(odom, {
      header: { stamp },
      pose: { pose: { position: { x: robot.x, y: robot.y, z: 0 } } },
      twist: { twist: { linear: { x: robot.speed, y: 0, z: 0 } } },
    });
    // The laser scans at a lower rate than the odometry.
    if (sequence % 4 !== 0) continue;
    const angles = { angle_min: -Math.PI, angle_increment: (2 * Math.PI) / beams };
    await add(scan, { header: { stamp }, ...angles, range_max: 10, ranges: scanFrom(robot) });
  }
  await writer.end();
  return Buffer.concat(parts);
}

for (const [name, robots] of [
  ["careful", drive(1, 0.4, 0)],
  ["hasty", drive(1.2, 1.2, 0.2)],
] as const) {
  const folder = new URL(`samples/${name}/logs/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("drive.mcap", folder), await record(robots));
}
