import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../temporary.js";
import { clusterFiles, filesIn, recordedProject, runNew } from "./newCluster.js";

const image = ["cluster/Dockerfile", "cluster/Dockerfile.dockerignore"];
const prefix = ["--tests", "s3://acme-logs/2026"];

const written = {
  slurm: ["cluster/.gitignore", "cluster/slurm/rehearse.sbatch", "cluster/slurm/submit.sh"],
  kubernetes: [...image, "cluster/kubernetes/merge.yaml", "cluster/kubernetes/shards.yaml"],
  "aws-batch": [
    ...image,
    "cluster/aws-batch/merge.json",
    "cluster/aws-batch/shard.json",
    "cluster/aws-batch/submit.sh",
  ],
  github: [".github/workflows/metrics-cluster.yml"],
  gitlab: [".gitlab/metrics-cluster.yml"],
} as const;
const engines = Object.keys(written) as (keyof typeof written)[];

describe.each(engines)("new cluster --engine %s", (engine) => {
  const argv = ["cluster", "--engine", engine, ...(engine === "aws-batch" ? prefix : [])];

  test("writes the engine's files, and prints the next steps", async () => {
    const root = await recordedProject();
    const { code, out, err } = await runNew(root, ...argv);
    expect({ code, files: await filesIn(root) }).toEqual({ code: 0, files: written[engine] });
    expect(
      out
        .split("\n")
        .filter((line) => line !== "")
        .sort(),
    ).toEqual(written[engine].map((path) => `wrote     ${path}`).sort());
    expect(err).toMatch(/^Next: /);
  });

  test("leaves no placeholder of a template, and no long line", async () => {
    const file = await clusterFiles(engine, argv.slice(3));
    for (const path of written[engine]) {
      expect(file(path), path).not.toMatch(/(?<!\$)\{\{|undefined/);
      const long = file(path)
        .split("\n")
        .filter((line) => line.length > 130);
      expect(long, path).toEqual([]);
    }
  });

  test("has two commands at the head of each file that can contain a comment", async () => {
    const file = await clusterFiles(engine, argv.slice(3));
    for (const path of written[engine].filter((one) => /\.(sh|sbatch|ya?ml)$/.test(one))) {
      const head = file(path).split("\n").slice(0, 8).join("\n");
      expect(head, path).toMatch(/^# Start: {2}\S.*\n# Watch: {2}\S/m);
    }
  });

  test("keeps existing files: equal ones are accepted, edited ones are named and stay", async () => {
    const root = await recordedProject();
    await runNew(root, ...argv);
    const again = await runNew(root, ...argv);
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^(kept {6}\S+\n)+$/) });

    const own = written[engine].at(-1) ?? "";
    await writeFile(join(root, own), "mine\n");
    const refused = await runNew(root, ...argv);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toContain(`these files already exist with other contents: ${own}`);
    expect(await readFile(join(root, own), "utf8")).toBe("mine\n");
  });

  test("prints the same as JSON", async () => {
    const root = await recordedProject();
    const { code, out } = await runNew(root, ...argv, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      root,
      files: expect.arrayContaining([...written[engine]]),
      kept: [],
    });
  });
});

test("two engines share one image, and keep the user's changes to it", async () => {
  const root = await recordedProject();
  await runNew(root, "cluster", "--engine", "aws-batch", ...prefix);
  await writeFile(join(root, "cluster/Dockerfile"), "FROM mine\n");
  const { code, out } = await runNew(root, "cluster", "--engine", "kubernetes");
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining("kept      cluster/Dockerfile\n"),
  });
  expect(await readFile(join(root, "cluster/Dockerfile"), "utf8")).toBe("FROM mine\n");
});

test("a project in a folder of its repository has its workflow at the root, under its own name", async () => {
  const root = await recordedProject({ name: "@acme/braking_tests" }, "apps/metrics");
  const repository = join(root, "../..");
  await mkdir(join(repository, ".git"));
  const { code, out } = await runNew(root, "cluster", "--engine", "github");
  expect({ code, out }).toEqual({
    code: 0,
    out: "wrote     .github/workflows/braking-tests-cluster.yml\n",
  });
  const path = join(repository, ".github/workflows/braking-tests-cluster.yml");
  expect(await readFile(path, "utf8")).toContain("working-directory: apps/metrics\n");

  const { err } = await runNew(root, "cluster", "--engine", "gitlab");
  expect(err).toContain("local: /apps/metrics/.gitlab/metrics-cluster.yml");
});

test.each([
  [
    "an S3 prefix",
    prefix,
    "--tests=s3://acme-logs/2026",
    "--out=s3://acme-logs/my-metrics-rehearsal/parts",
  ],
  [
    "a folder of the volume",
    ["--tests", "/data/2026"],
    "--tests=/data/2026",
    "--out=/data/rehearsal/parts",
  ],
])("Kubernetes reads %s, and writes beside it", async (_, argv, from, to) => {
  const text = (await clusterFiles("kubernetes", argv))("cluster/kubernetes/shards.yaml");
  expect(text).toContain(`- ${from}\n`);
  expect(text).toContain(`- ${to}\n`);
  expect(text.includes("persistentVolumeClaim")).toBe(!from.includes("s3:"));
});

test("a long name is shortened to Kubernetes' limit", async () => {
  const name = `${"very-".repeat(20)}long`;
  const text = (await clusterFiles("kubernetes", [], { name }))("cluster/kubernetes/shards.yaml");
  const [, job = ""] = /^ {2}name: (.+)$/m.exec(text) ?? [];
  expect(job).toMatch(/^(very-){8}shards$/);
});

describe("wrong usage changes nothing", () => {
  test.each([
    [["--engine", "slrum"], /slrum.*\n?.*Did you mean "slurm"\?/s],
    [[], /--engine is missing: slurm, kubernetes, aws-batch, github, gitlab/],
    [["--engine", "slurm", "--shards", "0"], /--shards.*0/],
    [["--engine", "slurm", "--shards", "x"], /--shards.*x/],
    [["--engine", "slurm", "--shards", "2.5"], /--shards.*2\.5/],
    [
      ["--engine", "github", "--shards", "257"],
      /--shards 257: GitHub Actions supports 1 to 256 shards/,
    ],
    [["--engine", "gitlab", "--shards", "201"], /--shards 201: GitLab CI supports 1 to 200 shards/],
    [["--engine", "aws-batch", "--shards", "1", ...prefix], /AWS Batch supports 2 to 10000 shards/],
    [["--engine", "aws-batch"], /AWS Batch needs --tests s3:\/\/BUCKET\/PREFIX/],
    [["--engine", "aws-batch", "--tests", "logs"], /--tests "logs" is not an s3:\/\/ prefix/],
    [["--engine", "aws-batch", "--tests", "s3://acme-logs"], /is not s3:\/\/BUCKET\/PREFIX/],
    [["--engine", "aws-batch", "--tests", "s3:///2026"], /is not s3:\/\/BUCKET\/PREFIX/],
    [["--engine", "kubernetes", "--tests", "logs"], /is not below \/data/],
    [
      ["--engine", "slurm", "--tests", "$(rm -rf ~)"],
      /has characters with a special meaning in scripts/,
    ],
    [
      ["--engine", "slurm", "--tests", "my logs"],
      /has characters with a special meaning in scripts/,
    ],
    [["Speed", "--engine", "slurm"], /a cluster has no name, got "Speed"/],
    [["--engine", "slurm", "--mode", "batch"], /--mode does not work with cluster/],
  ])("new cluster %j", async (argv, message) => {
    const root = await recordedProject();
    const { code, out, err } = await runNew(root, "cluster", ...argv);
    expect({ code, out, files: await filesIn(root) }).toEqual({ code: 2, out: "", files: [] });
    expect(err).toMatch(message);
  });

  test.each([
    ["--engine", "slurm"],
    ["--shards", "3"],
    ["--tests", "logs"],
  ])("new metric with %s", async (...option) => {
    const { code, err } = await runNew(await recordedProject(), "metric", "Speed", ...option);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining(`${option[0]} works only with cluster, got metric`),
    });
  });

  test("outside of a project", async () => {
    const cwd = await temporaryFolder();
    const { code, err } = await runNew(cwd, "cluster", "--engine", "slurm");
    expect(code).toBe(1);
    expect(err).toContain("is not in a project created by create-metrics-project");
    expect(await filesIn(cwd)).toEqual([]);
  });

  test("if a file exists instead of a folder", async () => {
    const root = await recordedProject();
    await writeFile(join(root, "cluster"), "a file\n");
    const { code, err } = await runNew(root, "cluster", "--engine", "slurm");
    expect(code).toBe(1);
    expect(err).toContain("cluster");
    expect(await filesIn(root)).toEqual(["cluster"]);
    expect(await readFile(join(root, "cluster"), "utf8")).toBe("a file\n");
  });
});
