import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { affectedBy } from "../../generators/commands/rehearse/affectedBy.js";
import { everything } from "../../generators/commands/rehearse/Rehearsal.js";
import { temporaryFolder } from "../temporary.js";

const usual = {
  "src/main.ts":
    'import "./test-metrics.js";\nimport "./batch-metrics.js";\nimport "./report-metrics.js";',
  "src/test-metrics.ts": 'import "./helper.js";\nimport "node:fs";',
  "src/batch-metrics.ts": 'import "./tables.js";',
  "src/report-metrics.ts": 'import "./tables.js";',
  "src/helper.ts": "",
  "src/tables.ts": "",
};
const overTests = { tests: new Set(), batch: true, report: true };

test.each([
  ["a sample", usual, "samples/lap/logs/a.csv", { ...overTests, tests: new Set(["lap"]) }],
  ["what only the batch and the report need", usual, "src/tables.ts", overTests],
  ["the report's module", usual, "src/report-metrics.ts", { ...overTests, batch: false }],
  ["what a test needs", usual, "src/helper.ts", everything],
  [
    "what the batch and a renamed module of the tests need",
    {
      ...usual,
      "src/main.ts": 'import "./per-test.js";\nimport "./batch-metrics.js";',
      "src/per-test.ts": 'import "./tables.js";',
    },
    "src/tables.ts",
    everything,
  ],
  [
    "what main.ts and the batch need",
    {
      ...usual,
      "src/main.ts": `${usual["src/main.ts"]}\nimport "./tables.js";`,
    },
    "src/tables.ts",
    everything,
  ],
  [
    "what a test imports by an alias, and the batch by its path",
    {
      ...usual,
      "src/test-metrics.ts": 'import "#tables";',
    },
    "src/tables.ts",
    everything,
  ],
  ["what nothing imports", usual, "src/limits.json", everything],
])("a change of %s", async (_, files, changed, expected) => {
  const project = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const found = await affectedBy(
    [join(project, changed)],
    join(project, "samples"),
    join(project, "src"),
  );
  expect(found).toEqual(expected);
});
