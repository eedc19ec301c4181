import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/generate/command.js";
import { fakeWorld } from "../cli/fakeWorld.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));

const config = `version: 1
topics:
  motion:
    schema: {x: float, count: int}
  "odd name":
    schema: {"field-1": string}
  incident:
    event: true
    schema: {name: string, metrics: "metric[]"}
`;

/** Compiles as a whole: each `@ts-expect-error` above a line that compiles is itself an error. */
const code = `import type { TestContext } from "@metrics-project/runtime";
import type { Row } from "./generated/emissions.js";

export const moved: Row<"motion"> = { x: 1, count: 2 };

export function testMetrics({ emissions }: Pick<TestContext, "emissions">): void {
  emissions.emit("motion", { x: 1, count: 2n }, { time: 5n });
  emissions.emit("odd name", { "field-1": "a" });
  emissions.emitSeries("motion", { x: new Float64Array(1), count: [1] }, { times: [1n] });
  emissions.emitEvent("incident", { name: "a", metrics: [{ name: "n", type: "scalar", value: 1 }] }, { time: new Date() });
  // @ts-expect-error a topic that is not declared
  emissions.emit("speed", { x: 1 });
  // @ts-expect-error a missing field
  emissions.emit("motion", { x: 1 });
  // @ts-expect-error an extra field
  emissions.emit("motion", { x: 1, count: 1, y: 1 });
  // @ts-expect-error a mistyped field
  emissions.emit("motion", { x: "1", count: 1 });
  // @ts-expect-error a plain emit to an event topic
  emissions.emit("incident", { name: "a", metrics: [] });
  // @ts-expect-error a series of an event topic
  emissions.emitSeries("incident", { name: ["a"], metrics: [[]] });
  // @ts-expect-error an event of a topic that is not one
  emissions.emitEvent("motion", { x: 1, count: 1 }, { time: 1n });
  // @ts-expect-error an event without a time
  emissions.emitEvent("incident", { name: "a", metrics: [] });
  // @ts-expect-error a column that is missing
  emissions.emitSeries("motion", { x: [1] });
  // @ts-expect-error metrics that are names
  emissions.emitEvent("incident", { name: "a", metrics: ["n"] }, { time: 1n });
}
`;

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "emissions-generate-"));
  await writeFile(join(dir, ".metrics-project.json"), "{}");
  await writeFile(
    join(dir, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: "preserve",
        moduleResolution: "bundler",
        target: "es2022",
        skipLibCheck: true,
        types: ["node"],
      },
      include: ["src"],
    }),
  );
  await symlink(join(repository, "node_modules"), join(dir, "node_modules"), "dir");
  await mkdir(join(dir, "src"));
  await writeFile(join(dir, "src", "main.ts"), code);
  await mkdir(join(dir, ".resim", "metrics"), { recursive: true });
});

afterAll(() => rm(dir, { recursive: true, force: true }));

async function generate(text: string, ...args: string[]) {
  await writeFile(join(dir, ".resim", "metrics", "config.resim.yml"), text);
  const world = fakeWorld({ cwd: dir });
  const code = await runCommand(world, command, ["--emissions", ...args]);
  return { code, stdout: world.out(), stderr: world.err() };
}

const generated = () => readFile(join(dir, "src", "generated", "emissions.ts"), "utf8");

describe("generate --emissions", () => {
  let first: Awaited<ReturnType<typeof generate>>;
  let types = "";
  beforeAll(async () => {
    first = await generate(config);
    types = await generated();
  });

  it("writes types that accept every valid row, and refuse every invalid one", () => {
    expect(first.stdout).not.toContain("New type errors");
    expect(first.code).toBe(0);
    expect(types).toContain('motion: {\n    schema: {\n      x: "float",\n      count: "int",');
  });

  it("passes --check for the same config", async () => {
    expect(await generate(config, "--check")).toMatchObject({ code: 0 });
  });

  it.each([
    ["an invalid type", config.replace("int", "integer"), "(T6)", "Write int."],
    ["invalid YAML", "{{{", "(Y1)", "check .resim/metrics/config.resim.yml"],
  ])("refuses a config with %s, and writes nothing", async (_, text, code, hint) => {
    const run = await generate(text);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(code);
    expect(run.stderr).toContain(hint);
    expect(await generated()).toBe(types);
  });

  describe("with a changed config", () => {
    const changed = config
      .replace("count: int", "count: float, z: float")
      .replace('  "odd name":\n    schema: {"field-1": string}\n', "  more: {schema: {a: int}}\n");
    let refused: Awaited<ReturnType<typeof generate>>;
    beforeAll(async () => {
      refused = await generate(changed);
    });

    it("exits with 3, and writes nothing", async () => {
      expect(refused.code).toBe(3);
      expect(await generated()).toBe(types);
    });

    it.each([
      [
        "a removed topic",
        /topic odd name\n {4}removed from the config; the schemas of a branch can only grow/,
      ],
      [
        "another type, with its uses",
        /topic motion\.count\n {4}was int, is now float.*\n {6}used by this project: src\/main\.ts:7/,
      ],
      ["a new field", /topic motion\.z\n {4}"z" \(float\) is new, and required in every row/],
      ["a new topic", /topic more\n {4}is new/],
      ["new type errors", /src\/main\.ts:8 .*odd name/],
    ])("reports %s", (_, report) => {
      expect(refused.stdout).toMatch(report);
    });

    it("fails --check with 3", async () => {
      expect(await generate(changed, "--check")).toMatchObject({ code: 3 });
    });

    it("writes the types with --accept-breaking", async () => {
      const { stdout } = await generate(changed, "--accept-breaking", "--json");
      expect(JSON.parse(stdout)).toMatchObject({
        outcome: "written",
        breaking: 3,
        breakingHere: 3,
        files: ["src/generated/emissions.ts"],
      });
      expect(await generated()).toContain("more: {");
    });
  });
});
