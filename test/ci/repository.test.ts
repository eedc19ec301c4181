import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { checkWorkflow } from "./checkWorkflow.js";

const folder = join(packageRoot(), ".github", "workflows");
const names = readdirSync(folder);
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

interface Job {
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

interface Workflow {
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** `uses: OWNER/ACTION@SHA # vVERSION` */
const pinned = /uses: ([\w/.-]+)@(\S+)(?: # (v\d+\.\d+\.\d+))?$/gm;

/** Every action that a file uses, as `NAME@REVISION VERSION`. */
function actionsIn(text: string): string[] {
  return [...text.matchAll(pinned)].map(
    ([, name, revision, version]) => `${name}@${revision} ${version}`,
  );
}

it("the workflows are those that the documents name", () => {
  expect(names.sort()).toEqual(["ci.yml", "docs.yml", "release.yml", "weekly.yml"]);
});

describe.each(names)("the workflow %s", (name) => {
  const { permissions, concurrency, jobs } = parse(textOf(name)) as Workflow;

  it("is accepted by GitHub", async () => {
    expect(await checkWorkflow(name, textOf(name))).toEqual([]);
  });

  it("pins every action to a commit, and names its version", () => {
    const loose = actionsIn(textOf(name)).filter((one) => !/@[0-9a-f]{40} v\d/.test(one));
    expect(loose).toEqual([]);
    const used = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ uses }) => uses ?? []),
    );
    const read = actionsIn(textOf(name)).map((one) => one.split(" ")[0]);
    expect(read, "every action is among those that were checked").toEqual(used);
  });

  it("has read access only, a timeout, and no concurrent runs", () => {
    expect(permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(concurrency)).toContain("github.workflow");
    const endless = Object.entries(jobs).filter(([, job]) => !(Number(job["timeout-minutes"]) > 0));
    expect(endless.map(([job]) => job)).toEqual([]);
  });

  it("keeps no token, and runs no package's scripts with write access", () => {
    for (const [job, { permissions: own = {}, steps }] of Object.entries(jobs)) {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      const leaving = checkouts.filter((step) => step.with?.["persist-credentials"] !== false);
      expect(leaving, job).toEqual([]);
      if (own.contents !== "write") continue;
      const installs = steps.flatMap(({ run }) => run?.match(/npm (ci|install).*/)?.[0] ?? []);
      expect(
        installs.filter((line) => !line.includes("--ignore-scripts")),
        job,
      ).toEqual([]);
    }
  });
});

it("only the jobs that publish may ask for an identity", () => {
  const asking = names.flatMap((name) =>
    Object.entries((parse(textOf(name)) as Workflow).jobs)
      .filter(([, { permissions }]) => permissions?.["id-token"] === "write")
      .map(([job]) => `${name} ${job}`),
  );
  expect(asking).toEqual(["docs.yml deploy", "release.yml publish"]);
});

it("one version of each action is used here and in scaffolded projects", () => {
  const templates = join(packageRoot(), "templates/project/ci/github/_github/workflows");
  const scaffolded = readdirSync(templates).map((name) =>
    readFileSync(join(templates, name), "utf8"),
  );
  const used = new Set([...names.map(textOf), ...scaffolded].flatMap(actionsIn));
  const actions = [...used].map((one) => one.split("@")[0]);
  expect(actions.filter((one, at) => actions.indexOf(one) !== at)).toEqual([]);
});
