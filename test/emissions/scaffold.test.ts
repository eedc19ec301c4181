import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EmissionRow, readEmissions } from "@metrics-project/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as check } from "../../generators/commands/check/command.js";
import { command as generate } from "../../generators/commands/generate/command.js";
import { command as rehearse } from "../../generators/commands/rehearse/command.js";
import type { OutputKind } from "../../generators/project/answers.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { buildFromSources } from "./buildFromSources.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const outputs = ["binproto", "emissions", "both"] as const;
const samples = ["lap", "slalom", "sprint"];

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "emissions-scaffold-"));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"), "dir");
  for (const output of outputs) await scaffold(output);
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** Writes the project, bundles it as its build script does, and rehearses it. */
async function scaffold(output: OutputKind): Promise<void> {
  const link = { specifier: "0.1.0" };
  const dir = join(root, output);
  const files = await renderProject({
    answers: {
      name: "speeds",
      logs: "jsonl",
      modes: ["test", "batch", "report"],
      ...(output !== "binproto" && { output }),
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
  await buildFromSources(dir);
  const run = await runIn(output, rehearse, "--batches", "0");
  expect(run).toMatchObject({ code: 0 });
}

async function runIn(output: OutputKind, command: typeof check, ...args: string[]) {
  const world = fakeWorld({ cwd: join(root, output) });
  const code = await runCommand(world, command, args);
  return { code, out: world.out(), err: world.err() };
}

/** The scalars of a run by name. */
async function figuresOf(output: OutputKind, kind: "test" | "batch", name: string) {
  const path = join(root, output, "rehearsal", "rehearsal.json");
  const { runs } = JSON.parse(await readFile(path, "utf8")) as {
    runs: { kind: string; name: string; figures: { name: string; value: number }[] }[];
  };
  const run = runs.find((one) => one.kind === kind && (kind === "batch" || one.name === name));
  return new Map(run?.figures.map((figure) => [figure.name, figure.value]));
}

async function rowsOf(output: OutputKind, test: string): Promise<EmissionRow[]> {
  const path = join(root, output, "rehearsal", "tests", test, "outputs", "emissions.resim.jsonl");
  const rows: EmissionRow[] = [];
  for await (const row of readEmissions(path)) rows.push(row);
  return rows;
}

const runRow = async (output: OutputKind, test: string) => {
  const [row] = (await rowsOf(output, test)).filter(({ topic }) => topic === "run");
  return row?.data as Record<"distance" | "duration" | "top_speed" | "mean_speed", number>;
};

describe.each(["emissions", "both"] as const)("a project with --output %s", (output) => {
  it("has a config and rows without problems", async () => {
    const rows = samples.map((name) => `rehearsal/tests/${name}/outputs/emissions.resim.jsonl`);
    const { code, out } = await runIn(output, check, ".resim/metrics/config.resim.yml", ...rows);
    expect(out).not.toMatch(/^ {2}(problem|warning)/m);
    expect(code).toBe(0);
  });

  it.each(samples)("has the same numbers as the binproto project in the test %s", async (name) => {
    const { distance, duration, top_speed, mean_speed } = await runRow(output, name);
    expect(distance).toBeGreaterThan(0);
    expect(Object.fromEntries(await figuresOf("binproto", "test", name))).toMatchObject({
      "Distance traveled": distance,
      Duration: duration,
      "Top speed": top_speed,
      "Mean speed": mean_speed,
    });
  });

  it("has tests that add up to the batch of the binproto project", async () => {
    const rows = await Promise.all(samples.map((name) => runRow(output, name)));
    const sum = (field: "distance" | "duration") =>
      rows.reduce((total, row) => total + row[field], 0);
    const figures = await figuresOf("binproto", "batch", "");
    expect(sum("distance") / sum("duration")).toBeCloseTo(figures.get("Mean speed") ?? 0, 9);
  });

  it("has up-to-date generated types", async () => {
    const { code, out } = await runIn(output, generate, "--emissions", "--check");
    expect(out).toContain("All generated files are up to date.");
    expect(code).toBe(0);
  });
});

it.each<[OutputKind, string[]]>([
  ["binproto", ["metrics.binproto"]],
  ["emissions", ["emissions.resim.jsonl"]],
  ["both", ["emissions.resim.jsonl", "metrics.binproto"]],
])("a test of a project with --output %s writes %j", async (output, files) => {
  const outputs = await readdir(join(root, output, "rehearsal", "tests", "lap", "outputs"));
  expect(outputs.sort()).toEqual(files);
});
