import { expect, test } from "vitest";
import { compareVersions } from "../../generators/project/compareVersions.js";

/** In ascending order; the first ones are the example of semver.org. */
const ascending = [
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "1.0.1-0",
  "1.0.1",
  "1.2.0",
  "1.10.0",
  "2.0.0-next-2.x",
  "2.0.0",
];

test.each(ascending.slice(1).map((version, index) => [ascending[index] ?? "", version]))(
  "%s comes before %s",
  (a, b) => {
    const signs = [compareVersions(a, b), compareVersions(b, a), compareVersions(b, b)];
    expect(signs.map(Math.sign)).toEqual([-1, 1, 0]);
  },
);

test("build metadata after a plus is ignored", () => {
  expect(compareVersions("1.0.0+linux.1", "1.0.0+darwin")).toBe(0);
});
