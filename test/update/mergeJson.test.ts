import { describe, expect, test } from "vitest";
import { mergeJson } from "../../generators/commands/update/json/mergeJson.js";

const labels = { mine: "yours", theirs: "create-metrics-project 0.2.0" };
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const merge = (base: unknown, mine: unknown, theirs: unknown) =>
  mergeJson(json(base), json(mine), json(theirs), labels);

describe("mergeJson", () => {
  const base = {
    name: "a",
    scripts: { build: "b", test: "t" },
    devDependencies: { vitest: "^4.0.0" },
  };
  const cases: [name: string, base: unknown, mine: unknown, theirs: unknown, want: unknown][] = [
    ["nothing changed", base, base, base, base],
    [
      "the template bumps a version, the user adds a dependency",
      base,
      { ...base, devDependencies: { vitest: "^4.0.0", zod: "^4.0.0" } },
      { ...base, devDependencies: { vitest: "^4.1.0" } },
      { ...base, devDependencies: { vitest: "^4.1.0", zod: "^4.0.0" } },
    ],
    [
      "the user's version is newer than the template's",
      base,
      { ...base, devDependencies: { vitest: "^5.0.0" } },
      { ...base, devDependencies: { vitest: "^4.1.0" } },
      { ...base, devDependencies: { vitest: "^5.0.0" } },
    ],
    [
      "the template adds a script between two others",
      base,
      { ...base, name: "mine" },
      { ...base, scripts: { build: "b", image: "i", test: "t" } },
      {
        name: "mine",
        scripts: { build: "b", image: "i", test: "t" },
        devDependencies: base.devDependencies,
      },
    ],
    [
      "the template adds members in a row, the first at the top",
      { b: 1 },
      { b: 1, mine: 2 },
      { a: 0, b: 1, c: 2, d: [3] },
      { a: 0, b: 1, c: 2, d: [3], mine: 2 },
    ],
    [
      "the template removes what the user left alone",
      base,
      { ...base, name: "mine" },
      { name: "a", scripts: { test: "t" } },
      { name: "mine", scripts: { test: "t" } },
    ],
    [
      "the template removes the last member",
      { a: { b: 1 } },
      { a: { b: 1 }, c: 1 },
      { a: {} },
      { a: {}, c: 1 },
    ],
    [
      "the template removes what the user changed",
      base,
      { ...base, scripts: { build: "mine", test: "t" } },
      { ...base, scripts: { test: "t" } },
      { ...base, scripts: { build: "mine", test: "t" } },
    ],
    [
      "the user removed what the template changed",
      base,
      { name: "a", scripts: { test: "t" } },
      { ...base, scripts: { build: "new", test: "t" } },
      { name: "a", scripts: { test: "t" } },
    ],
    [
      "lists of plain values merge as sets",
      { include: ["src", "test"] },
      { include: ["src", "test", "mine"] },
      { include: ["src", "scripts"] },
      { include: ["src", "mine", "scripts"] },
    ],
    ["both add an object", {}, { paths: { a: 1 } }, { paths: { b: 2 } }, { paths: { b: 2, a: 1 } }],
    [
      "a member is named like a property of every object",
      {},
      { mine: 1 },
      { constructor: 2 },
      { constructor: 2, mine: 1 },
    ],
  ];
  test.each(cases)("%s", (_name, before, mine, theirs, want) => {
    const merged = merge(before, mine, theirs);
    expect(merged?.conflicts).toBe(0);
    expect(JSON.parse(merged?.text ?? "")).toEqual(want);
    expect(Object.keys(JSON.parse(merged?.text ?? ""))).toEqual(Object.keys(want as object));
  });

  test("keeps the user's comments, spacing and order", () => {
    const before =
      '{\n  "compilerOptions": {\n    "strict": true,\n    "lib": ["ES2023"]\n  }\n}\n';
    const mine =
      '{\n\t// mine\n\t"include": ["src"], /* and */\n\t"compilerOptions": {\n\t\t"lib": ["ES2023"],\n\t\t"strict": true,\n\t},\n}\n';
    const theirs =
      '{\n  "compilerOptions": {\n    "strict": true,\n    "target": "ES2024",\n    "lib": ["ES2024"]\n  }\n}\n';
    const merged = mergeJson(before, mine, theirs, labels);
    expect(merged).toEqual({
      conflicts: 0,
      text: '{\n\t// mine\n\t"include": ["src"], /* and */\n\t"compilerOptions": {\n\t\t"lib": ["ES2024"],\n\t\t"strict": true,\n\t\t"target": "ES2024",\n\t},\n}\n',
    });
  });

  test("marks conflicting changes, with the comma in the right place", () => {
    const merged = merge(
      { scripts: { test: "t", build: "b" } },
      { scripts: { test: "mine", build: "b" }, more: 1 },
      { scripts: { test: "theirs", build: "b", added: "x" } },
    );
    expect(merged?.conflicts).toBe(1);
    expect(merged?.text).toBe(
      [
        "{",
        '  "scripts": {',
        "<<<<<<< yours",
        '    "test": "mine",',
        "=======",
        '    "test": "theirs",',
        ">>>>>>> create-metrics-project 0.2.0",
        '    "build": "b",',
        '    "added": "x"',
        "  },",
        '  "more": 1',
        "}",
        "",
      ].join("\n"),
    );
  });

  test("keeps CRLF", () => {
    const crlf = json({ a: 1, b: 2 }).replaceAll("\n", "\r\n");
    const merged = mergeJson(json({ a: 1 }), crlf, json({ a: 3 }), labels);
    expect(merged?.text).toBe(json({ a: 3, b: 2 }).replaceAll("\n", "\r\n"));
  });

  test.each([
    ["cut off", '{ "a": 1'],
    ["not an object", "[1, 2]"],
    [
      "with conflict markers in it",
      '{\n<<<<<<< yours\n  "a": 1\n=======\n  "a": 2\n>>>>>>> x\n}\n',
    ],
    ["a conflict on a line with something else", '{ "a": 2, "b": 1 }\n'],
  ])("leaves the file to the merge by lines: %s", (_name, mine) => {
    expect(mergeJson('{ "a": 1 }', mine, '{ "a": 3 }', labels)).toBeUndefined();
  });
});
