import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { odometryTopic } from "../logs/odometry.js";
import { writeMcap } from "../logs/writeMcap.js";
import { sharedPath } from "../shared.js";
import { type LogsKind, runTemplate, type TemplateRun } from "./runTemplate.js";

const start = 1_700_000_000;

interface Moment {
  seconds: number;
  x: number;
  y: number;
}

/** Nanoseconds, to the microsecond. */
function timeOf({ seconds }: Moment): bigint {
  return BigInt(Math.round((start + seconds) * 1e6)) * 1000n;
}

function toCsv(moments: readonly Moment[]): string {
  const rows = moments.map((one) => `${(start + one.seconds).toFixed(6)},${one.x},${one.y},0`);
  return `time,x,y,z\n${rows.join("\n")}\n`;
}

function toJsonLines(moments: readonly Moment[]): string {
  return moments
    .map(({ seconds, x, y }) => `${JSON.stringify({ time: start + seconds, x, y, z: 0 })}\n`)
    .join("");
}

function toOdometry(moments: readonly Moment[]) {
  return odometryTopic(moments.map((one) => ({ stamp: timeOf(one), log: timeOf(one), x: one.x })));
}

/** Moments at a rate in Hz. */
function drive(seconds: number, rate: number, at: (t: number) => [x: number, y: number]): Moment[] {
  return Array.from({ length: seconds * rate + 1 }, (_, index) => {
    const [x, y] = at(index / rate);
    return { seconds: index / rate, x, y };
  });
}

/** Normally distributed numbers, the same in each run. */
function noiseOf(deviation: number): () => number {
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state + 1) / 0x8000_0001;
  };
  return () => deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function scalar({ metrics, stderr }: TemplateRun, name: string): number {
  if (metrics === undefined) throw new Error(stderr);
  return Number(metrics.metric(name, "SCALAR")?.value);
}

const straight = drive(10, 10, (t) => [t / 2, 0]);

describe("the metrics of a scaffold", () => {
  it.each<[LogsKind, () => string | Promise<Uint8Array>]>([
    ["csv", () => toCsv(straight)],
    ["jsonl", () => toJsonLines(straight)],
    ["mcap", () => writeMcap([toOdometry(straight)])],
  ])("of %s logs are right for a straight drive", async (kind, write) => {
    const run = await runTemplate(kind, { [`log.${kind}`]: await write() });
    expect(scalar(run, "Distance traveled")).toBeCloseTo(5, 9);
    expect(scalar(run, "Top speed")).toBeCloseTo(0.5, 6);
    expect(scalar(run, "Mean speed")).toBeCloseTo(0.5, 9);
    expect(scalar(run, "Duration")).toBeCloseTo(10, 9);
  });

  it("are at most 0.1 m for a robot that stands still for a minute, with 1 cm of noise at 100 Hz", async () => {
    const noise = noiseOf(0.01);
    const still = drive(60, 100, () => [noise(), noise()]);
    const run = await runTemplate("csv", { "log.csv": toCsv(still) });
    expect(scalar(run, "Distance traveled")).toBeLessThanOrEqual(0.1);
  });

  it("have a top speed within 5 % for a circle at 1 m/s, with 1 mm of noise at 500 Hz", async () => {
    const noise = noiseOf(0.001);
    const circle = drive(20, 500, (t) => [
      2 * Math.cos(t / 2) + noise(),
      2 * Math.sin(t / 2) + noise(),
    ]);
    const run = await runTemplate("csv", { "log.csv": toCsv(circle) });
    expect(Math.abs(scalar(run, "Top speed") - 1)).toBeLessThan(0.05);
    expect(Math.abs(scalar(run, "Distance traveled") - 20)).toBeLessThan(0.4);
  });

  it("come with a warning for a log without motion", async () => {
    const run = await runTemplate("csv", { "log.csv": toCsv(drive(5, 10, () => [1, 2])) });
    expect(scalar(run, "Distance traveled")).toBe(0);
    expect(run.stderr).toContain("warning: the robot does not move in these logs");
  });

  it("come with a warning if the twist of a moving robot is zero", async () => {
    // The twist of the messages is always zero here.
    const run = await runTemplate("mcap", { "log.mcap": await writeMcap([toOdometry(straight)]) });
    expect(run.stderr).toContain("warning: the twist is zero in all messages, but the robot moves");
  });

  it.each([
    ["milliseconds", 1_000n],
    ["nanoseconds", 1_000_000_000n],
  ])("are right, with a warning, if a column of seconds has %s", async (unit, factor) => {
    const rows = straight.map((one) => `${(timeOf(one) * factor) / 1_000_000_000n},${one.x},0,0`);
    const run = await runTemplate("csv", { "log.csv": `time,x,y,z\n${rows.join("\n")}\n` });
    expect(run.stderr).toContain(`look like ${unit}`);
    expect(scalar(run, "Top speed")).toBeCloseTo(0.5, 6);
  });

  it("skip poses that are not finite, with a warning that counts them", async () => {
    const rows = toCsv(straight).replace(",0.5,", ",nan,");
    const run = await runTemplate("csv", { "log.csv": rows });
    expect(run.stderr).toContain("warning: 1 of 101 poses are not finite");
    expect(scalar(run, "Distance traveled")).toBeCloseTo(5, 9);
  });

  it("ignore a table with other columns beside the log", async () => {
    const files = { "log.csv": toCsv(straight), "imu.csv": "t,ax,ay,az\n0,1,2,3\n" };
    expect(scalar(await runTemplate("csv", files), "Distance traveled")).toBeCloseTo(5, 9);
  });

  it.each<[string, LogsKind, Record<string, string>, RegExp]>([
    [
      "one pose",
      "csv",
      { "log.csv": toCsv(straight.slice(0, 1)) },
      /have 1 poses; at least two at/,
    ],
    [
      "other columns",
      "csv",
      { "log.csv": "time,a,b\n0,1,2\n" },
      /no topic with columns x, y, z[\s\S]*log \(time, a, b\)/,
    ],
    [
      "logs of another format",
      "mcap",
      { "log.csv": toCsv(straight) },
      /no recording in one of the given formats \(MCAP\)[\s\S]*log\.csv seems to be a text table/,
    ],
  ])("fail with the reason for %s", async (_, kind, files, words) => {
    const run = await runTemplate(kind, files);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(words);
  });
});

describe("on real logs", () => {
  const nav2 = sharedPath("data/nav2_turtlebot.mcap");
  it.skipIf(nav2 === undefined)(
    "of Nav2, distance, speed and duration follow simulation time",
    async () => {
      const run = await runTemplate("mcap", { "nav2.mcap": await readFile(nav2 ?? "") });
      expect(scalar(run, "Distance traveled")).toBeCloseTo(34.3219, 3);
      expect(scalar(run, "Top speed")).toBeCloseTo(0.5, 3);
      expect(scalar(run, "Duration")).toBeCloseTo(96.7, 1);
    },
  );

  const truth = sharedPath("data/fr2_desk_groundtruth.txt");
  it.skipIf(truth === undefined)("of TUM, the top speed is near 0.5 m/s", async () => {
    const edit = (text: string) =>
      text.replace('["x", "y", "z"]', '["tx", "ty", "tz"]').replaceAll(/row\.(\w)/g, "row.t$1");
    const run = await runTemplate("csv", { "truth.txt": await readFile(truth ?? "") }, edit);
    expect(Math.abs(scalar(run, "Top speed") - 0.5)).toBeLessThan(0.05);
  });
});
