import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadEmissions } from "../../generators/commands/view/loadEmissions.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";
import { png } from "../view/png.js";

const rows =
  `{"$metadata": {"topic": "motion", "timestamp": 1791000000000000001}, "$data": {"speed": 1.5}}\n` +
  `{"$metadata": {"topic": "shot"}, "$data": {"picture": "shot.png"}}\n` +
  `{"$metadata": {"topic": "e", "timestamp": 5, "event": true}, "$data": {"name": "stop", "status": "FAIL_WARN"}}\n`;

const config = `version: 1
topics:
  motion: {schema: {speed: float}}
  shot: {schema: {picture: image}}
metrics:
  Top speed: {type: test, query_string: SELECT MAX(speed) AS v FROM motion, template_type: system, template: scalar}
  Shot: {type: test, query_string: SELECT picture FROM shot, template_type: system, template: image}
  Odd: {type: test, query_string: SELECT FROBNICATE(speed) FROM motion, template_type: system, template: scalar}
`;

async function folderWith(text: string, withConfig: boolean) {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "run.resim.jsonl"), text);
  await writeFile(join(cwd, "shot.png"), png(2, 2, [0, 128, 255]));
  await mkdir(join(cwd, ".resim/metrics"), { recursive: true });
  if (withConfig) await writeFile(join(cwd, ".resim/metrics/config.resim.yml"), config);
  return cwd;
}

async function load(cwd: string) {
  const options = { config: undefined, linkFrom: cwd };
  const { runs, title } = await loadEmissions(
    fakeWorld({ cwd }),
    join(cwd, "run.resim.jsonl"),
    options,
  );
  const [run] = runs;
  return { title, run, metrics: run?.message?.jobLevelMetrics?.metrics ?? [] };
}

it("draws a file of emissions with the project's config, including the pictures beside it", async () => {
  const cwd = await folderWith(rows, true);
  const { title, run, metrics } = await load(cwd);
  expect(title).toBe("run");
  expect(metrics.map(({ name }) => name)).toEqual(["Top speed", "Shot", "Odd"]);
  expect(run?.files?.get("shot.png")?.bytes).toEqual(await readFile(join(cwd, "shot.png")));
  expect(run?.warnings).toEqual(['metric "Odd" cannot be previewed: FROBNICATE']);
  expect(run?.message?.events.map(({ name }) => name)).toEqual(["stop"]);
});

it("shows topics as tables if there is no config, with timestamps to the nanosecond", async () => {
  const { metrics } = await load(await folderWith(rows, false));
  expect(metrics.map(({ name }) => name)).toEqual(["motion", "shot", "e"]);
  expect(JSON.stringify(metrics[0])).toContain("1791000000000000001 | 1.5");
});

it("lists lines that strict readers refuse, and shows the others", async () => {
  const { run, metrics } = await load(await folderWith(`${rows}{"$metadata"`, false));
  expect(run?.warnings).toEqual(["line 4: the file ends in the middle of this line (E3)"]);
  expect(metrics.map(({ name }) => name)).toEqual(["motion", "shot", "e"]);
});

it.each([
  ["of 0 bytes", "", []],
  ["with CR LF", rows.replaceAll("\n", "\r\n"), ["line 1: lines end with CR LF, not LF (E3)"]],
  [
    "with a byte order mark",
    `\uFEFF${rows}`,
    ["line 1: the file starts with a byte order mark (E3)"],
  ],
])("reads a file %s", async (_, text, warnings) => {
  const { run } = await load(await folderWith(text, false));
  expect(run?.warnings).toEqual(warnings);
});

it("finds the config of the file's project", async () => {
  const cwd = await folderWith(rows, true);
  const inner = join(cwd, "rehearsal/tests/lap/outputs");
  await mkdir(inner, { recursive: true });
  await copyFile(join(cwd, "run.resim.jsonl"), join(inner, "run.resim.jsonl"));
  const elsewhere = await temporaryFolder();
  const { runs } = await loadEmissions(
    fakeWorld({ cwd: elsewhere }),
    join(inner, "run.resim.jsonl"),
    {
      config: undefined,
      linkFrom: undefined,
    },
  );
  expect(runs[0]?.facts).toContainEqual(["config", join(cwd, ".resim/metrics/config.resim.yml")]);
});
