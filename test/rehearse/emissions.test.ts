import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
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

it("fails on rows that strict readers refuse, and on no output of a build that has no config", async () => {
  const project = await projectWith({ cut: row + row.slice(0, 30), fine: row }, false);
  const { code, stdout } = await project.rehearse("--batches", "0");
  expect(stdout).toContain("cut: strict readers would refuse its emissions:");
  expect(stdout).toContain("E3: emissions.resim.jsonl:2: the file ends in the middle of this line");
  expect(stdout).toMatch(/^fine +PASSED/m);
  expect(code).toBe(1);
  const silent = await projectWith({ silent: "" }, false);
  const run = await silent.rehearse("--batches", "0");
  expect(run.stdout).toContain("it wrote neither metrics.binproto nor emissions");
});
