import ts from "typescript";
import { describe, expect, test } from "vitest";
import { findModeFunction } from "../../generators/metric/findModeFunction.js";
import { wireCall } from "../../generators/metric/wireCall.js";

const wiring = {
  callee: "addTopSpeed",
  module: "./metrics/top-speed",
  needs: ["writer"],
  awaited: false,
};

function wire(text: string, more: Partial<typeof wiring> = {}, mode: "test" | "batch" = "test") {
  const found = findModeFunction(ts, new Map([["src/test-metrics.ts", text]]), mode);
  const wired = wireCall(ts, found.file, found.node, { ...wiring, ...more });
  return "problem" in wired ? wired.problem : wired.text;
}

describe("the call goes into whatever the user made of the function", () => {
  const cases: [name: string, before: string, after: string, more?: Partial<typeof wiring>][] = [
    [
      "the writer is taken already",
      'import { a } from "a";\n\nexport function testMetrics({ writer }: TestContext) {\n  a(writer);\n}\n',
      'import { a } from "a";\nimport { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ writer }: TestContext) {\n  a(writer);\n  addTopSpeed({ writer });\n}\n',
    ],
    [
      "the writer is not taken yet",
      "export const testMetrics = async ({ logsDir }: TestContext) => {\n\tawait read(logsDir);\n};\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport const testMetrics = async ({ logsDir, writer }: TestContext) => {\n\tawait read(logsDir);\n\taddTopSpeed({ writer });\n};\n',
    ],
    [
      "it has another name there, on lines of their own, with a comma behind",
      "export function testMetrics({\n  writer: out,\n  logsDir, // mine\n}: TestContext) {\n  // nothing yet\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({\n  writer: out,\n  logsDir,\n  outputs, // mine\n}: TestContext) {\n  // nothing yet\n  addTopSpeed({ writer: out, outputs });\n}\n',
      { needs: ["writer", "outputs"] },
    ],
    [
      "on lines of their own, in a file with Windows line ends",
      'import { a } from "a";\r\nexport function testMetrics({\r\n  logsDir,\r\n}: TestContext) {\r\n  a();\r\n}\r\n',
      'import { a } from "a";\r\nimport { addTopSpeed } from "./metrics/top-speed.ts";\r\nexport function testMetrics({\r\n  logsDir,\r\n  writer,\r\n}: TestContext) {\r\n  a();\r\n  addTopSpeed({ writer });\r\n}\r\n',
    ],
    [
      "the rest is taken as a whole",
      "export function testMetrics({ logsDir, ...context }: TestContext) {\n  a();\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ logsDir, ...context }: TestContext) {\n  a();\n  addTopSpeed({ writer: context.writer });\n}\n',
    ],
    [
      "nothing is taken",
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
      "it returns early: the call comes first",
      "export function testMetrics({ writer }: TestContext) {\n  if (x) return;\n  a();\n}\n",
      'import { addTopSpeed } from "./metrics/top-speed.ts";\n\nexport function testMetrics({ writer }: TestContext) {\n  addTopSpeed({ writer });\n  if (x) return;\n  a();\n}\n',
    ],
    [
      "a nested function's return is not its own",
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
  test.each(cases)("%s", (_name, before, after, more) => {
    expect(wire(before, more)).toBe(after);
  });
});

test.each([
  [
    "the name is taken",
    "import { addTopSpeed } from 'x';\nexport function testMetrics({ writer }: TestContext) {}",
    {},
    "there already",
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
])("says why it cannot: %s", (_name, text, more, problem) => {
  expect(wire(text, more)).toContain(problem);
});

describe("the mode's function is found", () => {
  const find = (sources: Record<string, string>) =>
    findModeFunction(ts, new Map(Object.entries(sources)), "batch");

  test("in another file, by its name", () => {
    const found = find({
      "src/test-metrics.ts": "export function testMetrics({ writer }: TestContext) {}",
      "src/batch/all.ts": "export async function batchMetrics(context) {}",
    });
    expect(found).toMatchObject({ path: "src/batch/all.ts", name: "batchMetrics" });
  });

  test("under another name, by its context, also a generic one", () => {
    const found = find({ "src/b.ts": "export const overall = (c: BatchContext<paths>) => {};" });
    expect(found).toMatchObject({ path: "src/b.ts", name: "overall" });
  });

  test("or it is said that there is none", () => {
    expect(() => find({ "src/a.ts": "export function testMetrics(c: TestContext) {}" })).toThrow(
      "no function for batch mode: nothing in src/ exports batchMetrics, or takes a BatchContext",
    );
  });

  test("or that several could be meant", () => {
    const text = "export function a(c: BatchContext) {}\nexport function b(c: BatchContext) {}";
    expect(() => find({ "src/a.ts": text })).toThrow("a in src/a.ts, b in src/a.ts");
  });
});
