import { describe, expect, it } from "vitest";
import { odometryTopic } from "./odometry.js";
import { readAll, warningsOf, xOf } from "./readAll.js";
import { type McapTopic, writeMcap } from "./writeMcap.js";

const second = 1_000_000_000n;
const wall = 1_700_000_000n * second;
const odom = { odom: "/odom" };

/** A message each 0.1 s by the log's clock; stamps in seconds. */
function stamped(...stamps: number[]): McapTopic {
  return odometryTopic(
    stamps.map((stamp, index) => ({
      stamp: BigInt(Math.round(stamp * 1e9)),
      log: wall + BigInt(index) * 100_000_000n,
    })),
  );
}

async function read(topic: McapTopic, options: Parameters<typeof readAll>[2] = {}) {
  return await readAll({ "run.mcap": await writeMcap([topic]) }, odom, options);
}

describe("the clock of messages", () => {
  it("is their own stamp, to the nanosecond", async () => {
    const stamp = 1_700_000_000_123_456_789n;
    const { messages } = await read(odometryTopic([{ stamp, log: wall }]));
    expect(messages[0]).toMatchObject({ time: stamp, stamp, logTime: wall });
  });

  it.each([
    ["log", wall + 5n],
    ["publish", wall + 3n],
    ["stamp", 900n * second],
  ] as const)("is the %s time if requested", async (clock, time) => {
    const topic = odometryTopic([{ stamp: 900n * second, log: wall + 5n }]);
    const messages = topic.messages.map((one) => ({ ...one, publishTime: wall + 3n }));
    expect((await read({ ...topic, messages }, { clock })).messages[0]?.time).toBe(time);
  });

  it("is the log's time if messages have no stamp, with one warning", async () => {
    const json = (n: number) => new TextEncoder().encode(JSON.stringify({ n }));
    const topic = {
      ...stamped(),
      type: "",
      schemaEncoding: "",
      messageEncoding: "json",
      messages: [1, 2].map((n) => ({ logTime: wall + BigInt(n), data: json(n) })),
    };
    const all = await read(topic);
    expect(all.messages.map(({ time }) => time)).toEqual([wall + 1n, wall + 2n]);
    expect(all.lines.filter((line) => line.includes("/odom"))).toEqual([
      expect.stringContaining("its log times are used"),
    ]);
  });

  it("is the transforms' own for /tf", async () => {
    const text = JSON.stringify({
      transforms: [{ header: { stamp: { sec: 7, nanosec: 5 } }, child_frame_id: "base" }],
    });
    const topic = {
      ...stamped(),
      topic: "/tf",
      type: "tf2_msgs/msg/TFMessage",
      schemaEncoding: "jsonschema",
      schema: Buffer.from("{}"),
      messageEncoding: "json",
      messages: [{ logTime: wall, data: new TextEncoder().encode(text) }],
    };
    const { messages } = await readAll({ "run.mcap": await writeMcap([topic]) }, { tf: "/tf" });
    expect(messages[0]?.time).toBe(7n * second + 5n);
  });

  it("gives no warning for a good log", async () => {
    expect(warningsOf(await read(stamped(0, 0.1, 0.2, 0.3)))).toEqual([]);
  });
});

describe("stamps of zero before a simulation's clock starts", () => {
  const topic = stamped(0, 0, 0, 928.8, 928.9, 929);

  it("are left out and named", async () => {
    const all = await read(topic);
    expect(xOf(all.messages)).toEqual([3, 4, 5]);
    expect(warningsOf(all)).toEqual([
      expect.stringMatching(
        /\/odom: 3 of 6 messages \(50 %\) have a zero stamp, the first at 1700000000 s of the log's clock/,
      ),
    ]);
  });

  it("are kept if requested", async () => {
    expect(xOf((await read(topic, { onZeroStamp: "keep" })).messages)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("stop the reading if requested", async () => {
    await expect(read(topic, { onZeroStamp: "error" })).rejects.toMatchObject({
      name: "ClockError",
      topic: "/odom",
    });
  });

  it("are the log's times if the topic has no other stamps", async () => {
    const all = await read(stamped(0, 0, 0));
    expect(all.messages.map(({ time }) => time - wall)).toEqual([0n, 100_000_000n, 200_000_000n]);
  });

  it("are normal times if the simulation starts at zero", async () => {
    const all = await read(stamped(0, 0.1, 0.2));
    expect(all.messages.map(({ time }) => time)).toEqual([0n, 100_000_000n, 200_000_000n]);
  });
});

describe("time that jumps back", () => {
  it.each([
    ["by much", stamped(5, 6, 7, 0.1, 0.2), "6.9"],
    ["by little, and goes on from there", stamped(0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4), "0.3"],
  ])("is an error: %s", async (_, topic, by) => {
    await expect(read(topic)).rejects.toMatchObject({
      name: "ClockError",
      topic: "/odom",
      message: expect.stringContaining(`time jumps back by ${by} s to 0.1 s`),
      hint: expect.stringContaining('onReset: "split"'),
    });
  });

  it("counts segments if requested", async () => {
    const all = await read(stamped(5, 6, 7, 0.1, 0.2), { onReset: "split" });
    expect(all.messages.map(({ segment }) => segment)).toEqual([0, 0, 0, 1, 1]);
    expect(xOf(all.messages)).toEqual([0, 1, 2, 3, 4]);
    expect(warningsOf(all)[0]).toContain("time jumps back once, first by 6.9 s to 0.1 s");
  });

  it("is kept if requested, in the order of the log", async () => {
    const all = await read(stamped(5, 6, 7, 0.1, 0.2), { onReset: "keep" });
    expect(xOf(all.messages)).toEqual([0, 1, 2, 3, 4]);
  });

  it("is not a reset if two publishers share a topic, one behind the other", async () => {
    // One at 10 Hz, and one at 50 Hz that is 0.3 s behind.
    const ahead = [1, 1.1, 1.2, 1.3].flatMap((time) => [
      time,
      ...[0, 0.02, 0.04, 0.06, 0.08].map((step) => time - 0.3 + step),
    ]);
    const all = await read(stamped(...ahead));
    const times = all.messages.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => Number(a - b)));
    expect(warningsOf(all)).toContainEqual(
      expect.stringContaining("20 of 24 messages (83.3 %) arrived after newer"),
    );
  });

  it("is not a reset if one message is late: it is sorted, and reported", async () => {
    const all = await read(stamped(0.1, 0.2, 0.4, 0.3, 0.5, 0.6));
    expect(xOf(all.messages)).toEqual([0, 1, 3, 2, 4, 5]);
    expect(warningsOf(all)).toEqual([
      expect.stringContaining("1 of 6 messages (16.6 %) arrived after newer ones"),
    ]);
  });
});

describe("other oddities", () => {
  it("equal stamps are counted, with their share", async () => {
    expect(warningsOf(await read(stamped(0.1, 0.2, 0.2, 0.3)))).toEqual([
      expect.stringContaining(
        "/odom: 1 of 4 messages (25 %) have the same time as the previous one, the first at 0.2 s. All are kept",
      ),
    ]);
  });

  it("a few equal stamps among many are logged at debug level, and kept", async () => {
    const stamps = Array.from({ length: 200 }, (_, index) => index * 0.1);
    const all = await read(stamped(...stamps.toSpliced(100, 0, 10)));
    expect(all.messages).toHaveLength(201);
    expect(warningsOf(all)).toEqual([]);
    expect(all.lines).toContainEqual(
      expect.stringContaining(
        "/odom: 1 of 201 messages (0.4 %) have the same time as the previous one",
      ),
    );
  });

  it("clocks that disagree by more than a second a minute", async () => {
    const stamps = Array.from({ length: 100 }, (_, index) => index * 0.2);
    expect(warningsOf(await read(stamped(...stamps)))).toEqual([
      expect.stringMatching(
        /the clocks disagree: 100 messages span 19\.8 s by their stamps, but 9\.9 s by the log's clock/,
      ),
    ]);
  });

  it("a stamp that never changes: the log's times are used", async () => {
    const all = await read(stamped(5, 5, 5));
    expect(all.messages.map(({ time }) => time - wall)).toEqual([0n, 100_000_000n, 200_000_000n]);
    expect(warningsOf(all)[0]).toContain("has the stamp 5 s in its first and in its last message");
  });

  it("topics that do not share a clock", async () => {
    const other = odometryTopic(
      [
        { stamp: wall, log: wall },
        { stamp: wall + second, log: wall + second },
      ],
      "/gps",
    );
    const file = await writeMcap([stamped(5, 5.1, 5.2), other]);
    const all = await readAll({ "run.mcap": file }, { odom: "/odom", gps: "/gps" });
    expect(warningsOf(all)).toEqual([
      expect.stringContaining("/odom and /gps do not share a clock"),
    ]);
  });
});
