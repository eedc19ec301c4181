import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJobMetrics } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { loadRuns } from "../../generators/commands/view/loadRuns.js";
import { scalarMessage } from "../platform/messages.js";
import { type FakeProject, fakeProject } from "./fakeProject.js";

/** A build that leaves its test's rows as they are, and writes nothing in any other mode. */
const build = `
import { cpSync, existsSync } from "node:fs";
const { METRICS_INPUTS: inputs, METRICS_OUTPUTS: outputs } = process.env;
const rows = inputs + "/logs/rows.txt";
if (existsSync(rows)) cpSync(rows, outputs + "/emissions.resim.jsonl");
`;

async function projectWith(tests: Record<string, string>, hasConfig = true): Promise<FakeProject> {
  const project = await fakeProject();
  await writeFile(join(project.dir, "dist", "main.mjs"), build);
  for (const [name, rows] of Object.entries(tests)) {
    const logs = join(project.dir, "samples", name, "logs");
    await mkdir(logs, { recursive: true });
    if (rows !== "") await writeFile(join(logs, "rows.txt"), rows);
  }
  const metrics = join(project.dir, ".resim", "metrics");
  if (hasConfig) {
    await mkdir(metrics, { recursive: true });
    await writeFile(join(metrics, "config.resim.yml"), "version: 1\n");
  }
  return project;
}

const event = (status: string) =>
  `{"$metadata": {"topic": "e", "timestamp": 1, "event": true}, "$data": {"status": "${status}"}}\n`;
const row = '{"$metadata": {"topic": "motion"}, "$data": {"speed": 1}}\n';

it("rehearses a build that emits alone: events judge its tests, and its other modes write nothing", async () => {
  const project = await projectWith({
    blocked: row + event("FAIL_WARN") + event("FAIL_BLOCK"),
    fine: row.repeat(3),
    silent: "",
  });
  const { code, stdout } = await project.rehearse("--batches", "1");
  expect(stdout).toMatch(/^blocked +FAIL_BLOCK/m);
  expect(stdout).toMatch(/^fine +PASSED/m);
  expect(stdout).toMatch(/^silent +PASSED/m);
  expect(stdout).toContain("rehearsal/tests/*/outputs/*.resim.jsonl");
  expect(stdout).not.toContain("metrics.binproto");
  expect(code).toBe(0);
  const summary = JSON.parse(
    await readFile(join(project.dir, "rehearsal", "rehearsal.json"), "utf8"),
  );
  expect(summary.runs.slice(0, 3)).toMatchObject([
    { name: "blocked", emissions: 3, message: false },
    { name: "fine", emissions: 3, message: false },
    { name: "silent", emissions: 0, message: false },
  ]);
});

it("fails on rows that strict readers refuse", async () => {
  const project = await projectWith({ cut: row + row.slice(0, 30), fine: row }, false);
  const { code, stdout } = await project.rehearse("--batches", "0");
  expect(stdout).toContain("cut: strict readers would reject its emissions:");
  expect(stdout).toContain("E3: emissions.resim.jsonl:2: the file ends in the middle of this line");
  expect(stdout).toMatch(/^fine +PASSED/m);
  expect(code).toBe(1);
});

it("fails on no output of a build that has no config", async () => {
  const project = await projectWith({ silent: "" }, false);
  const { code, stdout } = await project.rehearse("--batches", "0");
  expect(stdout).toContain("it wrote neither metrics.binproto nor emissions");
  expect(code).toBe(1);
});

const queries = (broken: string) => `version: 1
topics:
  motion: {schema: {speed: float}}
metrics:
  Top speed: {type: test, query_string: SELECT MAX(speed) AS v FROM motion, template_type: system, template: scalar, units: m/s, status: {query_string: SELECT 1 FROM motion WHERE speed > ?, block: 5}}
  Tests: {type: batch, query_string: SELECT COUNT(*) AS n FROM metadata WHERE job_conflated_status = 'BLOCKER', template_type: system, template: scalar}
  Trend: {type: dashboard, query_string: "SELECT 's' AS s, build_version AS v, AVG(speed) AS m FROM motion GROUP BY 2", template_type: system, template: line}
${broken}
metrics sets:
  main: {metrics: [Top speed, Tests${broken === "" ? "" : ", Broken"}]}
  trends: {metrics: [Trend]}
dashboards:
  Nightly: {metrics_set: trends}
`;

it("runs the config's queries: their statuses count, and their charts are shown with the builds' metrics", async () => {
  const fast = row.replace("1}}", "9}}");
  const project = await projectWith({ fast, slow: row });
  const config = join(project.dir, ".resim/metrics/config.resim.yml");
  await writeFile(config, queries(""));
  const { code, stdout } = await project.rehearse("--batches", "2", "--metrics-set", "main");
  expect(stdout).toMatch(/^fast +FAIL_BLOCK .* Top speed 9 m\/s$/m);
  expect(stdout).toMatch(/^slow +PASSED .* Top speed 1 m\/s$/m);
  expect(stdout).toMatch(/^batch +PASSED .* Tests 1$/m);
  expect(stdout).toMatch(/^dashboard Nightly +PASSED/m);
  expect(code).toBe(0);
  const folder = join(project.dir, "rehearsal");
  const { runs, queries: said } = JSON.parse(
    await readFile(join(folder, "rehearsal.json"), "utf8"),
  );
  expect(said).toEqual({ problems: [], warnings: [] });
  const previews = runs.flatMap(({ preview }: { preview?: string }) => preview ?? []);
  expect(previews).toEqual([
    "preview/tests/fast/metrics.binproto",
    "preview/tests/slow/metrics.binproto",
    "preview/batch/metrics.binproto",
    "preview/dashboards/Nightly/metrics.binproto",
  ]);
  const shown: string[][] = [];
  for (const preview of previews) {
    const { jobLevelMetrics } = decodeJobMetrics(await readFile(join(folder, preview)));
    shown.push((jobLevelMetrics?.metrics ?? []).map(({ name }) => name));
  }
  expect(shown).toEqual([["Top speed"], ["Top speed"], ["Tests"], ["Trend"]]);
  const asked = await project.rehearse("--sql", "SELECT SUM(speed) AS sum FROM motion", "--json");
  expect(asked).toEqual({ code: 0, stdout: '[{"sum":10}]\n', stderr: "" });
  expect(await project.rehearse("--sql", "SELECT 1; SELECT 2")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("the query must be one statement"),
  });
});

describe("a query that no platform would run", () => {
  const broken =
    "  Broken: {type: test, query_string: SELECT x FROM nowhere, template_type: system, template: scalar}";

  async function rehearse(...args: string[]) {
    const project = await projectWith({ a: row, b: row });
    await writeFile(join(project.dir, ".resim/metrics/config.resim.yml"), queries(broken));
    return await project.rehearse(...args);
  }

  it("fails the rehearsal, and is named once for all tests", async () => {
    const { code, stdout } = await rehearse("--batches", "0");
    const problem = 'metric "Broken": unknown topic "nowhere"';
    expect(stdout.match(new RegExp(problem, "g"))).toEqual([problem]);
    expect(code).toBe(1);
  });

  it("is not reached if its metrics set is unknown", async () => {
    expect(await rehearse("--batches", "0", "--metrics-set", "other")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the config has no metrics set "other"'),
    });
  });
});

/** The end of a build that has written its message. */
const alsoEmits = `
import { cpSync } from "node:fs";
const rows = inputs + "/logs/rows.txt";
if (existsSync(rows)) cpSync(rows, outputs + "/emissions.resim.jsonl");
`;

/** A project whose build writes metrics.binproto and emissions. */
async function projectOfBoth(tests: Record<string, { message: Uint8Array; rows: string }>) {
  const project = await fakeProject();
  const main = join(project.dir, "dist", "main.mjs");
  await writeFile(main, `${await readFile(main, "utf8")}${alsoEmits}`);
  for (const [name, { message, rows }] of Object.entries(tests)) {
    await project.addTest(name, message);
    await writeFile(join(project.dir, "samples", name, "logs", "rows.txt"), rows);
  }
  await mkdir(join(project.dir, ".resim", "metrics"), { recursive: true });
  await writeFile(join(project.dir, ".resim/metrics/config.resim.yml"), queries(""));
  return project;
}

it("shows the metrics of a build that writes metrics.binproto and emissions, and the graver status", async () => {
  const project = await projectOfBoth({
    fast: { message: scalarMessage("Distance", 11.3, "m"), rows: row.replace("1}}", "9}}") },
    slow: { message: scalarMessage("Top speed", 1.5, "m/s"), rows: row + event("FAIL_WARN") },
  });
  const { code, stdout } = await project.rehearse("--batches", "1", "--metrics-set", "main");
  // The message passed, and a query of the config blocks.
  expect(stdout).toMatch(/^fast +FAIL_BLOCK .* Top speed 9 m\/s, Distance 11\.3 m$/m);
  expect(stdout).toMatch(/^slow +FAIL_WARN .*Top speed 1\.5 m\/s.*Top speed 1 m\/s$/m);
  expect(stdout).toMatch(/^batch +PASSED .*Mean speed 0\.5 m\/s.*Tests 1$/m);
  expect(stdout).toMatch(/^report +PASSED/m);
  expect(stdout).toMatch(/^dashboard Nightly +PASSED/m);
  expect(code).toBe(0);

  const { runs: loaded } = await loadRuns(join(project.dir, "rehearsal"), undefined);
  const runs = Object.fromEntries(
    loaded.map(({ name, message }) => [
      name,
      message?.jobLevelMetrics?.metrics.map((metric) => metric.name),
    ]),
  );
  expect(runs).toEqual({
    fast: ["Distance", "Top speed"],
    slow: ["Top speed", "Top speed (emissions)"],
    batch: ["Mean speed", "Tests"],
    "batch 1 d earlier": [expect.any(String)],
    report: ["Batches"],
    "dashboard Nightly": ["Trend"],
  });
});
