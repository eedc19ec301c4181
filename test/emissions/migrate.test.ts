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

async function rehearsed(): Promise<void> {
  const dir = join(root, "plain");
  await buildFromSources(dir);
  expect(await runIn("plain", rehearse, "--batches", "0")).toMatchObject({ code: 0 });
}

describe("migrate", () => {
  it("makes a project emit the numbers that it adds, with a config without problems", async () => {
    expect((await runIn("plain", migrate)).err).toContain("Run metrics-project rehearse first");
    await rehearsed();
    const dry = await runIn("plain", migrate, "--dry-run");
    expect(dry.out).toContain("would write src/emit-metrics.ts");
    const run = await runIn("plain", migrate);
    expect(run).toMatchObject({ code: 0 });
    expect(run.out).toContain("mapped    Top speed: topic top_speed");
    await rehearsed();

    const outputs = join(root, "plain", "rehearsal", "tests", "lap", "outputs");
    const message = unpackJobMetrics(
      decodeJobMetrics(await readFile(join(outputs, "metrics.binproto"))),
    );
    const values = new Map<string, unknown[]>();
    for await (const { topic, data } of readEmissions(join(outputs, "emissions.resim.jsonl"))) {
      values.set(topic, [...(values.get(topic) ?? []), data.value]);
    }
    expect(values.get("top_speed")).toEqual([message.metric("Top speed", "SCALAR")?.value]);
    const speed = message.data("speed", "doubles")?.values ?? [];
    expect(values.get("speed")).toEqual([...speed]);
    expect(values.get("speed_distribution")).toEqual([...speed]);
    expect(values.get("path_driven")).toHaveLength(1);

    const rows = "rehearsal/tests/lap/outputs/emissions.resim.jsonl";
    const checked = await runIn("plain", check, config, rows);
    expect(checked.out).not.toMatch(/^ {2}(problem|warning)/m);
    expect(checked.code).toBe(0);
    expect(await runIn("plain", migrate)).toMatchObject({ code: 1 });
  }, 120_000);

  it("maps every kind that rows can mean, in code that compiles, and names the others", async () => {
    const file = join(repository, "test", "fixtures", "vectors", "kitchen_sink.binproto");
    await cp(file, join(root, "sink", "all.binproto"));
    const run = await runIn("sink", migrate, "all.binproto", "--json");
    expect(run).toMatchObject({ code: 0, err: "" });
    const { left, events, metrics } = JSON.parse(run.out);
    expect(left.join()).toContain("double-summary");
    expect(metrics.length).toBeGreaterThan(5);
    expect(events).toBe(true);
    const { out } = await runIn("sink", check, config);
    expect(out).not.toMatch(/^ {2}problem/m);

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
  }, 120_000);

  it.each<[string, string, string | undefined]>([
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
    ["topics already", "runMetricsBuild({ test }, { emissions: {} });", undefined],
  ])("hands the topics to a call with %s", (_, call, text) => {
    const edited = withTopics(ts, `import { test } from "./test.ts";\n${call}\n`);
    if (text === undefined) expect(edited).toEqual({ text: undefined });
    else expect(edited).toMatchObject({ text: expect.stringContaining(text) });
  });

  it("prints the code to paste if there is no such call", () => {
    expect(withTopics(ts, "export {};")).toHaveProperty("problem");
    expect(withTopics(ts, "runMetricsBuild({ test }, options);")).toHaveProperty("problem");
  });
});
