import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Answers } from "../../generators/project/answers.js";
import { renderHostFiles } from "../../generators/project/renderHostFiles.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { packageManagerWords } from "../../generators/project/templateData.js";
import { temporaryFolder } from "../temporary.js";
import { checkPipeline } from "./checkPipeline.js";
import { checkWorkflow } from "./checkWorkflow.js";

const linked = {
  version: "0.1.0",
  runtime: { specifier: "file:vendor/runtime.tgz" },
  platform: { specifier: "file:vendor/platform.tgz" },
  cli: { specifier: "file:vendor/cli.tgz" },
};

function answersFor(ci: Answers["ci"], more: Partial<Answers> = {}): Answers {
  const common = { name: "my-metrics", logs: "csv", modes: ["test"], link: "vendored" } as const;
  return { ...common, modes: ["test"], packageManager: "npm", ci, ...more };
}

async function render(
  ci: Answers["ci"],
  packageManager: Answers["packageManager"],
  more: Partial<Answers> = {},
) {
  const files = await renderProject({
    answers: answersFor(ci, { packageManager, ...more }),
    ...linked,
  });
  return (path: string) => String(files.get(path) ?? "");
}

const managers = ["npm", "pnpm", "yarn", "bun"] as const;
const workflows = ["metrics.yml", "regenerate.yml"] as const;
/** The jobs of GitLab's pipeline, in the order of their stages. */
const pipelineJobs = ["test", "build-image", "register", "regenerate", "propose"];

interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, unknown>;
}
interface Job {
  if?: string;
  environment?: string;
  permissions?: Record<string, string>;
  steps: Step[];
}
interface Workflow {
  on: {
    schedule?: unknown[];
    push?: { branches: string[]; paths?: string[] };
    pull_request?: { paths: string[] } | null;
  };
  permissions: Record<string, string>;
  concurrency: unknown;
  defaults?: { run: { "working-directory": string } };
  jobs: Record<string, Job>;
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
    expect(runs("image")).toContain("sh ci/build-image.sh");
    expect(runs("image")).toContain("sh ci/register-image.sh");
    const regenerate = parse(file(".github/workflows/regenerate.yml")) as Workflow;
    expect(regenerate.on.schedule, "once a week").toEqual([
      { cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) },
    ]);
  });

  test("GitLab accepts the pipeline", async () => {
    const text = (await render("gitlab", manager))(".gitlab-ci.yml");
    expect((await checkPipeline(text)).map(({ name }) => name)).toEqual(pipelineJobs);
  });

  test("GitLab's pipeline builds and registers with images of one version", async () => {
    const pipeline = parse((await render("gitlab", manager))(".gitlab-ci.yml"));
    expect(pipeline["build-image"].script.at(-1)).toBe("sh ci/build-image.sh");
    expect(pipeline.register.script.at(-1)).toBe("sh ci/register-image.sh");
    const images: string[] = pipelineJobs.map((job) => pipeline[job].image);
    expect(images.filter((image) => !/:\d/.test(image))).toEqual([]);
  });

  test("the Dockerfile installs the lockfile's versions, with the features of Docker 20.10", async () => {
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

test("a lockfile of another system is explained if the image cannot be built", async () => {
  const dockerfile = (await render("none", "npm"))("Dockerfile");
  const [, install = ""] =
    /^RUN (if \[ -f package-lock\.json \][\s\S]*?\bfi)$/m.exec(dockerfile) ?? [];
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "package-lock.json"), "{}");
  const script = `npm() { echo "Missing: @esbuild/linux-x64 from lock file" >&2; return 1; }; ${install}`;
  const { status, stderr } = spawnSync("sh", ["-c", script], { cwd, encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining(
      "Remove it and node_modules, run 'npm install', and commit the new one.",
    ),
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
  expect(await started(schedule)).toEqual(["regenerate", "propose"]);
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
  const github = await render("github", "npm", { name: "@team/metrics" });
  for (const name of workflows) {
    expect(await checkWorkflow(name, github(`.github/workflows/${name}`))).toEqual([]);
  }
  const gitlab = await render("gitlab", "npm", { name: "@team/metrics" });
  const jobs = await checkPipeline(gitlab(".gitlab-ci.yml"));
  expect(jobs.map(({ name }) => name)).toEqual(pipelineJobs);
});

test("the image's name is valid for container engines", async () => {
  const manifest = JSON.parse(
    (await render("none", "npm", { name: "@team/a~_b" }))("package.json"),
  );
  expect(manifest.scripts.image).toMatch(/--tag team\/a-b \. && .* --image team\/a-b /);
});

test("no job with write access runs a package's scripts, and no checkout keeps a token", async () => {
  const file = await render("github", "npm");
  for (const name of workflows) {
    const { permissions, concurrency, jobs } = parse(file(`.github/workflows/${name}`)) as Workflow;
    expect(permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(concurrency), "one run at a time").toContain("github.workflow");
    for (const [job, { permissions: own = {}, steps }] of Object.entries(jobs)) {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      const leaving = checkouts.filter((step) => step.with?.["persist-credentials"] !== false);
      expect(leaving, job).toEqual([]);
      if (!Object.values(own).includes("write")) continue;
      const commands = steps.map(({ run }) => run ?? "").join("\n");
      expect(commands, job).not.toMatch(/\b(npm|npx|pnpm|yarn|bun)\b/);
    }
  }
  const { jobs } = parse(file(".github/workflows/metrics.yml")) as Workflow;
  expect(jobs.image?.environment).toBe("production");
});

/** Runs a script of the CI with programs in the place of those that it calls; what these were called with. */
async function play(script: string, programs: Record<string, string>, env: Record<string, string>) {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, "node_modules/.bin"), { recursive: true });
  for (const [name, body] of Object.entries(programs)) {
    const file = name === "metrics-project" ? `node_modules/.bin/${name}` : name;
    const text = `#!/bin/sh\necho "${name} $*" >> "${cwd}/calls"\n${body}\n`;
    await writeFile(join(cwd, file), text, { mode: 0o755 });
  }
  await mkdir(join(cwd, "metrics"));
  await writeFile(join(cwd, "metrics/comparison.md"), "<!-- mark -->\n### Metrics\n");
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], {
    cwd,
    encoding: "utf8",
    env: { PATH: `${cwd}:${process.env.PATH}`, ...env },
  });
  const calls = await readFile(join(cwd, "calls"), "utf8").catch(() => "");
  return { status, stdout, stderr, calls: calls.trim().split("\n") };
}

describe("a pull request is compared with its target branch", () => {
  const onGitHub = {
    GITHUB_BASE_REF: "main",
    GITHUB_REPOSITORY: "a/b",
    GITHUB_WORKFLOW: "metrics",
  };
  const compare = async () => (await render("github", "npm"))("ci/compare.sh");
  const diff = "metrics-project diff rehearsal/base/baseline.json rehearsal";

  test("its baseline comes from its last run, and the check fails with the comparison", async () => {
    const gh =
      'case "$1" in run) [ "$2" = list ] && echo 77 || echo {} > rehearsal/base/baseline.json;; esac';
    const cli = 'case "$*" in *status) exit 3;; esac';
    const { status, calls } = await play(await compare(), { gh, "metrics-project": cli }, onGitHub);
    expect(status).toBe(3);
    expect(calls).toEqual([
      "metrics-project view rehearsal --out rehearsal/metrics.html",
      expect.stringMatching(/^gh run list .*--workflow metrics --branch main --event push/),
      "gh run download 77 --repo a/b --name baseline --dir rehearsal/base",
      `${diff} --fail-on none`,
      `${diff} --format markdown --out rehearsal/comparison.md --comment --fail-on status`,
    ]);
  });

  test.each([
    ["GitHub holds none", onGitHub, "nothing to compare with"],
    [
      "GitLab holds none",
      {
        CI_OPEN_MERGE_REQUESTS: "a!1",
        CI_API_V4_URL: "http://127.0.0.1:49",
        CI_PROJECT_ID: "1",
        CI_DEFAULT_BRANCH: "main",
      },
      "nothing to compare with",
    ],
    ["there is no pull request", {}, ""],
  ])("and the check passes if %s", async (_, env, message) => {
    const { status, stdout, calls } = await play(
      await compare(),
      { gh: "exit 1", "metrics-project": "" },
      env,
    );
    expect(stdout).toContain(message);
    expect(status).toBe(0);
    expect(calls.join("\n")).not.toContain("diff");
  });

  test.each([
    ["there is none yet", "", "--method POST repos/a/b/issues/7/comments"],
    ["there is one", "echo 5", "--method PATCH repos/a/b/issues/comments/5"],
  ])("in one comment: %s", async (_, found, expected) => {
    const { jobs } = parse(
      (await render("github", "npm"))(".github/workflows/metrics.yml"),
    ) as Workflow;
    const script = jobs.comment?.steps.find(({ run }) => run)?.run ?? "";
    const gh = `case "$*" in *--paginate*) ${found || ":"};; esac`;
    const env = { GITHUB_REPOSITORY: "a/b", PULL_REQUEST: "7" };
    const { status, calls } = await play(script, { gh }, env);
    expect(status).toBe(0);
    expect(calls.at(-1)).toBe(`gh api --silent ${expected} --field body=@metrics/comparison.md`);
  });
});

describe("in a folder of a repository", () => {
  const place = { folder: "apps/metrics", branch: "trunk" };

  test("GitHub reads workflows at the root, which run in that folder", async () => {
    const answers = answersFor("github", place);
    const host = await renderHostFiles({ answers, ...linked });
    expect([...host.keys()].sort()).toEqual([
      ".github/workflows/my-metrics-regenerate.yml",
      ".github/workflows/my-metrics.yml",
    ]);
    for (const [path, text] of host) {
      expect(await checkWorkflow(path.slice(".github/workflows/".length), String(text))).toEqual(
        [],
      );
      const { defaults } = parse(String(text)) as Workflow;
      expect(defaults?.run["working-directory"]).toBe("apps/metrics");
    }
    const { on } = parse(String(host.get(".github/workflows/my-metrics.yml"))) as Workflow;
    const paths = ["apps/metrics/**", ".github/workflows/my-metrics.yml"];
    expect(on).toMatchObject({ pull_request: { paths }, push: { branches: ["trunk"], paths } });
    expect(String(host.get(".github/workflows/my-metrics.yml"))).toContain(
      "hashFiles('apps/metrics/package-lock.json')",
    );
    expect(String(host.get(".github/workflows/my-metrics-regenerate.yml"))).toContain(
      "BRANCH: regenerate-my-metrics",
    );
    const file = await render("github", "npm", place);
    expect(file(".github/workflows/metrics.yml")).toBe("");
    expect(file("ci/build-image.sh")).not.toBe("");
  });

  test("GitLab starts the project's pipeline as a child of the repository's", async () => {
    const answers = answersFor("gitlab", place);
    const host = await renderHostFiles({ answers, ...linked });
    expect([...host.keys()]).toEqual([".gitlab-ci.yml"]);
    const { "my-metrics": job } = parse(String(host.get(".gitlab-ci.yml")));
    expect(job.trigger.include).toBe("apps/metrics/.gitlab-ci.yml");
    const text = (await render("gitlab", "npm", place))(".gitlab-ci.yml");
    const started = async (variables: Record<string, string>) => {
      const jobs = await checkPipeline(text, variables);
      return jobs.filter(({ when }) => when !== "never").map(({ name }) => name);
    };
    expect(await started({ CI_PIPELINE_SOURCE: "parent_pipeline", PARENT_SOURCE: "push" })).toEqual(
      ["test"],
    );
    const scheduled = { CI_PIPELINE_SOURCE: "parent_pipeline", PARENT_SOURCE: "schedule" };
    expect(await started({ ...scheduled, OPENAPI_URL: "https://example.com" })).toEqual([
      "regenerate",
      "propose",
    ]);
    expect(parse(text).default.before_script).toEqual(['cd "apps/metrics"']);
  });
});

test("the checkers detect mistakes in these files", async () => {
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
