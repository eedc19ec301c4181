import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeJobMetrics, runMetricsBuild, unpackJobMetrics } from "@metrics-project/runtime";
import Long from "long";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as create } from "../../generators/commands/create/command.js";
import { command as generate } from "../../generators/commands/generate/command.js";
import { command as update } from "../../generators/commands/update/command.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { projectRecord, recordFile } from "../../generators/project/projectRecord.js";
import { readProject } from "../../generators/project/readProject.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { writeMcap } from "../logs/writeMcap.js";
import { temporaryFolder } from "../temporary.js";

const run = promisify(execFile);
const modules = join(packageRoot(), "node_modules");

/** The schema as protoc writes it, with comments and imported files. */
async function descriptorSet(folder: string): Promise<Buffer> {
  const proto = join(packageRoot(), "test/fixtures/logs/protobuf/state.proto");
  await copyFile(proto, join(folder, "state.proto"));
  const argv = ["build", "--as-file-descriptor-set", "-o", "schema.binpb"];
  await run(join(modules, ".bin", "buf"), argv, { cwd: folder });
  return readFile(join(folder, "schema.binpb"));
}

/** 100 messages of each topic in ten seconds. */
async function protobufLog(schema: Buffer): Promise<Buffer> {
  protobuf.util.Long = Long;
  protobuf.configure();
  const root = protobuf.Root.fromDescriptor(schema).resolveAll();
  const topic = (name: string, type: string, message: (index: number) => object) => {
    const own = root.lookupType(type);
    const messages = Array.from({ length: 100 }, (_, index) => ({
      logTime: 1_700_000_000_000_000_000n + BigInt(index) * 100_000_000n,
      data: own.encode(own.fromObject({ timestamp: stamp(index), ...message(index) })).finish(),
    }));
    const encodings = { schemaEncoding: "protobuf", messageEncoding: "protobuf" };
    return { topic: name, type, schema, messages, ...encodings };
  };
  const stamp = (index: number) => ({
    seconds: 1_700_000_000 + Math.floor(index / 10),
    nanos: (index % 10) * 100_000_000,
  });
  return writeMcap([
    topic("/state", "acme.robot.State", (index) => ({
      mode: index < 50 ? 1 : 2,
      wheels: [{ name: "left", speed: 1.5, samples: [1, 2] }],
      ticks: "18446744073709551615",
      offset: "-9007199254740993",
      gains: { "i d": 2 },
      byIndex: { "-3": { name: "third", speed: 1 } },
      byBig: { "9007199254740993": 2 },
      ...(index % 2 === 0 ? { place: "dock" } : { point: { x: index } }),
      charge: 0.5,
      blob: Buffer.from([1, 2]),
      deltas: ["-1", "5"],
      modes: [1, 2],
      uptime: { seconds: index },
      extra: { fields: { a: { numberValue: 1 } } },
      class: "robot",
    })),
    topic("/pose", "acme.robot.Pose", (index) => ({ position: { x: index / 20 } })),
  ]);
}

/** Compiles only if the types match the values that reading returns; its function returns those values. */
const reader = `import { openTestLogs } from "./read-logs.ts";
import { Mode, type State } from "./generated/logs/messages.ts";

const silent = { level: "error", warn() {}, info() {}, debug() {} } as const;
export async function first(logsDir: string): Promise<object> {
  await using logs = await openTestLogs({ logsDir, log: silent, signal: new AbortController().signal });
  for await (const { message } of logs.read({ state: "/state" })) {
    const { ticks, offset, deltas, wheels, byIndex, byBig, point, place, charge, blob, uptime } = message satisfies State;
    const exact: bigint[] = [ticks, offset, ...deltas, uptime?.seconds ?? 0n];
    const speeds: number[] = wheels.map(({ speed, samples }) => speed + (samples[1] ?? 0));
    const maybe: [number | undefined, string | undefined, number | undefined] = [point?.x, place, charge];
    const bytes: Uint8Array = blob;
    const wheel: string | undefined = byIndex["-3"]?.name;
    const big: number | undefined = byBig["9007199254740993"];
    return { exact, speeds, maybe, bytes, wheel, big, drives: message.mode === Mode.MODE_DRIVING };
  }
  throw new Error("there are no messages");
}
`;

async function compile(root: string): Promise<void> {
  const tsc = join(modules, "typescript", "bin", "tsc");
  const conditions = ["--customConditions", "@metrics-project/source"];
  await run(process.execPath, [tsc, "-p", root, ...conditions]).catch(({ stdout }) => {
    throw new Error(String(stdout));
  });
}

/** Names of the metrics of the one sample, with the values of scalars. */
async function metricsOf(root: string): Promise<string[]> {
  const { testMetrics } = await import(join(root, "src", "test-metrics.ts"));
  const outputs = await temporaryFolder();
  let said = "";
  const { exitCode } = await runMetricsBuild(
    { test: testMetrics },
    {
      inputs: join(root, "samples", "state"),
      outputs,
      ownsProcess: false,
      stderr: { write: (text: string) => (said += text) },
    },
  );
  expect(exitCode, said).toBe(0);
  const job = unpackJobMetrics(decodeJobMetrics(await readFile(join(outputs, "metrics.binproto"))));
  return job.metrics.map((metric) =>
    metric.type === "SCALAR" ? `${metric.name}: ${metric.value?.toPrecision(3)}` : metric.name,
  );
}

const metrics = [
  "State states",
  "State changes: 1.00",
  "Pose distance: 4.95",
  "Pose top speed: 0.500",
  "Pose speed",
  "Pose speed distribution",
  "Pose path",
];

describe("a project from a log of Protobuf messages", () => {
  let cwd: string;
  let root: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "metrics-project-"));
    const log = await protobufLog(await descriptorSet(cwd));
    await writeFile(join(cwd, "state.mcap"), log);
    const world = fakeWorld({ cwd });
    const argv = ["project", "--from", "state.mcap", "--modes", "test"];
    const quick = ["--link", "registry", "--no-git", "--no-install"];
    expect(await runCommand(world, create, [...argv, ...quick]), world.err()).toBe(0);
    root = join(cwd, "project");
    await symlink(modules, join(root, "node_modules"), "dir");
    await writeFile(join(root, "src/first.ts"), reader);
  });

  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it.each([
    "/**\n * acme.robot.State\n *\n * How the robot is.\n */\nexport interface State {",
    "  /**\n   * m/s\n",
    "  /** acme.robot.State.Mode */\n  mode: number;",
    "export const Mode = {\n  MODE_UNSPECIFIED: 0,\n  /** It drives. */\n  MODE_DRIVING: 1,",
    "  owner?: State | undefined;",
  ])("has types with the schema's comments and names: %j", async (words) => {
    expect(await readFile(join(root, "src/generated/logs/messages.ts"), "utf8")).toContain(words);
  });

  it("has types that match the values that reading returns", async () => {
    await compile(root);
    const { first } = await import(join(root, "src/first.ts"));
    expect(await first(join(root, "samples/state/logs"))).toEqual({
      exact: [2n ** 64n - 1n, -(2n ** 53n) - 1n, -1n, 5n, 0n],
      speeds: [3.5],
      maybe: [undefined, "dock", 0.5],
      bytes: Uint8Array.of(1, 2),
      wheel: "third",
      big: 2,
      drives: true,
    });
  });

  it("has starter metrics with the right values", async () => {
    expect(await metricsOf(root)).toEqual(metrics);
  });

  it("names the differences in another log, and their uses", async () => {
    const cwd = await temporaryFolder();
    await descriptorSet(cwd);
    const proto = await readFile(join(cwd, "state.proto"), "utf8");
    await writeFile(
      join(cwd, "state.proto"),
      proto.replace("uint64 ticks", "string ticks").replace("  bytes blob = 13;\n", ""),
    );
    const argv = ["build", "--as-file-descriptor-set", "-o", "schema.binpb"];
    await run(join(modules, ".bin", "buf"), argv, { cwd });
    const other = await protobufLog(await readFile(join(cwd, "schema.binpb")));
    await writeFile(join(cwd, "other.mcap"), other);
    const world = fakeWorld({ cwd: root });
    const check = ["--logs", join(cwd, "other.mcap"), "--check"];
    expect(await runCommand(world, generate, check)).toBe(3);
    expect(world.out() + world.err()).toMatch(/State\.blob[\s\S]*src\/first\.ts:8/);
    expect(world.out() + world.err()).toMatch(/State\.ticks[\s\S]*bigint[\s\S]*string/);
  });

  it("updates to a newer version's templates, and keeps the files made from the log", async () => {
    // As an older version would have written it, with another line in main.ts.
    const { record } = await readProject(root);
    const link = { specifier: "^0.0.1" };
    const older = await renderProject({
      answers: record.answers,
      version: "0.0.1",
      runtime: link,
      platform: link,
      cli: link,
    });
    const main = String(older.get("src/main.ts"));
    older.set("src/main.ts", main.replace("// The platform starts", "// Somebody starts"));
    const own = ["src/read-logs.ts", "src/test-metrics.ts", "src/generated/logs/messages.ts"];
    const before = new Map<string, string>();
    for (const path of own) before.set(path, await readFile(join(root, path), "utf8"));
    await writeFile(join(root, "src/main.ts"), `${older.get("src/main.ts")}// mine\n`);
    const text = projectRecord({ version: "0.0.1", answers: record.answers }, older);
    await writeFile(join(root, recordFile), text);
    await writeFile(join(root, "package.json"), String(older.get("package.json")));

    const world = fakeWorld({ cwd: root });
    expect(await runCommand(world, update, ["--force"]), world.err()).toBe(0);
    expect(world.err()).toMatch(/Updated from 0\.0\.1[\s\S]*changed +src\/main\.ts/);
    expect(await readFile(join(root, "src/main.ts"), "utf8")).toBe(`${main}// mine\n`);
    for (const path of own) expect(await readFile(join(root, path), "utf8")).toBe(before.get(path));
    const updated = await readProject(root);
    expect(updated.record.answers).toEqual(record.answers);
    expect(updated.record.answers).toMatchObject({ logs: "own", formats: ["mcap"] });
    expect(await metricsOf(root)).toEqual(metrics);
  });
});
