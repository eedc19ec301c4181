import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { filesBelow, read } from "./importsOf.js";
import { phrases, phrasesOfTheProduct } from "./phrases.js";

const folders = ["docs", "examples", "generators", "runtime", "templates", "test"];
const written = /\.(ts|mts|mjs|js|md|hbs|sh|ya?ml|css|liquid)$/;
/** Not our words, made of others, or the list of phrases itself. */
const foreign =
  /\/(dist|cache|generated|samples|fixtures|pictures)\/|^docs\/reference\/|^test\/imports\/(english|phrases)/;

/** Places where one of the phrases stands, as `file:line: "phrase", write: replacement`. */
function findPhrases(file: string, text: string): string[] {
  const all = file.startsWith("test/") ? phrases : [...phrases, ...phrasesOfTheProduct];
  return text.split("\n").flatMap((line, index) =>
    all.flatMap(({ phrase, instead }) => {
      const found = phrase.exec(line)?.[0];
      return found === undefined ? [] : [`${file}:${index + 1}: "${found}", write: ${instead}`];
    }),
  );
}

test("no file of the product has a phrase that reads as a translation", () => {
  const root = readdirSync(new URL("../..", import.meta.url)).filter((name) => /\.md$/.test(name));
  const files = [...root, ...folders.flatMap((folder) => filesBelow(folder, written))];
  const ours = files.filter((file) => !foreign.test(file));
  expect(ours).toContain("README.md");
  expect(ours).toContain("templates/project/common/README.md.hbs");
  expect(
    ours.flatMap((file) => findPhrases(file, file === "CONTRIBUTING.md" ? ourGuide() : read(file))),
  ).toEqual([]);
});

/** CONTRIBUTING.md without the table of its style guide, whose first column holds such phrases. */
function ourGuide(): string {
  return read("CONTRIBUTING.md").replace(/^\| before \| after \|\n(\|.*\n)+/m, (table) =>
    "\n".repeat(table.split("\n").length - 1),
  );
}

test.each([
  ["a log is gone on with", ['a.ts:2: "is gone on with", write: continues, resumes']],
  ["x is no number", ['a.ts:2: "is no number", write: is not a …, must be a …']],
  [
    "the run was canceled",
    [`a.ts:2: "canceled", write: cancelled, cancelling (the platform's spelling)`],
  ],
  ["earlier batches are made up", ['a.ts:2: "made up", write: synthetic']],
  ["there is no folder of that name", []],
  ["the robot is 3 meters away", []],
])("%j gives %j", (line, found) => {
  expect(findPhrases("a.ts", `first\n${line}`)).toEqual(found);
});
