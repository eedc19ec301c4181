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

describe("new, with emissions", () => {
  it("adds a topic, a metric of each kind for rows, and events, with stubs that compile", async () => {
    const before = await read(configPath);
    const topic = await add(
      "topic",
      "Wheel slip",
      "--field",
      "wheel:string",
      "--field=ratio:float",
    );
    expect(topic).toMatchObject({ code: 0 });
    expect(topic.out).toContain(
      "wrote     src/metrics/wheel-slip.ts\ncalled in src/test-metrics.ts:",
    );
    for (const word of drawingWords) {
      const run = await add("metric", `My ${word}`, "--output", "emissions", "--type", word);
      expect(run).toMatchObject({ code: 0 });
    }
    expect(await add("event", "Hard braking", "--output", "emissions")).toMatchObject({ code: 0 });
    expect(
      await add(
        "metric",
        "All slips",
        "--output=emissions",
        "--mode=batch",
        "--topic=my_scalar",
        "--json",
      ),
    ).toMatchObject({ code: 0 });
    expect(
      await add("metric", "Slips", "--output=emissions", "--mode=report", "--topic=my_scalar"),
    ).toMatchObject({ code: 0 });

    const { topics, metrics, sets } = await config();
    expect([...(topics.get("wheel_slip")?.schema.keys() ?? [])]).toEqual(["wheel", "ratio"]);
    expect(topics.get("hard_braking")?.event).toBe(true);
    expect(metrics.get("All slips")?.type).toBe("batch");
    const names = (set: string) => sets.get(set)?.metrics.map(({ name }) => name) ?? [];
    expect(names("driving")).toEqual(expect.arrayContaining(["My plotly", "All slips"]));
    expect(names("driving trends")).toEqual(["Mean speed through time", "Slips"]);
    // Every line of the config is where it was.
    const lines = (await read(configPath)).split("\n");
    let at = 0;
    for (const line of before.split("\n")) {
      const found = lines.indexOf(line, at);
      expect(found, line).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
    expect(await read("src/generated/emissions.ts")).toContain("wheel_slip");

    const sources = await readdir(join(dir, "src"), { recursive: true });
    const stubs = sources.filter((path) => /^(metrics|events)\/.*\.ts$/.test(path));
    expect(stubs).toHaveLength(drawingWords.length + 4);
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
  }, 120_000);

  it.each<[string, string[], string]>([
    ["a topic without fields", ["topic", "x"], "a topic needs at least one field"],
    ["an invalid type", ["topic", "x", "--field", "a:double"], "--field must be NAME:TYPE"],
    [
      "a name of the platform's own",
      ["topic", "metadata", "--field", "a:int"],
      '"metadata" is not a valid table name in SQL',
    ],
    ["a topic that is there", ["topic", "run", "--field", "a:int"], "already has topics.run"],
    [
      "a type that rows cannot mean",
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
    const before = await read(configPath);
    const run = await add(...args);
    expect(run.err).toContain(message);
    expect(run.code).toBeGreaterThan(0);
    expect(await read(configPath)).toBe(before);
  });

  it("adds to no config that has problems", async () => {
    const before = await read(configPath);
    await writeFile(join(dir, configPath), before.replace("version: 1", "version: 2"));
    const run = await add("topic", "x", "--field", "a:int");
    await writeFile(join(dir, configPath), before);
    expect(run).toMatchObject({ code: 1 });
    expect(run.err).toContain("version must be 1, got 2 (C1)");
  });
});
