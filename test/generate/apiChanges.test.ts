import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiChangeRows } from "./apiChangeRows.js";
import { ThingsProject, thingsDocument } from "./thingsProject.js";

let project: ThingsProject;
beforeAll(async () => {
  project = await ThingsProject.load();
});
afterAll(() => project.remove());

it("the project has no type errors before a change", () => expect(project.problems).toEqual([]));

describe("a change of the API is judged for a project that reads and sends", () => {
  it.each(apiChangeRows)("%s", async (_, edit, exitCode, told) => {
    const document = await thingsDocument();
    edit(document);
    const outcome = await project.judge(document);
    const found = outcome.changes.map(({ verdict, where, through, text, usedByProject }) => [
      verdict,
      `${where}${through === undefined ? "" : ` (${through})`}: ${text}`,
      usedByProject.map(({ line }) => line),
    ]);
    expect(found).toEqual(
      told.map(([verdict, said, lines]) => [verdict, expect.stringMatching(said), lines]),
    );
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.changes.filter(({ unexplained }) => unexplained)).toEqual([]);
  });
});
