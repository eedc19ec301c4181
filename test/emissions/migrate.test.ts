import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeJobMetrics, readEmissions, unpackJobMetrics } from "@metrics-project/runtime";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Command } from "../../generators/cli/command.js";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as check } from "../../generators/commands/check/command.js";
import { command as migrate } from "../../generators/commands/migrate/command.js";
import { withTopics } from "../../generators/commands/migrate/withTopics.js";
import { command as rehearse } from "../../generators/commands/rehearse/command.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { buildFromSources } from "./buildFromSources.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const config = ".resim/metrics/config.resim.yml";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "emissions-migrate-"));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"), "dir");
  const link = { specifier: "0.1.0" };
  const files = await renderProject({
    answers: {
      name: "speeds",
      logs: "jsonl",
      modes: ["test"],
      ci: "none",
      packageManager: "npm",
      link: "registry",
    },
    version: "0.1.0",
    runtime: link,
    platform: link,
    cli: link,
  });
  for (const project of ["plain", "sink"]) {
    for (const [path, content] of files) {
      await mkdir(dirname(join(root, project, path)), { recursive: true });
      await writeFile(join(root, project, path), content);
    }
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function runIn(project: string, command: Command, ...args: string[]) {
  const world = fakeWorld({ cwd: join(root, project) });
  const code = await runCommand(world, command, args);
  return { code, out: world.out(), err: world.err() };
}

type Ran = Awaited<ReturnType<typeof runIn>>;

async function rehearsed(): Promise<void> {
  const dir = join(root, "plain");
  await buildFromSources(dir);
  expect(await runIn("plain", rehearse, "--batches", "0")).toMatchObject({ code: 0 });
}

describe("a rehearsed project after migrate", () => {
  let unrehearsed: Ran;
  let dry: Ran;
  let migrated: Ran;
  let outputs = "";
  beforeAll(async () => {
    unrehearsed = await runIn("plain", migrate);
    await rehearsed();
    dry = await runIn("plain", migrate, "--dry-run");
    migrated = await runIn("plain", migrate);
    await rehearsed();
    outputs = join(root, "plain", "rehearsal", "tests", "lap", "outputs");
  });

  it("had to be rehearsed first", () => {
    expect(unrehearsed).toMatchObject({
      code: 1,
      err: expect.stringContaining("Run metrics-project rehearse first"),
    });
  });

  it("was listed by --dry-run before", () => {
    expect(dry.out).toContain("would write src/emit-metrics.ts");
  });

  it("has a topic for each metric", () => {
    expect(migrated.code).toBe(0);
    expect(migrated.out).toContain("mapped    Top speed: topic top_speed");
  });

  it("emits the numbers of its metrics", async () => {
    const message = unpackJobMetrics(
      decodeJobMetrics(await readFile(join(outputs, "metrics.binproto"))),
    );
    const values: Record<string, unknown[]> = {};
    for await (const { topic, data } of readEmissions(join(outputs, "emissions.resim.jsonl"))) {
      values[topic] = [...(values[topic] ?? []), data.value ?? data.raw_metric];
    }
    const speed = [...(message.data("speed", "doubles")?.values ?? [])];
    expect(speed).not.toEqual([]);
    expect(values).toMatchObject({
      top_speed: [message.metric("Top speed", "SCALAR")?.value],
      speed,
      speed_distribution: speed,
      path_driven: [JSON.stringify(message.metric("Path driven", "PLOTLY")?.figure)],
    });
  });

  it("has a config and rows without problems or warnings", async () => {
    const rows = "rehearsal/tests/lap/outputs/emissions.resim.jsonl";
    const { code, out } = await runIn("plain", check, config, rows);
    expect(out).not.toMatch(/^ {2}(problem|warning)/m);
    expect(code).toBe(0);
  });

  it("cannot be migrated again", async () => {
    expect(await runIn("plain", migrate)).toMatchObject({
      code: 1,
      err: expect.stringContaining("This project already emits."),
    });
  });
});

describe("migrate of a message with every kind of metric", () => {
  let run: Ran;
  beforeAll(async () => {
    const file = join(repository, "test", "fixtures", "vectors", "kitchen_sink.binproto");
    await cp(file, join(root, "sink", "all.binproto"));
    run = await runIn("sink", migrate, "all.binproto", "--json");
  });

  it("maps every kind that rows can represent, and lists the others", () => {
    expect(run).toMatchObject({ code: 0, err: "" });
    const { left, events, metrics } = JSON.parse(run.out) as {
      left: string[];
      events: boolean;
      metrics: { name: string }[];
    };
    expect(metrics.map(({ name }) => name)).toEqual([
      "Path length",
      "Wheel tracking error",
      "Pallet detector PR",
      "Sensor latency",
      "Mission phases",
      "Subsystem modes",
      "Stopping distance",
      "Route map",
      "Operator notes",
      "Final camera frame",
    ]);
    const cannot = "which a topic and a query cannot express";
    expect(left).toEqual([
      ...[
        "Ramp peak acceleration",
        "Clearance at one second",
        "First clearance",
        "Second pallet distance",
        "Top speeds",
      ].map((name) => `"${name}" has type double-summary, ${cannot}`),
      `"Outcomes per batch" has type batchwise-bar-chart, ${cannot}`,
      `"Key frames" has type image-list, ${cannot}`,
    ]);
    expect(events).toBe(true);
  });

  it("writes a config without problems", async () => {
    const { out } = await runIn("sink", check, config);
    expect(out).toMatch(/^\S+: accepted/);
  });

  it("writes code that compiles", () => {
    const dir = join(root, "sink");
    const main = ["emit-metrics.ts", "main.ts", "test-metrics.ts", "generated/emissions.ts"].map(
      (name) => join(dir, "src", name),
    );
    const { config: read } = ts.readConfigFile(join(dir, "tsconfig.json"), ts.sys.readFile);
    const parsed = ts.convertCompilerOptionsFromJson(read.compilerOptions, dir).options;
    const program = ts.createProgram(main, { ...parsed, noEmit: true });
    const found = main.flatMap((path) => [
      ...program.getSemanticDiagnostics(program.getSourceFile(path)),
    ]);
    expect(
      found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
    ).toEqual([]);
  });
});

describe("the call of runMetricsBuild", () => {
  it.each([
    [
      "no options",
      "await runMetricsBuild({ test });",
      "await runMetricsBuild({ test }, { emissions: { topics",
    ],
    [
      "options",
      "runMetricsBuild({ test }, { queryStyles });",
      "{ queryStyles, emissions: { topics",
    ],
    ["empty options", "runMetricsBuild({ test }, {});", "{ emissions: { topics"],
  ])("receives the topics if it has %s", (_, call, text) => {
    expect(withTopics(ts, `import { test } from "./test.ts";\n${call}\n`)).toMatchObject({
      text: expect.stringContaining(text),
    });
  });

  it("stays as it is if it has the topics", () => {
    const call = "runMetricsBuild({ test }, { emissions: {} });";
    expect(withTopics(ts, call)).toEqual({ text: undefined });
  });

  it.each([
    ["is missing", "export {};", "src/main.ts does not call runMetricsBuild"],
    [
      "has options that are a variable",
      "runMetricsBuild({ test }, options);",
      "the options of runMetricsBuild are not an object literal in the call",
    ],
  ])("is left to the user if it %s", (_, source, problem) => {
    expect(withTopics(ts, source)).toEqual({ problem });
  });
});
