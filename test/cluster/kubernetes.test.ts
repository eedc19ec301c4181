import { Job } from "kubernetes-models/batch/v1";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { clusterFiles } from "./newCluster.js";

const places = { "a volume": [], S3: ["--tests", "s3://acme-logs/2026"] } as const;

async function jobs(argv: readonly string[]) {
  const file = await clusterFiles("kubernetes", argv);
  const read = (name: string) => parse(file(`cluster/kubernetes/${name}.yaml`));
  return { shards: read("shards"), merge: read("merge") };
}

describe.each(Object.entries(places))("manifests with tests in %s", (_, argv) => {
  test.each(["shards", "merge"] as const)("the API's schema takes the Job of %s", async (name) => {
    const job = new Job((await jobs(argv))[name]);
    expect(() => job.validate()).not.toThrow();
  });

  test.each(["shards", "merge"] as const)(
    "%s run as an arbitrary user, on a read-only file system",
    async (name) => {
      const { spec } = (await jobs(argv))[name].spec.template;
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
      const contexts = spec.containers.map(
        (one: { securityContext: unknown }) => one.securityContext,
      );
      expect(contexts).toEqual([
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      ]);
      const mounted = spec.containers[0].volumeMounts.map(({ name: of }: { name: string }) => of);
      expect(spec.volumes.map(({ name: of }: { name: string }) => of)).toEqual(mounted);
    },
  );

  test("the merge reads the output of the shards", async () => {
    const { shards, merge } = await jobs(argv);
    const option = (job: typeof shards, name: string) =>
      job.spec.template.spec.containers[0].command
        .find((word: string) => word.startsWith(`--${name}=`))
        ?.slice(name.length + 3);
    expect(option(merge, "merge")).toBe(option(shards, "out"));
    expect(option(merge, "out")).not.toContain(`${option(shards, "out")}/`);
  });
});

test("each index is a shard, is retried separately, and receives the number of shards", async () => {
  const { shards } = await jobs(["--shards", "7"]);
  expect(shards.spec).toMatchObject({
    completionMode: "Indexed",
    completions: 7,
    backoffLimitPerIndex: expect.any(Number),
  });
  expect(shards.spec.template.spec.containers[0].env).toContainEqual({
    name: "METRICS_SHARDS",
    value: "7",
  });
});

test("lost nodes do not count as retries, and wrong usage is not retried", async () => {
  const { shards } = await jobs([]);
  const [{ name }] = shards.spec.template.spec.containers;
  expect(shards.spec.podFailurePolicy.rules).toEqual([
    { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] },
    { action: "FailIndex", onExitCodes: { containerName: name, operator: "In", values: [2] } },
  ]);
});

test("the schema refuses what Kubernetes would refuse", async () => {
  const { shards } = await jobs([]);
  shards.spec.completions = "20";
  expect(() => new Job(shards).validate()).toThrow(/completions/);
});
