import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The documents that people read: those at the top, of packages, and the manual without what is generated. */
export const documents: readonly string[] = [
  "runtime/README.md",
  "runtime/platform/README.md",
  ...readdirSync(repository).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .map((name) => `docs/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".md") && !/^docs\/(reference|\.vitepress)\//.test(name)),
].sort();

/** The text of a document, by its path in the repository. */
export function readDocument(document: string): string {
  return readFileSync(join(repository, document), "utf8");
}

/** A piece of code in a document. */
export interface Snippet {
  /** The document and the line of the snippet's fence, as editors open it. */
  readonly place: string;
  /** What is written behind the fence: `ts`, `sh`. */
  readonly language: string;
  readonly code: string;
}

/** The pieces of code in a document, in its order. */
export function snippetsOf(document: string): Snippet[] {
  const text = readDocument(document);
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((found) => ({
    place: `${document}:${text.slice(0, found.index).split("\n").length}`,
    language: found[1] ?? "",
    code: found[2] ?? "",
  }));
}
