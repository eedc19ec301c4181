import { expect, test } from "vitest";
import { compareVersions } from "../../generators/project/compareVersions.js";

/** In ascending order; the first ones as semver.org has them. */
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
    expect(compareVersions(a, b)).toBeLessThan(0);
    expect(compareVersions(b, a)).toBeGreaterThan(0);
    expect(compareVersions(b, b)).toBe(0);
  },
);

test("build metadata after a plus is ignored", () => {
  expect(compareVersions("1.0.0+linux.1", "1.0.0+darwin")).toBe(0);
});
