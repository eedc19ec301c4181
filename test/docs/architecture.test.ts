import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDocument, repository } from "./documents.js";

const text = readDocument("ARCHITECTURE.md");
/** The headings above numbered lists, each with the steps of its list. */
const ways = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split("\n")[0] ?? "",
    steps: section.match(/^\d+\. .*$/gm) ?? [],
  }))
  .filter(({ steps }) => steps.length > 0);

describe("ARCHITECTURE.md", () => {
  it("has the six ways through the code", () => {
    expect(ways.map(({ title }) => title)).toEqual([
      "A metric to bytes",
      "A config to requests",
      "A log to columns",
      "A description to types",
      "A rehearsal to a page",
      "An answer to a file",
    ]);
  });

  it.each(ways)("starts every step with another file: $title", ({ steps }) => {
    const files = steps.map((step) => /^\d+\. `([^`]+)`: \S/.exec(step)?.[1]);
    expect(steps.filter((_, at) => files[at] === undefined)).toEqual([]);
    expect(files.filter((file, at) => files.indexOf(file) !== at)).toEqual([]);
  });

  it("names only files and folders that exist", () => {
    const ours = /^(generators|runtime|templates|openapi|proto|test|docs)\//;
    const paths = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = ""]) => path);
    const named = paths.filter((path) => ours.test(path));
    expect(named).toContain("runtime/src/run/runMetricsBuild.ts");
    expect(named.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});
