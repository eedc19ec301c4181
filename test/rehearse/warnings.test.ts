import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { decodeJobMetrics } from "@metrics-project/runtime";
import { expect, it } from "vitest";
import { ArrayTable } from "../../generators/view/model/arrayTable.js";
import { buildRun } from "../../generators/view/model/buildRun.js";
import { odometryTopic } from "../logs/odometry.js";
import { readAll } from "../logs/readAll.js";
import { writeMcap } from "../logs/writeMcap.js";
import { scalarMessage } from "../platform/messages.js";
import { fakeProject } from "./fakeProject.js";

it("warnings of a successful run are counted in the table, listed, and shown on its page", async () => {
  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("Distance", 1, "m"));
  await writeFile(
    join(project.dir, "samples/lap/logs/stderr.txt"),
    "reading\nwarning: no /gps was found\nwarning: no /gps was found\nno warning: this",
  );
  const { code, stdout, stderr } = await project.rehearse();
  expect(code).toBe(0);
  expect(stdout + stderr).toMatch(/lap +PASSED +\S+ s +1 +1 /);
  expect(stdout + stderr).toContain("lap: warnings\n  no /gps was found\n");
  const index = JSON.parse(await readFile(join(project.dir, "rehearsal/rehearsal.json"), "utf8"));
  const run = index.runs.find(({ name }: { name: string }) => name === "lap");
  expect(run.warnings).toEqual(["no /gps was found"]);

  const message = decodeJobMetrics(scalarMessage("Distance", 1, "m"));
  const source = { kind: "test", name: "lap", message, warnings: run.warnings } as const;
  const view = buildRun(source, new ArrayTable());
  expect(view.warnings).toEqual([{ code: "log", path: "", message: "no /gps was found" }]);
});

it("they include the log reader's warnings: damage, clocks, packed neighbors", async () => {
  const second = 1_000_000_000n;
  // Stamps go half as fast as the recorder's clock, as in a simulation that is slow.
  const times = Array.from({ length: 300 }, (_, index) => ({
    stamp: BigInt(index) * (second / 10n),
    log: 1_700_000_000n * second + BigInt(index) * (second / 5n),
  }));
  const file = await writeMcap([odometryTopic(times)], { useChunks: false });
  const { lines, messages } = await readAll(
    { "run.mcap": file.subarray(0, file.length - 60_000), "other.mcap.gz": gzipSync(file) },
    { odom: "/odom" },
  );
  expect(messages.length).toBeGreaterThan(100);

  const project = await fakeProject();
  await project.addTest("lap", scalarMessage("Distance", 1, "m"));
  await writeFile(join(project.dir, "samples/lap/logs/stderr.txt"), lines.join("\n"));
  const { code, stdout, stderr } = await project.rehearse();
  expect(code).toBe(0);
  expect(stdout + stderr).toMatch(/lap +PASSED +\S+ s +1 +3 /);
  const index = JSON.parse(await readFile(join(project.dir, "rehearsal/rehearsal.json"), "utf8"));
  const run = index.runs.find(({ name }: { name: string }) => name === "lap");
  const words = [
    "run.mcap is damaged at byte",
    "other.mcap.gz is compressed (gzip)",
    "the clocks disagree",
  ];
  expect(run.warnings).toEqual(words.map((word) => expect.stringContaining(word)));
  const message = decodeJobMetrics(scalarMessage("Distance", 1, "m"));
  const source = { kind: "test", name: "lap", message, warnings: run.warnings } as const;
  const view = buildRun(source, new ArrayTable());
  expect(view.warnings.map((warning) => warning.message)).toEqual(run.warnings);
});
