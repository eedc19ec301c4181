import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Affected, everything } from "./Rehearsal.js";

/** The files that compute the metrics of each mode, as scaffolded. */
const modules = { batch: "batch-metrics", report: "report-metrics" };

/**
 * What has to run again after these files changed. A sample affects its test, and with it the batch and
 * the report; a source that only the batch's or the report's module needs affects no test; anything else
 * affects everything.
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

  const [batch, report] = await Promise.all([
    sourcesOf(join(sourceDir, `${modules.batch}.ts`)),
    sourcesOf(join(sourceDir, `${modules.report}.ts`)),
  ]);
  const others = await sourcesOf(join(sourceDir, "test-metrics.ts"));
  others.add(join(sourceDir, "main.ts"));
  const onlyOverTests = sources.every(
    (file) => !others.has(file) && (batch.has(file) || report.has(file)),
  );
  if (!onlyOverTests) return everything;
  const touchesBatch = sources.some((file) => batch.has(file));
  return { tests, batch: touchesBatch || tests.size > 0, report: true };
}

const importing = /(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/** A file and all that it imports by relative paths, as absolute paths. */
async function sourcesOf(file: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(file)) return found;
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return found;
  found.add(file);
  for (const [, specifier = ""] of text.matchAll(importing)) {
    const target = await sourceFile(resolve(dirname(file), specifier));
    if (target !== undefined) await sourcesOf(target, found);
  }
  return found;
}

async function sourceFile(path: string): Promise<string | undefined> {
  const candidates = [path, path.replace(/\.js$/, ".ts"), `${path}.ts`, join(path, "index.ts")];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile() === true) return candidate;
  }
  return undefined;
}
