import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { TextDocument } from "vscode-languageserver-textdocument";

type LanguageService = typeof import("@actions/languageservice");

const { validate, registerLogger } = await loadLanguageService();
// It would swallow its own failures, and a file that it could not check would pass.
const rethrow = (message: string) => {
  throw new Error(message);
};
registerLogger({ error: rethrow, warn: rethrow, info: () => {}, log: () => {} });

/**
 * What GitHub's own checker finds wrong with a workflow: keys, types, expressions, contexts. Each as
 * `line: message`; empty means that GitHub would run it.
 */
export async function checkWorkflow(name: string, text: string): Promise<string[]> {
  // It remembers files by their address.
  const address = `file:///${randomUUID()}/.github/workflows/${name}`;
  const document = TextDocument.create(address, "yaml", 0, text);
  const problems = await validate(document);
  return problems.map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

/** Bundled first: it imports JSON files in a way that Node refuses. */
async function loadLanguageService(): Promise<LanguageService> {
  const folder = await mkdtemp(join(tmpdir(), "language-service-"));
  try {
    const path = join(folder, "index.cjs");
    const { outputFiles } = await build({
      entryPoints: ["@actions/languageservice"],
      bundle: true,
      write: false,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
    await writeFile(path, outputFiles[0]?.contents ?? "");
    return createRequire(path)(path) as LanguageService;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
