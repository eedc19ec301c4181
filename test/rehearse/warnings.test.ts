import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJobMetrics } from "@metrics-project/runtime";
import { expect, it } from "vitest";
import { ArrayTable } from "../../generators/view/model/arrayTable.js";
import { buildRun } from "../../generators/view/model/buildRun.js";
import { scalarMessage } from "../platform/messages.js";
import { fakeProject } from "./fakeProject.js";

it("warnings that a successful run logged count in the table, are listed, and stand on its page", async () => {
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
