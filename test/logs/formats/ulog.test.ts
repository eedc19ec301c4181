import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ULog } from "@foxglove/ulog";
import { SchemaError } from "@metrics-project/runtime/logs";
import { ulog } from "@metrics-project/runtime/logs/ulog";
import { beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../temporary.js";
import { readFormat } from "./readFormat.js";
import { ULogWriter } from "./writeULog.js";

let path: string;
beforeEach(async () => {
  path = join(await temporaryFolder(), "flight.ulg");
});

async function read(bytes: Uint8Array) {
  await writeFile(path, bytes);
  return readFormat(ulog, path);
}

const accel =
  "sensor_accel:uint64_t timestamp;float[3] xyz;uint32_t device_id;uint8_t[4] _padding0;";

function accelData(microseconds: bigint, x: number, id = 7): Buffer {
  const data = Buffer.alloc(24);
  data.writeBigUInt64LE(microseconds, 0);
  data.writeFloatLE(x, 8);
  data.writeFloatLE(-9.5, 16);
  data.writeUInt32LE(id, 20);
  return data;
}

/** Two instances of a sensor, one late, a nested type and what was printed. */
function flight(): ULogWriter {
  const log = new ULogWriter({ startMicroseconds: 5n })
    .flags()
    .info("sys_name", "PX4")
    .format(accel)
    .format("esc_report:uint64_t timestamp;int16_t rpm;uint8_t flags;uint8_t[5] _padding0;")
    .format("esc_status:uint64_t timestamp;esc_report[2] esc;char[8] name;bool armed;int64_t big;")
    .subscribe(0, "sensor_accel")
    .subscribe(1, "sensor_accel", 1)
    .subscribe(300, "esc_status");
  log.data(0, accelData(1000n, 0.5));
  log.data(0, accelData(2000n, 0.75));
  log.data(1, accelData(1500n, 100, 8));
  const esc = Buffer.alloc(8 + 32 + 8 + 1 + 8);
  esc.writeBigUInt64LE(2500n, 0);
  esc.writeBigUInt64LE(2400n, 8);
  esc.writeInt16LE(-1200, 16);
  esc.writeBigUInt64LE(2410n, 24);
  esc.writeInt16LE(1300, 32);
  esc.write("motor", 40);
  esc[48] = 1;
  esc.writeBigInt64LE(-9_007_199_254_740_993n, 49);
  log.data(300, esc);
  return log.printed(2600n, 4, "low battery");
}

describe("a log of PX4", () => {
  it("returns every message exactly, with instances of a sensor as separate topics", async () => {
    const { channels, read: messages, damages, warnings } = await read(flight().bytes());
    expect(damages).toEqual([]);
    expect(warnings).toEqual([]);
    expect(
      channels.map(({ topic, type, count, times }) => [topic, type, count, times.stamp]),
    ).toEqual([
      ["sensor_accel", "sensor_accel", 2, { first: 1_000_000n, last: 2_000_000n }],
      ["sensor_accel/1", "sensor_accel", 1, { first: 1_500_000n, last: 1_500_000n }],
      ["esc_status", "esc_status", 1, { first: 2_500_000n, last: 2_500_000n }],
      ["printed-messages", "printed-messages", 1, { first: 2_600_000n, last: 2_600_000n }],
    ]);
    expect(messages).toEqual([
      {
        topic: "sensor_accel",
        logTime: 1_000_000n,
        stamp: 1_000_000n,
        message: { timestamp: 1000n, xyz: Float32Array.of(0.5, 0, -9.5), device_id: 7 },
      },
      {
        topic: "sensor_accel/1",
        logTime: 1_500_000n,
        stamp: 1_500_000n,
        message: { timestamp: 1500n, xyz: Float32Array.of(100, 0, -9.5), device_id: 8 },
      },
      expect.objectContaining({ topic: "sensor_accel", logTime: 2_000_000n }),
      {
        topic: "esc_status",
        logTime: 2_500_000n,
        stamp: 2_500_000n,
        message: {
          timestamp: 2500n,
          esc: [
            { timestamp: 2400n, rpm: -1200, flags: 0 },
            { timestamp: 2410n, rpm: 1300, flags: 0 },
          ],
          name: "motor",
          armed: true,
          big: -9_007_199_254_740_993n,
        },
      },
      {
        topic: "printed-messages",
        logTime: 2_600_000n,
        stamp: 2_600_000n,
        message: { timestamp: 2600n, level: 4, message: "low battery" },
      },
    ]);
  });

  it("returns the same numbers as @foxglove/ulog", async () => {
    const bytes = flight().bytes();
    const other = new ULog({
      open: async () => bytes.length,
      read: async (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)),
      size: () => bytes.length,
    });
    await other.open();
    const theirs: unknown[] = [];
    for await (const message of other.readMessages({
      includeLogs: false,
      msgIds: new Set([0, 1]),
    })) {
      if ("value" in message)
        theirs.push({ ...message.value, xyz: Float32Array.from(message.value.xyz as number[]) });
    }
    const { read: ours } = await read(bytes);
    expect(
      ours.filter(({ topic }) => topic.startsWith("sensor_accel")).map(({ message }) => message),
    ).toEqual(theirs);
  });

  it("reports the logger's dropouts", async () => {
    const { warnings } = await read(flight().dropout(120).dropout(80).bytes());
    expect(warnings).toEqual([
      expect.stringMatching(/keep up 2 times; 0\.2 s of messages are missing in total/),
    ]);
  });

  it("includes appended data, although the message before it is cut", async () => {
    const before = flight().bytes();
    const appended = BigInt(before.length - 6);
    const log = new ULogWriter({ startMicroseconds: 5n }).flags(appended).bytes();
    const whole = Buffer.concat([log, before.subarray(log.length, -6)]);
    const later = new ULogWriter().data(0, accelData(9000n, 2)).bytes().subarray(16);
    const { read: messages, damages } = await read(Buffer.concat([whole, later]));
    expect(damages).toEqual([]);
    expect(messages.at(-1)).toMatchObject({ topic: "sensor_accel", logTime: 9_000_000n });
    expect(messages).toHaveLength(5);
  });
});

describe("a truncated or damaged log", () => {
  it("returns the messages before any cut", async () => {
    const bytes = flight().bytes();
    const whole = await read(bytes);
    for (let end = 16; end < bytes.length; end++) {
      const { read: messages, damages } = await read(bytes.subarray(0, end));
      expect(messages.length).toBeLessThan(whole.read.length);
      for (const message of messages) expect(whole.read).toContainEqual(message);
      for (const { offset, lostBytes } of damages) expect(offset + (lostBytes ?? 0)).toBe(end);
    }
  });

  it.each([
    ["zeros, as a full disk leaves them", Buffer.alloc(64), /no valid message/],
    [
      "a topic that nobody announced",
      new ULogWriter().data(9, Buffer.alloc(8)).bytes().subarray(16),
      /not declared/,
    ],
  ])("ends before %s, and says at which byte", async (_, tail, reason) => {
    const bytes = flight().bytes();
    const { read: messages, damages } = await read(Buffer.concat([bytes, tail]));
    expect(messages).toHaveLength(5);
    expect(damages).toEqual([
      { offset: bytes.length, lostBytes: tail.length, reason: expect.stringMatching(reason) },
    ]);
  });

  it("names the type that a definition lacks", async () => {
    const log = new ULogWriter()
      .format("outer:uint64_t timestamp;inner[2] parts;")
      .subscribe(0, "outer");
    await expect(read(log.bytes())).rejects.toThrow(SchemaError);
    await expect(read(log.bytes())).rejects.toThrow("inner");
  });

  it("refuses a message that is shorter than its type", async () => {
    const log = new ULogWriter().format(accel).subscribe(0, "sensor_accel");
    await expect(read(log.data(0, accelData(1n, 1).subarray(0, 20)).bytes())).rejects.toThrow(
      "it has 20 bytes, but its type has 24",
    );
  });
});
