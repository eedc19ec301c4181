import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { checkDescription } from "../../generators/commands/generate/checkDescription.js";
import { command } from "../../generators/commands/generate/command.js";
import type { Report } from "../../generators/commands/generate/Report.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { sharedPath } from "../shared.js";
import { temporaryFolder } from "../temporary.js";
import { writeYard, yardSources } from "./smallProject.js";

const older = sharedPath("reference/platform-api-older.yaml");
const newer = sharedPath("reference/platform-api.yaml");
const sweepsPath = "/projects/{projectID}/sweeps";

const usesRemovedField = `import type { components } from "./generated/api/paths.js";
type Sweep = components["schemas"]["parameterSweep"];
export const names = (sweeps: Sweep[]) =>
  sweeps.flatMap(({ batchFriendlyNames }) => batchFriendlyNames ?? []);
`;
const usesWhatStays = `import type { paths } from "./generated/api/paths.js";
type Answer = paths["${sweepsPath}"]["get"]["responses"][200]["content"]["application/json"];
export const sweepIDs = (answer: Answer) =>
  answer.sweeps?.map(({ parameterSweepID }) => parameterSweepID);
`;

describe.skipIf(older === undefined || newer === undefined)(
  "the platform's own descriptions, older and newer (skipped where ../shared/reference is not there)",
  () => {
    it.each<[what: string, main: string, code: number, facts: Partial<Report>]>([
      [
        "a field that the newer one lacks",
        usesRemovedField,
        3,
        {
          outcome: "refused",
          problems: [expect.objectContaining({ file: "src/main.ts", line: 4 })],
        },
      ],
      ["what both have", usesWhatStays, 0, { outcome: "written", problems: [] }],
      ["nothing", "export const nothing = true;\n", 0, { outcome: "written", problems: [] }],
    ])("for a project that uses %s", { timeout: 120_000 }, async (_, main, code, facts) => {
      const root = await temporaryFolder();
      const text = await readFile(older ?? "", "utf8");
      const description = { text, document: checkDescription(text, "older") };
      await writeYard(root, main, { ...yardSources(), description });

      const world = fakeWorld({ cwd: root });
      expect(await runCommand(world, command, ["--openapi", newer ?? "", "--json"])).toBe(code);
      const report = JSON.parse(world.out()) as Report;
      expect(report).toMatchObject({ exitCode: code, breaking: 1, ...facts });
      expect(report.changes.filter(({ verdict }) => verdict === "breaking")).toMatchObject([
        {
          kind: "removed",
          where: "schema parameterSweep",
          through: expect.stringMatching(/^responses of GET /),
          text: expect.stringContaining("batchFriendlyNames"),
          usedByRuntime: [],
          usedByProject: code === 3 ? [{ file: "src/main.ts", line: 4 }] : [],
        },
      ]);
      const paths = await readFile(`${root}/src/generated/api/paths.ts`, "utf8");
      expect(paths.includes("batchFriendlyNames")).toBe(code === 3);
      expect(await readFile(`${root}/openapi/platform.yaml`, "utf8")).toBe(
        code === 3 ? text : await readFile(newer ?? "", "utf8"),
      );
    });
  },
);
