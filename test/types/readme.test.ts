import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** What a project has beside the README's lines, and names that they take for granted. */
const prelude = `
import { writeFile } from "node:fs/promises";
import {
  type BatchContext, createPlatformClient, fetchJobMetricsByBatch, fetchSweepMetrics, formatSweepCSV,
  paginate, pivotSweepMetrics, type ReportContext, weightedAverage, writeDefaultReport,
} from "@metrics-project/runtime";
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

/** What the compiler says of a module that stands in this folder. */
function complaints(source: string): string[] {
  const path = fileURLToPath(new URL("readme.ts", import.meta.url));
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
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === path
      ? ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram([path], options, host);
  const file = program.getSourceFile(path);
  return ts
    .getPreEmitDiagnostics(program, file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("the README", () => {
  it("has code that compiles", { timeout: 120_000 }, () => {
    const source = moduleOf(readme);
    expect(source).toContain("writer.addDoubleOverTimeMetric(");
    expect(complaints(source)).toEqual([]);
    expect(complaints(source.replace("failsAbove: 2", 'failsAbove: "2"'))).toHaveLength(1);
  });
});
