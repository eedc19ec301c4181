import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { documents, readDocument, repository } from "./documents.js";

/** The anchors of a document's headings, as GitHub and the site make them. */
function anchorsOf(document: string): Set<string> {
  const headings = readDocument(document).matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function problemOf(document: string, link: string): string | undefined {
  const [path = "", anchor] = link.split("#");
  const to = path === "" ? document : posix.join(dirname(document), path);
  // Made by `npm run docs`, which checks them.
  if (to.startsWith("docs/reference/")) return undefined;
  if (!existsSync(join(repository, to))) return `${link}: no such file`;
  if (anchor === undefined || !to.endsWith(".md")) return undefined;
  return anchorsOf(to).has(anchor) ? undefined : `${link}: no such heading`;
}

describe("the documents", () => {
  it.each(documents)("%s links to files and headings that exist", (document) => {
    const text = readDocument(document).replace(/^```.*?^```$/gms, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, to = ""]) => to);
    const problems = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => problemOf(document, link))
      .filter((problem) => problem !== undefined);
    expect(problems).toEqual([]);
  });

  it("start with a README of at most 150 lines", () => {
    expect(readDocument("README.md").trimEnd().split("\n").slice(150)).toEqual([]);
  });

  it("start with a README that links to a picture, the manual and the map of the code", () => {
    const readme = readDocument("README.md");
    const needed = [".github/pictures/test.png", "docs/start.md", "ARCHITECTURE.md"];
    expect(needed.filter((name) => !readme.includes(`(${name})`))).toEqual([]);
  });
});
