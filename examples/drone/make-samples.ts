// Writes the samples: two flights as PX4 logs them, one of which leaves the geofence.
import { mkdirSync, writeFileSync } from "node:fs";

const definitions = [
  "vehicle_local_position:uint64_t timestamp;float x;float y;float z;uint8_t[4] _padding0;",
  "battery_status:uint64_t timestamp;float voltage_v;float current_a;",
];

/** A message of a ULog file: its size, its type and its content. */
function message(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(3);
  head.writeUInt16LE(body.length, 0);
  head.write(type, 2, "latin1");
  return Buffer.concat([head, body]);
}

/** A data message: the ID of a subscription, the time, and the values of the topic. */
function data(id: number, seconds: number, size: number, ...values: number[]): Buffer {
  const content = Buffer.alloc(2 + 8 + size);
  content.writeUInt16LE(id, 0);
  content.writeBigUInt64LE(BigInt(Math.round(seconds * 1e6)), 2);
  for (const [at, value] of values.entries()) content.writeFloatLE(value, 10 + 4 * at);
  return message("D", content);
}

function subscribe(id: number, topic: string): Buffer {
  return message("A", Buffer.from([0, id, 0]), Buffer.from(topic));
}

/** A flight: climb, a circle, descent. */
function flight(altitude: number, radius: number): Buffer {
  const header = Buffer.from("ULog\x01\x12\x35\x01", "latin1");
  const parts = [
    Buffer.concat([header, Buffer.alloc(8)]),
    message("B", Buffer.alloc(40)),
    ...definitions.map((definition) => message("F", Buffer.from(definition))),
    subscribe(0, "vehicle_local_position"),
    subscribe(1, "battery_status"),
  ];
  for (let step = 0; step <= 600; step++) {
    const seconds = 1 + step / 10;
    const share = step / 600;
    const height = altitude * Math.min(1, 5 * share, 5 * (1 - share));
    const angle = 2 * Math.PI * Math.min(1, Math.max(0, (share - 0.2) / 0.6));
    const [x, y] = [radius * (1 - Math.cos(angle)), radius * Math.sin(angle)];
    parts.push(data(0, seconds, 16, x, y, -height));
    if (step % 5 === 0) parts.push(data(1, seconds, 8, 16.4 - 2 * share, 12 + 0.2 * height));
  }
  return Buffer.concat(parts);
}

for (const [name, altitude, radius] of [
  ["circle", 20, 15],
  ["too-high", 34, 10],
] as const) {
  const folder = new URL(`samples/${name}/logs/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("flight.ulg", folder), flight(altitude, radius));
}
