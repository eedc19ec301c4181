import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Answers } from "../../generators/project/answers.js";
import { renderProject } from "../../generators/project/renderProject.js";

async function render(ci: Answers["ci"], packageManager: Answers["packageManager"]) {
  const files = await renderProject({
    answers: {
      name: "my-metrics",
      logs: "csv",
      modes: ["test"],
      ci,
      packageManager,
      link: "vendored",
    },
    version: "0.1.0",
    runtime: { specifier: "file:vendor/runtime.tgz" },
    cli: { specifier: "file:vendor/cli.tgz" },
  });
  return (path: string) => String(files.get(path) ?? "");
}

const managers = ["npm", "pnpm", "yarn", "bun"] as const;

interface Step {
  run?: string;
  uses?: string;
  env?: Record<string, string>;
}

describe.each(managers)("with %s", (manager) => {
  test("GitHub's workflows test, build, push and register, with every action pinned", async () => {
    const file = await render("github", manager);
    const workflow = parse(file(".github/workflows/metrics.yml"));
    const runs = (job: string): string =>
      workflow.jobs[job].steps.map(({ run }: Step) => run ?? "").join("\n");
    for (const script of ["types", "test", "rehearse", "generate"]) {
      expect(runs("test")).toContain(`${manager} run ${script}`);
    }
    expect(runs("test")).toMatch(/generate (-- )?--check/);
    expect(workflow.jobs.image.if).toBe("startsWith(github.ref, 'refs/tags/v')");
    expect(workflow.jobs.image.env.IMAGE).toBe(
      "${" + "{ vars.REGISTRY }}/${" + "{ vars.IMAGE_REPOSITORY }}:${" + "{ github.ref_name }}",
    );
    expect(runs("image")).toContain("docker build --platform linux/amd64");
    expect(runs("image")).toContain("metrics-builds create --project");

    const regenerate = parse(file(".github/workflows/regenerate.yml"));
    expect(regenerate.on.schedule).toHaveLength(1);
    const steps: Step[] = [
      ...workflow.jobs.test.steps,
      ...workflow.jobs.image.steps,
      ...regenerate.jobs.regenerate.steps,
    ];
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  test("GitLab's pipeline does the same", async () => {
    const pipeline = parse((await render("gitlab", manager))(".gitlab-ci.yml"));
    expect(pipeline.test.script).toContain(`${manager} run rehearse`);
    expect(pipeline.image.script.join("\n")).toContain("docker build --platform linux/amd64");
    expect(pipeline.register.script.join("\n")).toContain("metrics-builds create --project");
    const images = ["test", "image", "register", "regenerate"].map((job) => pipeline[job].image);
    expect(images.filter((image) => !/:\d/.test(image))).toEqual([]);
  });

  test("the Dockerfile installs what the lockfile says, by what Docker 20.10 knows", async () => {
    const file = await render("none", manager);
    const dockerfile = file("Dockerfile");
    expect(dockerfile).toMatch(
      manager === "npm"
        ? /RUN if \[ -f package-lock.json \]; then npm ci/
        : /RUN if \[ -f \S*lock\S* \]; then \w+ install --frozen-lockfile/,
    );
    expect(dockerfile).not.toMatch(/^# syntax=|<<|--link|--mount/m);
    expect(dockerfile).not.toContain("{{");
  });
});
