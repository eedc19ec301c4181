import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { everything } from "../../generators/commands/rehearse/Affected.js";
import { affectedBy } from "../../generators/commands/rehearse/affectedBy.js";
import { readBuildGraph } from "../../generators/commands/rehearse/buildGraph.js";
import { temporaryFolder } from "../temporary.js";

const main = (head: string, functions: string) =>
  `${head}\n// A comment names batchMetrics, too.\nrun({ ${functions} });\ndeclare function run(functions: object): void;`;
const exported = (name: string, head = "") =>
  `${head}\nexport const ${name} = () => console.log("${name}");`;
const tables = 'import { tables } from "./tables.js";\ntables();';
const named = (name: string, from: string) => `import { ${name} } from "./${from}.ts";\n`;
const usual = {
  "src/main.ts": main(
    named("batchMetrics", "batch-metrics") +
      named("reportMetrics", "report-metrics") +
      named("testMetrics", "test-metrics"),
    "test: testMetrics, batch: batchMetrics, report: reportMetrics,",
  ),
  "src/test-metrics.ts": exported(
    "testMetrics",
    'import "node:fs";\nimport { helper } from "./helper.js";\nhelper();',
  ),
  "src/batch-metrics.ts": exported("batchMetrics", tables),
  "src/report-metrics.ts": exported("reportMetrics", tables),
  "src/helper.ts": exported("helper"),
  "src/tables.ts": exported("tables"),
};
const overTests = { tests: new Set(), batch: true, report: true };
const reportOnly = { ...overTests, batch: false };

test.each([
  ["a sample", usual, "samples/lap/logs/a.csv", { ...overTests, tests: new Set(["lap"]) }],
  ["what only the batch and the report need", usual, "src/tables.ts", overTests],
  ["the report's module", usual, "src/report-metrics.ts", reportOnly],
  ["what a test needs", usual, "src/helper.ts", everything],
  ["the entry", usual, "src/main.ts", everything],
  ["what says where names lead", usual, "package.json", everything],
  ["what the bundle does not read", usual, "src/limits.csv", everything],
  [
    "a module of the report with a name of its own",
    {
      ...usual,
      "src/main.ts": main(
        `${named("testMetrics", "test-metrics")}${named("trend", "over-time")}`,
        "test: testMetrics, report: trend",
      ),
      "src/over-time.ts": exported("trend"),
    },
    "src/over-time.ts",
    reportOnly,
  ],
  [
    "a module of the report that is loaded when it is called",
    {
      ...usual,
      "src/main.ts": main(
        named("testMetrics", "test-metrics"),
        'test: testMetrics, report: async (context) => (await import("./report-metrics.ts")).reportMetrics(context)',
      ),
    },
    "src/report-metrics.ts",
    reportOnly,
  ],
  [
    "what the batch and a renamed module of the tests need",
    {
      ...usual,
      "src/main.ts": main(
        named("testMetrics", "per-test") + named("batchMetrics", "batch-metrics"),
        "test: testMetrics, batch: batchMetrics",
      ),
      "src/per-test.ts": exported("testMetrics", tables),
    },
    "src/tables.ts",
    everything,
  ],
  [
    "what main.ts and the batch need",
    { ...usual, "src/main.ts": `${tables}\n${usual["src/main.ts"]}` },
    "src/tables.ts",
    everything,
  ],
  [
    "a module of the batch that the tests import as well",
    {
      ...usual,
      "src/test-metrics.ts": exported(
        "testMetrics",
        'import { batchMetrics } from "./batch-metrics.js";\nbatchMetrics();',
      ),
    },
    "src/batch-metrics.ts",
    everything,
  ],
  [
    "a module that gives the batch its function, and the tests theirs",
    {
      ...usual,
      "src/main.ts": main(named("both", "batch-metrics"), "test: both, batch: both"),
      "src/batch-metrics.ts": exported("both"),
    },
    "src/batch-metrics.ts",
    everything,
  ],
  [
    "what a test imports by an alias, and the batch by its path",
    {
      ...usual,
      "src/test-metrics.ts": exported(
        "testMetrics",
        'import { tables } from "#tables";\ntables();',
      ),
    },
    "src/tables.ts",
    everything,
  ],
  [
    "JSON beside src that a test imports",
    {
      ...usual,
      "src/test-metrics.ts": exported(
        "testMetrics",
        'import limits from "../limits.json";\nconsole.log(limits);',
      ),
      "limits.json": "{}",
    },
    "limits.json",
    everything,
  ],
  [
    "a sample that a test's code imports",
    {
      ...usual,
      "src/test-metrics.ts": exported(
        "testMetrics",
        'import lap from "../samples/lap.json";\nconsole.log(lap);',
      ),
      "samples/lap.json": "{}",
    },
    "samples/lap.json",
    everything,
  ],
])("a change of %s", async (_, files, changed, expected) => {
  const project = await temporaryFolder();
  const config = { "package.json": '{"imports":{"#tables":"./src/tables.ts"}}' };
  for (const [path, text] of Object.entries({ ...config, ...files })) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const { metafile } = await build({
    ...{ absWorkingDir: project, entryPoints: ["src/main.ts"], outdir: "dist" },
    ...{ bundle: true, splitting: true, format: "esm", platform: "node", metafile: true },
  });
  await writeFile(join(project, "build.json"), JSON.stringify(metafile));
  const graph = await readBuildGraph(project, join(project, "build.json"));
  const affected = await affectedBy([join(project, changed)], join(project, "samples"), graph);
  expect(affected).toEqual(expected);
});

test("a change of any source, if the bundler's list is unknown", async () => {
  const project = await temporaryFolder();
  const changed = [join(project, "src", "report-metrics.ts")];
  expect(await affectedBy(changed, join(project, "samples"), undefined)).toEqual(everything);
});
