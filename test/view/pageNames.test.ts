import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { routesOf } from "../../generators/view/model/indexRuns.js";
import { pageNames } from "../../generators/view/pageNames.js";
import { oddNames } from "./writeRehearsal.js";

const namesOf = (names: readonly string[]) =>
  pageNames(routesOf(names.map((name) => ({ kind: "test" as const, name }))));

/** Names that differ in little, and any others. */
const name = fc.oneof(
  fc.constantFrom(
    "lap",
    "Lap",
    "LAP",
    "lap~2",
    "läp",
    "l/p",
    "l\\p",
    "",
    ".",
    "..",
    "con",
    "\uD800",
  ),
  fc.string({ unit: "binary", maxLength: 300 }),
);

describe("the file names of pages", () => {
  it.each([
    ["lap", "test-lap.html"],
    ["run_2.hill-b", "test-run_2.hill-b.html"],
    ["Lap", /^test-lap-[0-9a-f]{8}\.html$/],
    ["a/b\\c: d?*", /^test-a-b-c-d-[0-9a-f]{8}\.html$/],
    ["走廊 🤖", /^test-run-[0-9a-f]{8}\.html$/],
    ["Tür", /^test-tur-[0-9a-f]{8}\.html$/],
    ["..", /^test-run-[0-9a-f]{8}\.html$/],
  ])("%s gets %s", (name, expected) => {
    const [file] = namesOf([name]);
    expect(file).toMatch(expected);
  });

  it("stay the same regardless of other tests", () => {
    const all = namesOf(oddNames);
    for (const at of [0, 2, 3, 4, 7]) expect(namesOf([oddNames[at] ?? ""])).toEqual([all[at]]);
  });

  it("are valid on Windows, short, and all different, even if case is ignored", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), (names) => {
        const files = namesOf(names);
        expect(files).toEqual(
          names.map(() => expect.stringMatching(/^test-[a-z0-9_][a-z0-9._-]{0,80}\.html$/)),
        );
        expect(files).toEqual([...new Set(files)]);
      }),
    );
  });
});
