import { describe, expect, it } from "vitest";
import { chooseShard } from "../../../generators/commands/rehearse/shards/chooseShard.js";

/** A Slurm array, as each of its tasks sees it. */
function slurm(id: number, array: { least: number; most: number; count: number; step?: number }) {
  const { least, most, count, step = 1 } = array;
  return {
    SLURM_ARRAY_TASK_ID: String(id),
    SLURM_ARRAY_TASK_MIN: String(least),
    SLURM_ARRAY_TASK_MAX: String(most),
    SLURM_ARRAY_TASK_COUNT: String(count),
    SLURM_ARRAY_TASK_STEP: String(step),
  };
}

describe("the share of a task, without --shard", () => {
  it.each<[engine: string, env: Record<string, string>, shard: string, from: RegExp]>([
    [
      "a Slurm array from 1",
      slurm(3, { least: 1, most: 20, count: 20 }),
      "3/20",
      /^Slurm: .*ID=3$/,
    ],
    ["a Slurm array from 0", slurm(0, { least: 0, most: 7, count: 8 }), "1/8", /^Slurm: /],
    [
      "a Slurm array with a step",
      slurm(9, { least: 1, most: 13, count: 4, step: 4 }),
      "3/4",
      /^Slurm/,
    ],
    [
      "tasks of a Slurm array that run again",
      { ...slurm(7, { least: 3, most: 7, count: 2 }), METRICS_SHARDS: "20" },
      "7/20",
      /^Slurm: SLURM_ARRAY_TASK_ID=7, METRICS_SHARDS=20$/,
    ],
    [
      "a Kubernetes Indexed Job",
      { JOB_COMPLETION_INDEX: "0", METRICS_SHARDS: "4" },
      "1/4",
      /^Kubernetes: JOB_COMPLETION_INDEX=0, METRICS_SHARDS=4$/,
    ],
    [
      "an AWS Batch array",
      { AWS_BATCH_JOB_ARRAY_INDEX: "9", AWS_BATCH_JOB_ARRAY_SIZE: "10" },
      "10/10",
      /^AWS Batch: /,
    ],
    [
      "an AWS Batch array that does not tell its size",
      { AWS_BATCH_JOB_ARRAY_INDEX: "9", METRICS_SHARDS: "10" },
      "10/10",
      /^AWS Batch: /,
    ],
    ["parallel jobs of GitLab", { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "5" }, "1/5", /^GitLab: /],
    [
      "parallel jobs of Buildkite",
      { BUILDKITE_PARALLEL_JOB: "4", BUILDKITE_PARALLEL_JOB_COUNT: "5" },
      "5/5",
      /^Buildkite: /,
    ],
    ["CircleCI", { CIRCLE_NODE_INDEX: "0", CIRCLE_NODE_TOTAL: "2" }, "1/2", /^CircleCI: /],
    ["a matrix of GitHub", { METRICS_SHARD: "3/20" }, "3/20", /^METRICS_SHARD=3\/20$/],
    [
      "a share that is said directly, within an engine",
      { METRICS_SHARD: "3/20", CI_NODE_INDEX: "1", CI_NODE_TOTAL: "5" },
      "3/20",
      /^METRICS_SHARD/,
    ],
  ])("%s", (_engine, env, shard, from) => {
    const found = chooseShard(env, undefined);
    expect(`${found?.index}/${found?.total}`).toBe(shard);
    expect(found?.from).toMatch(from);
    expect(chooseShard(env, "auto")).toEqual(found);
    expect(chooseShard(env, "none")).toBeUndefined();
    expect(chooseShard(env, "2/3")).toEqual({ index: 2, total: 3, from: undefined });
  });

  it.each<[what: string, env: Record<string, string>]>([
    ["no engine", {}],
    ["a GitLab job that is not parallel", { CI_NODE_TOTAL: "1" }],
    ["one container of CircleCI", { CIRCLE_NODE_INDEX: "0", CIRCLE_NODE_TOTAL: "1" }],
    ["a number of shards alone", { METRICS_SHARDS: "20" }],
    ["variables that are empty", { METRICS_SHARD: "", CI_NODE_INDEX: " " }],
  ])("is all tests with %s", (_what, env) => {
    expect(chooseShard(env, undefined)).toBeUndefined();
  });

  it.each<[what: string, env: Record<string, string>, message: RegExp, hint: RegExp]>([
    [
      "an Indexed Job without its number of tasks",
      { JOB_COMPLETION_INDEX: "2" },
      /Kubernetes sets a task \(JOB_COMPLETION_INDEX=2\), but not the number of tasks/,
      /METRICS_SHARDS/,
    ],
    [
      "a Slurm array with gaps",
      slurm(7, { least: 3, most: 7, count: 2 }),
      /2 tasks from 3 to 7.*METRICS_SHARDS/,
      /--shard none/,
    ],
    [
      "an index that is not below the number",
      { BUILDKITE_PARALLEL_JOB: "5", BUILDKITE_PARALLEL_JOB_COUNT: "5" },
      /Buildkite's share .* must have an index from 1 to 5, got 6/,
      /--shard/,
    ],
    [
      "an index that is not a number",
      { CI_NODE_INDEX: "x", CI_NODE_TOTAL: "5" },
      /got NaN/,
      /--shard/,
    ],
    [
      "a wrong METRICS_SHARD",
      { METRICS_SHARD: "21/20" },
      /METRICS_SHARD must .* got 21/,
      /--shard/,
    ],
  ])("is refused with %s", (_what, env, message, hint) => {
    for (const option of [undefined, "auto"]) {
      expect(() => chooseShard(env, option)).toThrow(
        expect.objectContaining({
          exitCode: 2,
          message: expect.stringMatching(message),
          hint: expect.stringMatching(hint),
        }),
      );
    }
  });
});

describe("--shard", () => {
  it.each<[value: string, message: string]>([
    ["0/4", "--shard must have an index from 1 to 4, got 0"],
    ["5/4", "--shard must have an index from 1 to 4, got 5"],
    ["1/0", "--shard must have a total from 1 to 100000, got 0"],
    ["1/1000000000", "--shard must have a total from 1 to 100000, got 1000000000"],
    ["x", '--shard must be INDEX/TOTAL, such as 3/20, got "x"'],
    ["-1/4", '--shard must be INDEX/TOTAL, such as 3/20, got "-1/4"'],
    ["1.5/4", '--shard must be INDEX/TOTAL, such as 3/20, got "1.5/4"'],
    ["3 of 4", '--shard must be INDEX/TOTAL, such as 3/20, got "3 of 4"'],
    ["auto", "--shard auto: no engine's variables name a share"],
  ])("refuses %s", (value, message) => {
    expect(() => chooseShard({}, value)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
  });
});
