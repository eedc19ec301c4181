import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkPipeline } from "../ci/checkPipeline.js";
import { checkWorkflow } from "../ci/checkWorkflow.js";
import { clusterFiles } from "./newCluster.js";

const managers = ["npm", "pnpm", "yarn", "bun"] as const;
const prefix = ["--tests", "s3://acme-logs/2026"];
const workflow = ".github/workflows/metrics-cluster.yml";
const pipeline = ".gitlab/metrics-cluster.yml";

interface Step {
  run?: string;
  uses?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

describe.each(managers)("with %s", (packageManager) => {
  test.each([["a folder", []] as const, ["S3", prefix] as const])(
    "GitHub accepts the workflow for tests in %s, and every action is pinned",
    async (_, argv) => {
      const text = (await clusterFiles("github", argv, { packageManager }))(workflow);
      expect(await checkWorkflow("metrics-cluster.yml", text)).toEqual([]);
      const { jobs } = parse(text) as { jobs: Record<string, { steps: Step[] }> };
      const used = Object.values(jobs).flatMap(({ steps }) => steps.map(({ uses }) => uses ?? ""));
      expect(used.filter((action) => action !== "" && !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
    },
  );

  test("GitLab accepts the pipeline", async () => {
    const text = (await clusterFiles("gitlab", [], { packageManager }))(pipeline);
    const shards = Array.from({ length: 20 }, (_, index) => `metrics-shard: [${index + 1}/20]`);
    const started = await startedBy(text, "web");
    expect(started.map(({ name }) => name)).toEqual([...shards, "metrics-merge"]);
  });
});

/** The jobs that GitLab starts, on demand or by a push. */
async function startedBy(text: string, source: "web" | "push") {
  const variables = source === "web" ? { METRICS_CLUSTER: "yes" } : {};
  const jobs = await checkPipeline(text, { CI_PIPELINE_SOURCE: source, ...variables });
  return jobs.filter(({ when }) => when !== "never");
}

test("GitLab starts the jobs only on demand, and the merge after any outcome of the shards", async () => {
  const text = (await clusterFiles("gitlab", [...prefix, "--shards", "2"]))(pipeline);
  expect(await startedBy(text, "push")).toEqual([]);
  const jobs = await startedBy(text, "web");
  expect(jobs.map(({ name, when }) => [name, when])).toEqual([
    ["metrics-shard: [1/2]", "on_success"],
    ["metrics-shard: [2/2]", "on_success"],
    ["metrics-merge", "always"],
  ]);
});

test("GitHub has one job per shard, with its share; a failed shard stops neither the others nor the merge", async () => {
  const { jobs } = parse((await clusterFiles("github", ["--shards", "3"]))(workflow));
  expect(jobs.shard.strategy).toEqual({ "fail-fast": false, matrix: { shard: [1, 2, 3] } });
  const steps: Step[] = jobs.shard.steps;
  const own = steps.find(({ run }) => run?.includes("rehearse"));
  expect(own?.env?.METRICS_SHARD).toBe(`\${{ matrix.shard }}/\${{ strategy.job-total }}`);
  expect(jobs.merge).toMatchObject({ needs: "shard", if: `\${{ !cancelled() }}` });
});

test.each([
  ["a folder", [], undefined],
  ["S3", prefix, { contents: "read", "id-token": "write" }],
])("a workflow for tests in %s has only the rights that it needs", async (_, argv, ofShards) => {
  const { permissions, jobs } = parse((await clusterFiles("github", argv))(workflow));
  expect(permissions).toEqual({ contents: "read" });
  expect(jobs.shard.permissions).toEqual(ofShards);
  expect(jobs.merge.permissions).toBeUndefined();
});

test("GitHub installs packages, whose scripts run, before a job has a role", async () => {
  const { jobs } = parse((await clusterFiles("github", prefix))(workflow));
  const steps: Step[] = jobs.shard.steps;
  const order = steps.flatMap(({ uses, run }) => {
    if (uses?.startsWith("aws-actions/configure-aws-credentials@")) return ["role"];
    return run?.startsWith("npm ci") ? ["install"] : [];
  });
  expect(order).toEqual(["install", "role"]);
});

test("no checkout of GitHub's jobs keeps a token", async () => {
  const { jobs } = parse((await clusterFiles("github", prefix))(workflow));
  const steps: Step[] = [...jobs.shard.steps, ...jobs.merge.steps];
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  const without = { "persist-credentials": false };
  expect(checkouts.map((step) => step.with)).toEqual([without, without]);
});

test("GitHub's shards upload everything, including hidden files, and later attempts can replace it", async () => {
  const { jobs } = parse((await clusterFiles("github"))(workflow));
  const steps: Step[] = jobs.shard.steps;
  const upload = steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
  expect(upload?.with).toMatchObject({ "include-hidden-files": true, overwrite: true });
  const merge: Step[] = jobs.merge.steps;
  const download = merge.find(({ uses }) => uses?.startsWith("actions/download-artifact@"));
  expect(download?.with?.path).toBe(upload?.with?.path);
});

test("GitLab's merge reads the output of the shards", async () => {
  const text = (await clusterFiles("gitlab", ["--shards", "3"]))(pipeline);
  const { "metrics-shard": shard, "metrics-merge": merge } = parse(text, { merge: true });
  expect(shard).toMatchObject({ parallel: 3, artifacts: { when: "always" } });
  expect(merge.needs).toEqual(["metrics-shard"]);
  const [parts = ""] = shard.artifacts.paths as string[];
  expect(merge.script.join("\n")).toContain(`--merge ${parts.replace(/\/$/, "")} `);
});
