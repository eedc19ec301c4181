import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** What a project has beside the README's lines, and names that they take for granted. */
const prelude = `
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BatchContext, createPlatformClient, fetchJobMetricsByBatch, fetchSweepMetrics, formatSweepCSV,
  MetricsWriter, paginate, pivotSweepMetrics, type ReportContext, runMetricsBuild, weightedAverage,
  writeDefaultReport,
} from "@metrics-project/runtime";
import { startPlatform } from "@metrics-project/runtime/platform";
declare function it(name: string, work: () => Promise<void>): void;
declare function expect(value: unknown): { toMatchObject(wanted: object): void };
declare function readLogs(folder: string): Promise<{ time: bigint; speed: number }[]>;
declare function mean(values: Float64Array): number;
declare const apiURL: string, authToken: string, batchID: string, projectID: string, sweepID: string;
declare const params: { path: { projectID: string } };
`;

/** The README's TypeScript as one module; what it leaves to the reader after a loop's head is empty. */
function moduleOf(markdown: string): string {
  const blocks = [...markdown.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);
  return prelude + blocks.join("\n").replace(/\) …$/gm, ") {}");
}

/** What the compiler says of each of some modules, as if they stood in this folder. */
function complaints(sources: readonly string[]): string[][] {
  const modules = new Map(
    sources.map((source, at) => [
      fileURLToPath(new URL(`readme-${at}.ts`, import.meta.url)),
      source,
    ]),
  );
  const { options: ours } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(fileURLToPath(new URL("../../tsconfig.json", import.meta.url)), (name) =>
      readFileSync(name, "utf8"),
    ).config,
    ts.sys,
    fileURLToPath(new URL("../..", import.meta.url)),
  );
  // An example ends before what it made is used.
  const options = { ...ours, noUnusedLocals: false };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const source = modules.get(name);
    return source === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}

describe("the README", () => {
  it("has code that compiles", { timeout: 120_000 }, () => {
    const source = moduleOf(readme);
    expect(source).toContain("writer.addDoubleOverTimeMetric(");
    const wrong = source.replace("failsAbove: 2", 'failsAbove: "2"');
    expect(complaints([source, wrong])).toEqual([
      [],
      ["Type 'string' is not assignable to type 'number'."],
    ]);
  });
});
