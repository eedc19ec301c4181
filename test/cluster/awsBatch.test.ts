import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { recordedProject, runNew } from "./newCluster.js";

/** What the SDK's types find wrong with each of these definitions, in JSON. */
function typeErrors(definitions: readonly string[]): string[] {
  const texts = new Map(
    definitions.map((definition, index) => [
      join(packageRoot(), `test/cluster/definition${index}.ts`),
      `import type { RegisterJobDefinitionCommandInput } from "@aws-sdk/client-batch";
       export const definition: RegisterJobDefinitionCommandInput = ${definition};`,
    ]),
  );
  const options: ts.CompilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true },
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.getSourceFile = (file, language, ...rest) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile.call(host, file, language, ...rest)
      : ts.createSourceFile(file, text, language);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))
      .join("\n"),
  );
}

async function batchProject(): Promise<string> {
  const root = await recordedProject();
  const argv = ["cluster", "--engine", "aws-batch", "--tests", "s3://acme-logs/2026"];
  const { code, err } = await runNew(root, ...argv);
  if (code !== 0) throw new Error(err);
  return root;
}

test("the SDK accepts both job definitions, but not a misspelled one", async () => {
  const root = await batchProject();
  const read = (name: string) => readFile(join(root, `cluster/aws-batch/${name}.json`), "utf8");
  const [shard, merge] = [await read("shard"), await read("merge")];
  const misspelled = shard.replace('"onReason"', '"onreason"');
  const unknown = shard.replace('"VCPU"', '"CPU"');
  expect(typeErrors([shard, merge, misspelled, unknown])).toEqual([
    "",
    "",
    expect.stringContaining("onreason"),
    expect.stringContaining('"CPU"'),
  ]);
}, 120_000);

test("an interrupted Spot instance is retried, but not a failure of the program itself", async () => {
  const root = await batchProject();
  const text = await readFile(join(root, "cluster/aws-batch/shard.json"), "utf8");
  const { evaluateOnExit } = JSON.parse(text).retryStrategy;
  expect(evaluateOnExit.at(0)).toEqual({ onStatusReason: "Host EC2*", action: "RETRY" });
  expect(evaluateOnExit.at(-1)).toEqual({ onReason: "*", action: "EXIT" });
});

/** Runs submit.sh with a program in the place of `aws` that writes down how it was called. */
async function submit(root: string, env: Record<string, string>) {
  const bin = join(root, "bin");
  await mkdir(bin, { recursive: true });
  const aws = `#!/bin/bash
printf '%s\\n' "$*" >> "${root}/calls"
case "$2" in
  register-job-definition) echo "definition-of-$(basename "$4" .json)" ;;
  submit-job) echo "id-of-\${10}" ;;
esac
`;
  await writeFile(join(bin, "aws"), aws, { mode: 0o755 });
  const script = join(root, "cluster/aws-batch/submit.sh");
  const { status, stdout, stderr } = spawnSync("bash", [script], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: `${bin}:${process.env.PATH}`, ...env },
  });
  const calls = await readFile(join(root, "calls"), "utf8").catch(() => "");
  return { status, stdout, stderr, calls: calls.split("\n").filter((call) => call !== "") };
}

test("submit.sh submits nothing before image and role are written down, or a queue is named", async () => {
  const root = await batchProject();
  const unset = await submit(root, { QUEUE: "spot" });
  expect(unset).toMatchObject({ status: 2, calls: [] });
  expect(unset.stderr).toContain("Put your image and role into");
  const nowhere = await submit(root, {});
  expect(nowhere).toMatchObject({ status: 1, calls: [] });
  expect(nowhere.stderr).toContain("Set QUEUE");
});

test("submit.sh submits an array of shards, and a merge that waits for it", async () => {
  const root = await batchProject();
  for (const name of ["shard", "merge"]) {
    const path = join(root, `cluster/aws-batch/${name}.json`);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replaceAll("123456789012", "210987654321"));
  }
  const { status, stdout, calls } = await submit(root, { QUEUE: "spot", SHARDS: "50" });
  expect(status).toBe(0);
  const definition = (name: string) => expect.stringContaining(`/cluster/aws-batch/${name}.json`);
  expect(calls).toEqual([
    definition("shard"),
    "batch submit-job --job-queue spot --query jobId --output text --job-name my-metrics-shards --job-definition definition-of-shard --array-properties size=50 --parameters tests=s3://acme-logs/2026,parts=s3://acme-logs/my-metrics-rehearsal/parts",
    definition("merge"),
    "batch submit-job --job-queue spot --query jobId --output text --job-name my-metrics-merge --job-definition definition-of-merge --depends-on jobId=id-of-my-metrics-shards --parameters parts=s3://acme-logs/my-metrics-rehearsal/parts",
  ]);
  expect(stdout).toContain("--merge s3://acme-logs/my-metrics-rehearsal/parts");
});
