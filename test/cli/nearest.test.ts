import { expect, it } from "vitest";
import { nearest } from "../../generators/cli/nearest.js";

it.each([
  ["gitub", ["github", "gitlab"], "github"],
  ["jsnol", ["mcap", "csv", "jsonl"], "jsonl"],
  ["json", ["mcap", "csv", "jsonl"], "jsonl"],
  ["MCAP", ["mcap", "csv"], "mcap"],
  ["mcpa", ["mcap", "csv"], "mcap"],
  ["pac", ["package-manager", "logs"], "package-manager"],
  ["rosbag", ["mcap", "csv", "jsonl"], undefined],
  ["", ["mcap"], undefined],
])("the candidate nearest to %j in %j is %j", (wanted, candidates, expected) => {
  expect(nearest(wanted, candidates)).toBe(expected);
});
