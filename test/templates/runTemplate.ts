import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  decodeJobMetrics,
  runMetricsBuild,
  type TestContext,
  type UnpackedJobMetrics,
  unpackJobMetrics,
} from "@metrics-project/runtime";
import { onTestFinished } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { renderTemplate } from "../../generators/templates/renderTemplate.js";
import { temporaryFolder } from "../create/temporaryFolder.js";

export type LogsKind = "mcap" | "csv" | "jsonl";

interface TestMetrics {
  testMetrics(context: TestContext): Promise<void>;
}

/** What a run of a template's test metrics gave. */
export interface TemplateRun {
  exitCode: number;
  stderr: string;
  /** Undefined where the run failed. */
  metrics: UnpackedJobMetrics | undefined;
}

/** Runs the test metrics that a scaffold with this kind of logs has on these files. */
export async function runTemplate(
  kind: LogsKind,
  files: Record<string, string | Uint8Array>,
  edit: (readLogs: string) => string = (text) => text,
): Promise<TemplateRun> {
  const folder = await temporaryFolder();
  const [inputs, outputs] = [join(folder, "inputs"), join(folder, "outputs")];
  await mkdir(join(inputs, "logs"), { recursive: true });
  await mkdir(outputs);
  for (const [name, content] of Object.entries(files)) {
    const path = join(inputs, "logs", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const { testMetrics } = await load(kind, edit);
  let stderr = "";
  const result = await runMetricsBuild(
    { test: testMetrics },
    {
      inputs,
      outputs,
      ownsProcess: false,
      stderr: {
        write: (text: string) => {
          stderr += text;
        },
      },
    },
  );
  if (result.exitCode !== 0) return { exitCode: result.exitCode, stderr, metrics: undefined };
  const message = decodeJobMetrics(await readFile(join(outputs, "metrics.binproto")));
  return { exitCode: 0, stderr, metrics: unpackJobMetrics(message) };
}

/**
 * Puts the files side by side, as in a project. Inside this repository: there the runtime's sources are found, and are the
 * very modules that the test uses.
 */
async function load(kind: LogsKind, edit: (readLogs: string) => string): Promise<TestMetrics> {
  const templates = join(packageRoot(), "templates", "project");
  const folder = await mkdtemp(join(packageRoot(), "test", "templates", ".run-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const source = await readFile(join(templates, "logs", kind, "src", "read-logs.ts"), "utf8");
  await writeFile(join(folder, "read-logs.ts"), edit(source));
  const main = join(folder, "test-metrics.ts");
  const template = "project/modes/test/src/test-metrics.ts.hbs";
  await writeFile(main, await renderTemplate(template, { binproto: true, emits: false }));
  return await import(main);
}
