import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Affected, everything } from "./Rehearsal.js";

/** The files that compute the metrics of each mode, as scaffolded. */
const modules = { batch: "batch-metrics", report: "report-metrics" };

/**
 * What has to run again after these files changed. A sample affects its test, and with it the batch and
 * the report; a source that only the batch's or the report's module needs affects no test; anything else,
 * and all where an import cannot be followed, affects everything.
 */
export async function affectedBy(
  changed: readonly string[],
  testsDir: string,
  sourceDir: string,
): Promise<Affected> {
  const tests = new Set<string>();
  const sources: string[] = [];
  for (const file of changed) {
    const inTests = relative(testsDir, file);
    if (inTests.startsWith("..")) sources.push(file);
    else tests.add(inTests.split(sep)[0] ?? inTests);
  }
  if (sources.length === 0) return { tests, batch: true, report: true };

  const overTests = [modules.batch, modules.report].map((name) => join(sourceDir, `${name}.ts`));
  const [batch, report] = await Promise.all(overTests.map((file) => sourcesOf(file)));
  // What is reached from main.ts past these two is needed by the tests as well, whatever it is called.
  const others = await sourcesOf(join(sourceDir, "main.ts"), overTests);
  const parts = [batch, report, others];
  if (parts.some((part) => part?.hasAlias !== false)) return everything;
  const onlyOverTests = sources.every(
    (file) => !others?.files.has(file) && (batch?.files.has(file) || report?.files.has(file)),
  );
  if (!onlyOverTests) return everything;
  const touchesBatch = sources.some((file) => batch?.files.has(file));
  return { tests, batch: touchesBatch || tests.size > 0, report: true };
}

const importing = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g;

/** Files that import each other. */
interface SourceFiles {
  files: Set<string>;
  /** Whether one of them imports something that is neither a path nor a package: where that leads is not known. */
  hasAlias: boolean;
}

/** A file and all that it imports, as absolute paths; `past` are not followed. */
async function sourcesOf(file: string, past: readonly string[] = []): Promise<SourceFiles> {
  const found: SourceFiles = { files: new Set(), hasAlias: false };
  const visit = async (path: string): Promise<void> => {
    if (found.files.has(path) || past.includes(path)) return;
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text === undefined) return;
    found.files.add(path);
    for (const [, specifier = ""] of text.matchAll(importing)) {
      if (!/^\.{1,2}\//.test(specifier)) {
        if (!isPackage(specifier, dirname(path))) found.hasAlias = true;
        continue;
      }
      const target = await sourceFile(resolve(dirname(path), specifier));
      if (target !== undefined) await visit(target);
    }
  };
  await visit(file);
  return found;
}

/** Whether a bare name is that of an installed package, and not one that the project gives a file of its own. */
function isPackage(specifier: string, folder: string): boolean {
  if (isBuiltin(specifier)) return true;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules", name, "package.json"))) return true;
    if (dirname(at) === at) return false;
  }
}

async function sourceFile(path: string): Promise<string | undefined> {
  const candidates = [path, path.replace(/\.js$/, ".ts"), `${path}.ts`, join(path, "index.ts")];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile() === true) return candidate;
  }
  return undefined;
}
