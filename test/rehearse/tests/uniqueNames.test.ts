import fc from "fast-check";
import { expect, it } from "vitest";
import { uniqueNames } from "../../../generators/commands/rehearse/tests/uniqueNames.js";
import { pathProblem } from "../../../generators/io/insidePath.js";

it.each([
  [
    ["/logs/lap", "/logs/sprint"],
    ["lap", "sprint"],
  ],
  [
    ["/logs/monday/lap", "/logs/tuesday/lap", "/logs/sprint"],
    ["monday-lap", "tuesday-lap", "sprint"],
  ],
  [
    ["/a/x/lap", "/b/x/lap"],
    ["a-x-lap", "b-x-lap"],
  ],
  [
    ["s3://archive/lap/", "/lap"],
    ["archive-lap", "lap"],
  ],
  [
    ["/logs/Lap", "/logs/lap"],
    ["logs-Lap", "logs-lap-2"],
  ],
  [["s3://archive/lap 1: start/"], ["lap 1_ start"]],
  [["/"], ["test"]],
])("%j become %j", (sources, names) => {
  expect([...uniqueNames(sources).values()]).toEqual(names);
});

it("gives every source a unique name that is valid for a folder", () => {
  const part = fc.oneof(fc.constantFrom("a", "A", "b", "a-b", ".."), fc.string({ minLength: 1 }));
  const source = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join("/")}`);
  fc.assert(
    fc.property(fc.uniqueArray(source, { maxLength: 12 }), (sources) => {
      const names = [...uniqueNames(sources).values()];
      // One name for each source, in their order.
      expect([...uniqueNames(sources).keys()]).toEqual(sources);
      const folded = names.map((name) => name.toLowerCase());
      expect(folded).toEqual([...new Set(folded)]);
      expect(names.filter((name) => /[/\\]/.test(name))).toEqual([]);
      expect(names.filter((name) => pathProblem(name) !== undefined)).toEqual([]);
    }),
  );
});
