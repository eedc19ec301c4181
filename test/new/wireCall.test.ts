import ts from "typescript";
import { describe, expect, test } from "vitest";
import { findModeFunction } from "../../generators/metric/findModeFunction.js";
import { linesToPaste, type Wiring, wireCall } from "../../generators/metric/wireCall.js";

const wiring: Wiring = {
  callee: "addTopSpeed",
  module: "./metrics/top-speed",
  given: [],
  needs: ["writer"],
  awaited: false,
};

const opener = { name: "openTestLogs", module: "./open-logs", needs: ["logsDir", "log"] };

function wire(text: string, more: Partial<Wiring> = {}) {
  const found = findModeFunction(ts, new Map([["src/test-metrics.ts", text]]), "test");
  if ("problem" in found) return found.problem;
  const wired = wireCall(ts, found.file, found.node, { ...wiring, ...more });
  return "problem" in wired ? wired.problem : wired.text;
}

describe("the call is added to the user's version of the function", () => {
  const cases: [name: string, before: string, after: string, more?: Partial<Wiring>][] = [
    [
      "the function already destructures the writer",
      'import { a } from "a";\n\nexport function testMetrics({ writer }: TestContext) {\n  a(writer);\n}\n',
      'import { a } from "a";\nimport { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ writer }: TestContext) {\n  a(writer);\n  addTopSpeed({ writer });\n}\n',
    ],
    [
      "the function does not destructure the writer yet",
      "export const testMetrics = async ({ logsDir }: TestContext) => {\n\tawait read(logsDir);\n};\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport const testMetrics = async ({ logsDir, writer }: TestContext) => {\n\tawait read(logsDir);\n\taddTopSpeed({ writer });\n};\n',
    ],
    [
      "the writer has another name, and each name has its own line",
      "export function testMetrics({\n  writer: out,\n  logsDir, // mine\n}: TestContext) {\n  // nothing yet\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({\n  writer: out,\n  logsDir,\n  outputs, // mine\n}: TestContext) {\n  // nothing yet\n  addTopSpeed({ writer: out, outputs });\n}\n',
      { needs: ["writer", "outputs"] },
    ],
    [
      "each name has its own line, with Windows line ends",
      'import { a } from "a";\r\nexport function testMetrics({\r\n  logsDir,\r\n}: TestContext) {\r\n  a();\r\n}\r\n',
      'import { a } from "a";\r\nimport { addTopSpeed } from "./metrics/top-speed.ts";\r\nexport function testMetrics({\r\n  logsDir,\r\n  writer,\r\n}: TestContext) {\r\n  a();\r\n  addTopSpeed({ writer });\r\n}\r\n',
    ],
    [
      "the function has a rest element",
      "export function testMetrics({ logsDir, ...context }: TestContext) {\n  a();\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ logsDir, ...context }: TestContext) {\n  a();\n  addTopSpeed({ writer: context.writer });\n}\n',
    ],
    [
      "the function destructures nothing",
      "export function testMetrics({}: TestContext) {}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ writer }: TestContext) {\n  addTopSpeed({ writer });\n}\n',
    ],
    [
      "the context has a name",
      "export async function testMetrics(context: TestContext) {\n  await a(context);\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport async function testMetrics(context: TestContext) {\n  await a(context);\n  await addTopSpeed(context);\n}\n',
      { awaited: true },
    ],
    [
      "the function returns early, so the call comes first",
      "export function testMetrics({ writer }: TestContext) {\n  if (x) return;\n  a();\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ writer }: TestContext) {\n  addTopSpeed({ writer });\n  if (x) return;\n  a();\n}\n',
    ],
    [
      "only a nested function returns early",
      "export function testMetrics({ writer }: TestContext) {\n  a(() => {\n    return 1;\n  });\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ writer }: TestContext) {\n  a(() => {\n    return 1;\n  });\n  addTopSpeed({ writer });\n}\n',
    ],
    [
      "wrapped, renamed, single quotes, no semicolons, no extensions",
      "import { b } from './b'\n\nexport const mine = timed('x', async ({ writer }: TestContext) => {\n  b(writer)\n})\n",
      "import { b } from './b'\nimport { addTopSpeed } from './metrics/top-speed'\n\nexport const mine = timed('x', async ({ writer }: TestContext) => {\n  b(writer)\n  addTopSpeed({ writer })\n})\n",
    ],
    [
      "CRLF",
      'import { a } from "./a.js";\r\nexport function testMetrics({ writer }: TestContext) {\r\n  a();\r\n}\r\n',
      'import { a } from "./a.js";\r\nimport { addTopSpeed } from "./metrics/top-speed.js";\r\nexport function testMetrics({ writer }: TestContext) {\r\n  a();\r\n  addTopSpeed({ writer });\r\n}\r\n',
    ],
  ];
  cases.push(
    [
      "the function returns early, and the call needs data, so it follows the data",
      "export async function testMetrics({ writer }: TestContext) {\n  if (x) return;\n  const path = await read(); // all of it\n  if (y) return;\n  a(path);\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport async function testMetrics({ writer }: TestContext) {\n  if (x) return;\n  const path = await read(); // all of it\n  addTopSpeed(path, { writer });\n  if (y) return;\n  a(path);\n}\n',
      { given: ["path"] },
    ],
    [
      "the call needs logs that are not open, so they are opened first",
      'import { a } from "./a.ts";\n\nexport async function testMetrics({ writer }: TestContext) {\n  a(writer);\n}\n',
      'import { a } from "./a.ts";\nimport { addTopSpeed } from "./metrics/top-speed.ts";\nimport { openTestLogs } from "./open-logs.ts";\n\nexport async function testMetrics({ writer, logsDir, log }: TestContext) {\n  a(writer);\n  await using logs = await openTestLogs({ logsDir, log });\n  await addTopSpeed(logs, { writer });\n}\n',
      { given: ["logs"], awaited: true, opener },
    ],
    [
      "the call needs logs that are already open",
      "export async function testMetrics(context: TestContext) {\n  const { logs, x } = await open(context);\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport async function testMetrics(context: TestContext) {\n  const { logs, x } = await open(context);\n  await addTopSpeed(logs, context);\n}\n',
      { given: ["logs"], awaited: true, opener },
    ],
  );
  test.each(cases)("%s", (_name, before, after, more) => {
    expect(wire(before, more)).toBe(after);
  });
});

test.each<[string, string, Partial<Wiring>, string]>([
  [
    "the name is taken",
    "import { addTopSpeed } from 'x';\nexport function testMetrics({ writer }: TestContext) {}",
    {},
    "already exists",
  ],
  ["no context", "export function testMetrics() {}", {}, "takes no context"],
  [
    "no block",
    "export const testMetrics = ({ writer }: TestContext) => a(writer);",
    {},
    "no body in braces",
  ],
  [
    "not async",
    "export function testMetrics({ writer }: TestContext) {}",
    { awaited: true },
    "not async",
  ],
])("gives the reason if the call cannot be added: %s", (_name, text, more, problem) => {
  expect(wire(text, more)).toContain(problem);
});

test("the code to paste is an import and the call", () => {
  const all = { ...wiring, given: ["path"], needs: ["writer", "log"], awaited: true };
  expect(linesToPaste(all)).toEqual([
    'import { addTopSpeed } from "./metrics/top-speed.ts";',
    "await addTopSpeed(path, { writer, log });",
  ]);
});

describe("the mode's function is found", () => {
  const find = (sources: Record<string, string>) =>
    findModeFunction(ts, new Map(Object.entries(sources)), "batch");
  const main = "src/main.ts";

  test.each<[name: string, sources: Record<string, string>, found: [path: string, name: string]]>([
    [
      "in another file, by its name",
      {
        "src/test-metrics.ts": "export function testMetrics({ writer }: TestContext) {}",
        "src/batch/all.ts": "export async function batchMetrics(context) {}",
      },
      ["src/batch/all.ts", "batchMetrics"],
    ],
    [
      "under another name, by its context, also a generic one",
      { "src/b.ts": "export const overall = (c: BatchContext<paths>) => {};" },
      ["src/b.ts", "overall"],
    ],
    [
      "exported below",
      { "src/b.ts": "const all = async (c) => {};\nexport { all as batchMetrics };" },
      ["src/b.ts", "all"],
    ],
    [
      "anonymous, as the module's default",
      { "src/b.ts": "export default async (c: BatchContext) => {};" },
      ["src/b.ts", "batchMetrics"],
    ],
    [
      "a method of an object",
      { "src/b.ts": "export const modes = { async batchMetrics({ writer }) {} };" },
      ["src/b.ts", "batchMetrics"],
    ],
    [
      "a method of a class, by its context",
      { "src/b.ts": "export class All { async run(c: BatchContext) {} }" },
      ["src/b.ts", "run"],
    ],
    [
      "inline in the call of runMetricsBuild",
      {
        [main]: "await runMetricsBuild({ batch: async ({ writer }) => {\n}, test: (c) => t(c) });",
      },
      [main, "batch"],
    ],
    [
      "in a file that the inline function imports",
      {
        [main]:
          "await runMetricsBuild({ batch: async (c) => (await import('./b')).batchMetrics(c) });",
        "src/b.ts": "export async function batchMetrics(c) {}",
      },
      ["src/b.ts", "batchMetrics"],
    ],
    [
      "in the folder of parts, if it is nowhere else",
      { "src/metrics/deep/b.ts": "export async function batchMetrics(c: BatchContext) {}" },
      ["src/metrics/deep/b.ts", "batchMetrics"],
    ],
    [
      "by the call of runMetricsBuild, before functions that only take its context",
      {
        "src/a.ts": "export function helper(c: BatchContext) {}",
        "src/b.ts":
          "async function batchMetrics(c) {}\nawait runMetricsBuild({ batch: batchMetrics });",
      },
      ["src/b.ts", "batchMetrics"],
    ],
  ])("%s", (_name, sources, [path, name]) => {
    expect(find(sources)).toMatchObject({ path, name });
  });

  test("or reported as missing", () => {
    expect(find({ "src/a.ts": "export function testMetrics(c: TestContext) {}" })).toEqual({
      problem:
        "no function for batch mode was found: no function in src/ is named batchMetrics or takes a BatchContext",
    });
  });

  test("or reported as ambiguous", () => {
    const text = "export function a(c: BatchContext) {}\nexport function b(c: BatchContext) {}";
    expect(find({ "src/a.ts": text })).toEqual({
      problem: "several functions match batch mode: a in src/a.ts, b in src/a.ts",
    });
  });
});
