import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Answers } from "../../generators/project/answers.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { packageManagerWords } from "../../generators/project/templateData.js";
import { temporaryFolder } from "../temporary.js";
import { checkPipeline } from "./checkPipeline.js";
import { checkWorkflow } from "./checkWorkflow.js";

async function render(
  ci: Answers["ci"],
  packageManager: Answers["packageManager"],
  name = "my-metrics",
) {
  const files = await renderProject({
    answers: { name, logs: "csv", modes: ["test"], ci, packageManager, link: "vendored" },
    version: "0.1.0",
    runtime: { specifier: "file:vendor/runtime.tgz" },
    platform: { specifier: "file:vendor/platform.tgz" },
    cli: { specifier: "file:vendor/cli.tgz" },
  });
  return (path: string) => String(files.get(path) ?? "");
}

const managers = ["npm", "pnpm", "yarn", "bun"] as const;
const workflows = ["metrics.yml", "regenerate.yml"] as const;

interface Step {
  run?: string;
  uses?: string;
}
interface Workflow {
  on: Record<string, unknown>;
  jobs: Record<string, { if?: string; env?: Record<string, string>; steps: Step[] }>;
}

describe.each(managers)("with %s", (manager) => {
  test("GitHub accepts the workflows, and every action is pinned", async () => {
    const file = await render("github", manager);
    for (const name of workflows) {
      const text = file(`.github/workflows/${name}`);
      expect(await checkWorkflow(name, text)).toEqual([]);
      const { jobs } = parse(text) as Workflow;
      const used = Object.values(jobs).flatMap(({ steps }) => steps.map(({ uses }) => uses ?? ""));
      const unpinned = used.filter((action) => action !== "" && !/@[0-9a-f]{40}$/.test(action));
      expect(unpinned).toEqual([]);
    }
  });

  test("GitHub's workflows test, build, push and register", async () => {
    const file = await render("github", manager);
    const { jobs } = parse(file(".github/workflows/metrics.yml")) as Workflow;
    const runs = (job: string) => jobs[job]?.steps.flatMap(({ run }) => run ?? []).join("\n");
    for (const script of ["types", "test", "rehearse", "generate"]) {
      expect(runs("test")).toContain(`${manager} run ${script}`);
    }
    const pipeline = parse((await render("gitlab", manager))(".gitlab-ci.yml"));
    expect(runs("test")?.split("\n"), "the same for GitLab").toEqual(pipeline.test.script);
    expect(runs("test")).toMatch(/generate (-- )?--check/);
    expect(jobs.image?.if).toBe("startsWith(github.ref, 'refs/tags/v')");
    expect(jobs.image?.env?.IMAGE).toBe(
      "${" + "{ vars.REGISTRY }}/${" + "{ vars.IMAGE_REPOSITORY }}:${" + "{ github.ref_name }}",
    );
    expect(runs("image")).toContain("docker build --platform linux/amd64");
    expect(runs("image")).toContain("metrics-builds create --project");
    const regenerate = parse(file(".github/workflows/regenerate.yml")) as Workflow;
    expect(regenerate.on.schedule).toHaveLength(1);
  });

  test("GitLab accepts the pipeline", async () => {
    const text = (await render("gitlab", manager))(".gitlab-ci.yml");
    expect(await checkPipeline(text)).toHaveLength(4);
  });

  test("GitLab's pipeline builds and registers with images of one version", async () => {
    const pipeline = parse((await render("gitlab", manager))(".gitlab-ci.yml"));
    expect(pipeline["build-image"].script.join("\n")).toContain(
      "docker build --platform linux/amd64",
    );
    expect(pipeline.register.script.join("\n")).toContain("metrics-builds create --project");
    const jobs = ["test", "build-image", "register", "regenerate"];
    const images: string[] = jobs.map((job) => pipeline[job].image);
    expect(images.filter((image) => !/:\d/.test(image))).toEqual([]);
  });

  test("the Dockerfile installs what the lockfile says, by what Docker 20.10 knows", async () => {
    const file = await render("none", manager);
    const dockerfile = file("Dockerfile");
    expect(dockerfile).toMatch(
      manager === "npm"
        ? /RUN if \[ -f package-lock.json \]; then npm ci --omit=dev/
        : /RUN if \[ -f \S*lock\S* \]; then .*\w+ install --frozen-lockfile --prod/,
    );
    // Without a lockfile, too.
    expect(dockerfile).toMatch(/^ +\w+ install --(omit=dev|prod)/m);
    expect(dockerfile).not.toMatch(/^# syntax=|<<|--link|--mount/m);
    expect(dockerfile).not.toContain("{{");
  });
});

test("GitLab starts the jobs that each event calls for", async () => {
  const text = (await render("gitlab", "npm"))(".gitlab-ci.yml");
  const started = async (variables: Record<string, string>) => {
    const jobs = await checkPipeline(text, variables);
    return jobs.filter(({ when }) => when !== "never").map(({ name }) => name);
  };
  expect(await started({ CI_PIPELINE_SOURCE: "push" })).toEqual(["test"]);
  expect(await started({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_TAG: "v1.2.3" })).toEqual([
    "test",
    "build-image",
    "register",
  ]);
  const schedule = { CI_PIPELINE_SOURCE: "schedule", OPENAPI_URL: "https://example.com/api.yaml" };
  expect(await started(schedule)).toEqual(["regenerate"]);
});

test.each([
  ["of Yarn 4", "__metadata:\n  version: 8\n", "@yarnpkg/cli-dist@4"],
  ["of Yarn 1", "# yarn lockfile v1\n", "yarn@1.22.22"],
  ["that is not there", undefined, "yarn@1.22.22"],
])("CI and image take the Yarn of a lockfile %s", async (_name, lockfile, expected) => {
  const cwd = await temporaryFolder();
  if (lockfile !== undefined) await writeFile(join(cwd, "yarn.lock"), lockfile);
  const command = `npm() { echo "$*"; }; ${packageManagerWords.yarn.get}`;
  const { stdout } = spawnSync("sh", ["-c", command], { cwd, encoding: "utf8" });
  expect(stdout).toBe(`install --global --force ${expected}\n`);
});

test("a scope in the name is as good to both", async () => {
  const github = await render("github", "npm", "@team/metrics");
  for (const name of workflows) {
    expect(await checkWorkflow(name, github(`.github/workflows/${name}`))).toEqual([]);
  }
  const gitlab = await render("gitlab", "npm", "@team/metrics");
  expect(await checkPipeline(gitlab(".gitlab-ci.yml"))).toHaveLength(4);
});

test("the image's name is one that container engines take", async () => {
  const manifest = JSON.parse((await render("none", "npm", "@team/a~_b"))("package.json"));
  expect(manifest.scripts.image).toMatch(/--tag team\/a-b \.$/);
});

test("the checkers see what these files could get wrong", async () => {
  const workflow = (await render("github", "npm"))(".github/workflows/metrics.yml");
  const misspelt = workflow.replace("vars.REGISTRY", "vras.REGISTRY");
  expect(await checkWorkflow("metrics.yml", misspelt)).toEqual([
    expect.stringContaining("Unrecognized named-value: 'vras'"),
  ]);
  const pipeline = (await render("gitlab", "npm"))(".gitlab-ci.yml");
  // GitLab keeps this name for the image of all jobs.
  const reserved = pipeline.replace("build-image:", "image:");
  await expect(checkPipeline(reserved)).rejects.toThrow(/Invalid .gitlab-ci.yml/);
});
