import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/new/command.js";
import { drawingWords } from "../../generators/emissions/drawings.js";
import { parseConfig } from "../../generators/emissions/readConfig.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { lostLines } from "./lostLines.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const configPath = ".resim/metrics/config.resim.yml";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "emissions-new-"));
  await symlink(join(repository, "node_modules"), join(dir, "node_modules"), "dir");
  const link = { specifier: "0.1.0" };
  const files = await renderProject({
    answers: {
      name: "speeds",
      logs: "jsonl",
      modes: ["test", "batch", "report"],
      output: "emissions",
      ci: "none",
      packageManager: "npm",
      link: "registry",
    },
    version: "0.1.0",
    runtime: link,
    platform: link,
    cli: link,
  });
  for (const [path, content] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function add(...args: string[]) {
  const world = fakeWorld({ cwd: dir });
  const code = await runCommand(world, command, args);
  return { code, out: world.out(), err: world.err() };
}

const read = (path: string) => readFile(join(dir, path), "utf8");

async function config() {
  const { config: found, problems } = parseConfig([{ file: "c", text: await read(configPath) }]);
  expect(problems).toEqual([]);
  return found;
}

const drawn = (word: string) => `My ${word}`;

describe("metrics-project new in a project with emissions", () => {
  let before = "";
  let topic: Awaited<ReturnType<typeof add>>;
  beforeAll(async () => {
    before = await read(configPath);
    topic = await add("topic", "Wheel slip", "--field", "wheel:string", "--field=ratio:float");
    const emission = ["--output", "emissions"];
    for (const argv of [
      ...drawingWords.map((word) => ["metric", drawn(word), "--type", word]),
      ["event", "Hard braking"],
      ["metric", "All slips", "--mode=batch", "--topic=my_scalar", "--json"],
      ["metric", "Slips", "--mode=report", "--topic=my_scalar"],
    ]) {
      const run = await add(...argv, ...emission);
      expect(run, argv.join(" ")).toMatchObject({ code: 0 });
    }
  });

  it("adds a topic with its fields and a stub, and says where to call it", async () => {
    expect(topic.code).toBe(0);
    expect(topic.out).toContain(
      "wrote     src/metrics/wheel-slip.ts\ncalled in src/test-metrics.ts:",
    );
    const { topics } = await config();
    expect(
      [...(topics.get("wheel_slip")?.schema ?? [])].map(([name, { type }]) => [name, type]),
    ).toEqual([
      ["wheel", "string"],
      ["ratio", "float"],
    ]);
  });

  it("adds events", async () => {
    const { topics } = await config();
    expect(topics.get("hard_braking")?.event).toBe(true);
  });

  it.each([
    ["a test", "My plotly", "test"],
    ["a batch", "All slips", "batch"],
    ["a report, as a dashboard", "Slips", "dashboard"],
  ])("adds metrics of %s", async (_, name, type) => {
    const { metrics } = await config();
    expect(metrics.get(name)?.type).toBe(type);
  });

  it("adds the metrics to the sets of their mode, behind the others", async () => {
    const { sets } = await config();
    const old = parseConfig([{ file: "c", text: before }]).config.sets;
    const names = (from: typeof old, set: string) => from.get(set)?.metrics.map(({ name }) => name);
    expect(names(sets, "driving")).toEqual([
      ...(names(old, "driving") ?? []),
      ...drawingWords.map(drawn),
      "All slips",
    ]);
    expect(names(sets, "driving trends")).toEqual(["Mean speed through time", "Slips"]);
  });

  it("keeps the lines of the config and their order", async () => {
    expect(lostLines(before, await read(configPath))).toEqual([]);
  });

  it("regenerates the types of the topics", async () => {
    expect(await read("src/generated/emissions.ts")).toContain("wheel_slip: {");
  });

  it("writes a stub for each addition, which compiles", async () => {
    const sources = await readdir(join(dir, "src"), { recursive: true });
    const stubs = sources.filter((path) => /^(metrics|events)\/.*\.ts$/.test(path)).sort();
    expect(stubs).toEqual(
      [
        "events/hard-braking.ts",
        "metrics/all-slips.ts",
        "metrics/slips.ts",
        "metrics/wheel-slip.ts",
        ...drawingWords.map((word) => `metrics/my-${word}.ts`),
      ].sort(),
    );
    const main = [...stubs, "test-metrics.ts"].map((path) => join(dir, "src", path));
    const { config: options } = ts.readConfigFile(join(dir, "tsconfig.json"), ts.sys.readFile);
    const parsed = ts.convertCompilerOptionsFromJson(options.compilerOptions, dir).options;
    const program = ts.createProgram([...main, join(dir, "src/generated/emissions.ts")], {
      ...parsed,
      noEmit: true,
    });
    const found = main.flatMap((path) => [
      ...program.getSemanticDiagnostics(program.getSourceFile(path)),
    ]);
    expect(
      found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
    ).toEqual([]);
  });

  it.each<[string, string[], string]>([
    ["a topic without fields", ["topic", "x"], "a topic needs at least one field"],
    ["an invalid type", ["topic", "x", "--field", "a:double"], "--field must be NAME:TYPE"],
    [
      "a table name that is reserved by the platform",
      ["topic", "metadata", "--field", "a:int"],
      '"metadata" is not a valid table name in SQL',
    ],
    [
      "a type that cannot be drawn from rows",
      ["metric", "x", "--output", "emissions", "--type", "image-list"],
      "--type image-list cannot be drawn from rows",
    ],
    [
      "data",
      ["data", "x", "--output", "emissions"],
      "--output emissions works only with metric and event",
    ],
    [
      "fields without emissions",
      ["metric", "x", "--field", "a:int"],
      "--field, --event and --set work only with emissions",
    ],
  ])("refuses %s, and changes nothing", async (_, args, message) => {
    const current = await read(configPath);
    const run = await add(...args);
    expect(run.err).toContain(message);
    expect(run.code).toBe(2);
    expect(await read(configPath)).toBe(current);
  });

  it("refuses an existing topic, and changes nothing", async () => {
    const current = await read(configPath);
    const { code, err } = await add("topic", "run", "--field", "a:int");
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining("already has topics.run"),
    });
    expect(await read(configPath)).toBe(current);
  });

  it("refuses a config that has problems, and names them", async () => {
    const valid = await read(configPath);
    await writeFile(join(dir, configPath), valid.replace("version: 1", "version: 2"));
    const run = await add("topic", "x", "--field", "a:int");
    await writeFile(join(dir, configPath), valid);
    expect(run).toMatchObject({ code: 1 });
    expect(run.err).toContain("version must be 1, got 2 (C1)");
  });
});
