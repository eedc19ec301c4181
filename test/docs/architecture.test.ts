import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDocument, repository } from "./documents.js";

const text = readDocument("ARCHITECTURE.md");
/** Below each heading: the paths that stand first in the entries of its list. */
const ways = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split("\n")[0] ?? "",
    steps: [...section.matchAll(/^\d+\. `([^`]+)`: \S/gm)].map(([, path = ""]) => path),
    entries: section.match(/^\d+\. /gm)?.length ?? 0,
  }))
  .filter(({ entries }) => entries > 0);

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

  it.each(ways)("names a file in every step of: $title", ({ steps, entries }) => {
    expect(steps).toHaveLength(entries);
    expect(new Set(steps).size).toBe(entries);
  });

  it("names only files and folders that exist", () => {
    const ours = /^(generators|runtime|templates|openapi|proto|test|docs)\//;
    const paths = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = ""]) => path);
    const named = paths.filter((path) => ours.test(path));
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});
