import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/inspect/command.js";
import { IntervalStats } from "../../generators/commands/inspect/IntervalStats.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { ULogWriter } from "../logs/formats/writeULog.js";
import { odometryTopic } from "../logs/odometry.js";
import { writeMcap } from "../logs/writeMcap.js";
import { temporaryFolder } from "../temporary.js";

const fixture = (path: string) =>
  fileURLToPath(new URL(`../fixtures/logs/${path}`, import.meta.url));

async function inspect(...argv: string[]) {
  const world = fakeWorld();
  const code = await runCommand(world, command, argv);
  return { code, stdout: world.out(), stderr: world.err() };
}

interface Topic {
  name: string;
  count: number;
  rate: number;
  times: Record<string, { first: string; last: string }>;
  gaps: { count: number; longest: { from: string; length: string }[] };
  fields: { path: string; kind: string; min?: unknown; max?: unknown; values?: string[] }[];
  problem?: string;
}

async function inspectJson(path: string) {
  const { code, stdout } = await inspect(path, "--json");
  expect(code).toBe(0);
  return JSON.parse(stdout) as { topics: Topic[]; warnings: string[]; files: { format: string }[] };
}

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

const second = 1_000_000_000n;

describe("inspect", () => {
  const at10Hz = (count: number, start: bigint, log: bigint) =>
    Array.from({ length: count }, (_, index) => {
      const step = (BigInt(index) * second) / 10n;
      return { stamp: start + step, log: log + step };
    });

  it.each([
    [
      "a clock that was reset",
      [...at10Hz(100, second, 50n * second), ...at10Hz(100, second, 60n * second)],
      [second, second + 99n * (second / 10n)],
    ],
    [
      "zero stamps before the clock starts",
      [
        { stamp: 0n, log: 40n * second },
        { stamp: 0n, log: 41n * second },
        ...at10Hz(100, 1_700_000_000n * second, 50n * second),
      ],
      [1_700_000_000n * second, 1_700_000_009n * second + 9n * (second / 10n)],
    ],
  ])("gives the rate and the span of the stamps despite %s", async (_, times, [first, last]) => {
    await writeFile(join(folder, "run.mcap"), await writeMcap([odometryTopic(times)]));
    const [topic] = (await inspectJson(folder)).topics;
    expect(topic?.count).toBe(times.length);
    expect(topic?.rate).toBeCloseTo(10, 9);
    expect(topic?.times.stamp).toEqual({ first: String(first), last: String(last) });
    expect(topic?.gaps).toEqual({ count: 0, longest: [] });
  });

  it("lists the topics of a bag with count, rate, times by each clock and fields", async () => {
    const { topics, warnings, files } = await inspectJson(fixture("rosbag1/run-bz2.bag"));
    expect(files).toMatchObject([{ format: "rosbag1" }]);
    expect(warnings).toEqual([]);
    const [odom, status] = topics;
    expect(odom).toMatchObject({
      name: "/odom",
      count: 10,
      times: {
        stamp: { first: "1700000000000000007", last: "1700000000900000007" },
        log: { first: "1700000000005000000", last: "1700000000905000000" },
      },
    });
    expect(odom?.rate).toBeCloseTo(10, 9);
    expect(odom?.fields).toContainEqual({
      path: "pose.pose.position.x",
      kind: "number",
      count: 10,
      min: 0,
      max: 0.45,
    });
    expect(odom?.fields).toContainEqual(
      expect.objectContaining({ path: "pose.covariance[]", min: 0, max: 35 }),
    );
    expect(status?.fields).toEqual([
      expect.objectContaining({
        path: "data",
        values: ["step 0", "step 2", "step 4", "step 6", "step 8"],
      }),
    ]);
  });

  it("keeps integers beyond 2^53 and nanoseconds exact", async () => {
    const { topics } = await inspectJson(fixture("parquet/table-zstd.parquet"));
    expect(topics[0]?.fields).toContainEqual(
      expect.objectContaining({ path: "count", min: "9007199254740993", max: "9007199254740999" }),
    );
    expect(topics[0]?.times.stamp?.first).toBe("1700000000123456789");
  });

  it("prints topics, types, ranges and times in readable form", async () => {
    const { stdout, code } = await inspect(fixture("rosbag1/run-none.bag"));
    expect(code).toBe(0);
    expect(stdout).toContain("/odom  nav_msgs/Odometry  10 messages  10 Hz");
    expect(stdout).toMatch(/pose\.pose\.position\.x +number +0 … 0\.45/);
    expect(stdout).toContain("2023-11-14T22:13:20.000Z");
  });

  it("finds gaps and their positions", async () => {
    const log = new ULogWriter().format("tick:uint64_t timestamp;").subscribe(0, "tick");
    for (let i = 0; i < 100; i++) {
      const data = Buffer.alloc(8);
      data.writeBigUInt64LE(BigInt(i * 10_000 + (i >= 60 ? 2_000_000 : 0)));
      log.data(0, data);
    }
    await writeFile(join(folder, "flight.ulg"), log.bytes());
    const { topics } = await inspectJson(folder);
    expect(topics[0]?.gaps).toEqual({
      count: 1,
      longest: [{ from: "590000000", length: "2010000000" }],
    });
  });

  it("reads a damaged log up to the damage and reports the loss", async () => {
    const bytes = await readFile(fixture("rosbag1/run-none.bag"));
    await writeFile(join(folder, "cut.bag"), bytes.subarray(0, 9000));
    const { topics, warnings } = await inspectJson(folder);
    expect(topics.map(({ name, count }) => [name, count])).toEqual([["/odom", 1]]);
    expect(warnings.join()).toMatch(/cut\.bag is damaged at byte \d+/);
  });

  it("skips a topic with messages that cannot be decoded, and names it", async () => {
    const log = new ULogWriter()
      .format("good:uint64_t timestamp;")
      .format("short:uint64_t timestamp;double x;")
      .subscribe(0, "good")
      .subscribe(1, "short");
    const stamp = Buffer.alloc(8);
    for (let i = 0; i < 3; i++) log.data(0, stamp).data(1, stamp);
    await writeFile(join(folder, "flight.ulg"), log.bytes());
    const { topics } = await inspectJson(folder);
    expect(topics).toMatchObject([
      { name: "good", count: 3 },
      { name: "short", count: 3, problem: expect.stringContaining("8 bytes") },
    ]);
  });

  it("reads a folder with recordings of several formats, and skips other files", async () => {
    await copyFile(fixture("rosbag1/run-lz4.bag"), join(folder, "run.bag"));
    await copyFile(fixture("parquet/table-lz4.parquet"), join(folder, "table.parquet"));
    await writeFile(join(folder, "notes.bin"), Buffer.alloc(100, 1));
    const { files, topics } = await inspectJson(folder);
    expect(files.map(({ format }) => format).sort()).toEqual(["parquet", "rosbag1"]);
    expect(topics.map(({ name }) => name)).toEqual(["/odom", "/status", "table"]);
  });

  it.each([
    ["a path that does not exist", "nowhere", /nowhere cannot be read: it does not exist/],
    ["a folder without recordings", "empty", /empty has no recording/],
  ])("fails for %s", async (_, name, message) => {
    await mkdir(join(folder, "empty"));
    const { code, stderr } = await inspect(join(folder, name));
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  it("escapes control characters in names", async () => {
    const log = new ULogWriter()
      .format("evil\u001b[2J:uint64_t timestamp;")
      .subscribe(0, "evil\u001b[2J");
    log.data(0, Buffer.alloc(8));
    await writeFile(join(folder, "flight.ulg"), log.bytes());
    const { stdout } = await inspect(folder);
    expect(stdout).toContain("evil\\u001b[2J");
    expect(stdout).not.toContain("\u001b");
  });
});

it("estimates the median interval within 5 %", () => {
  const intervals = new IntervalStats();
  for (let i = 0; i < 1001; i++) intervals.see(BigInt(i) * 20_000_000n + BigInt(i % 7) * 1000n);
  expect(Math.abs(Number(intervals.median) / 20_000_000 - 1)).toBeLessThan(0.05);
});
