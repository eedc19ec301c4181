import type { Environment } from "../../../io/childEnvironment.js";
import { checkShard, parseShard, type Shard } from "./Shard.js";

/** A share read from the environment, and the variables it comes from. */
export interface FoundShard extends Shard {
  /** Such as: `Slurm: SLURM_ARRAY_TASK_ID=3`. */
  readonly from: string;
}

/** The variables of an engine that indicate a share, but are incomplete or contradictory. */
export interface UnclearShard {
  /** What the variables say, as a sentence without a period. */
  readonly unclear: string;
  /** What to do about it. */
  readonly hint: string;
}

/** How an engine numbers its tasks. */
interface Engine {
  readonly name: string;
  /** The variable that only tasks of a divided job have. */
  readonly index: string;
  /** The value of `index` in the first task. Default: 0. */
  readonly first?: number;
  /** The variable with the number of tasks, if the engine has one. */
  readonly total?: string;
  /** Determines the share if index and total are not enough. */
  readonly share?: (env: Environment) => Shard | { wrong: string };
}

/** Sets the number of shards, for engines that know only the index or started only some of their tasks. */
const totalVariable = "METRICS_SHARDS";
/** Sets the share, as `--shard` does: `3/20`. For engines without variables, such as GitHub's matrices. */
export const shardVariable = "METRICS_SHARD";

/** In order of precedence. */
export const engines: readonly Engine[] = [
  { name: "Slurm", index: "SLURM_ARRAY_TASK_ID", first: 1, share: slurmShare },
  { name: "Kubernetes", index: "JOB_COMPLETION_INDEX" },
  { name: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", total: "AWS_BATCH_JOB_ARRAY_SIZE" },
  { name: "GitLab", index: "CI_NODE_INDEX", first: 1, total: "CI_NODE_TOTAL" },
  { name: "Buildkite", index: "BUILDKITE_PARALLEL_JOB", total: "BUILDKITE_PARALLEL_JOB_COUNT" },
  { name: "CircleCI", index: "CIRCLE_NODE_INDEX", total: "CIRCLE_NODE_TOTAL" },
];

/**
 * The share set by the environment; undefined if there is none. {@link shardVariable} takes precedence over
 * the engines, and {@link totalVariable} over an engine's own number of tasks.
 */
export function shardFromEngine(env: Environment): FoundShard | UnclearShard | undefined {
  const given = textOf(env, shardVariable);
  if (given !== undefined) {
    const shard = parseShard(given);
    if ("wrong" in shard) return { unclear: `${shardVariable} ${shard.wrong}`, hint: turnOff };
    return { ...shard, from: `${shardVariable}=${given}` };
  }
  const engine = engines.find(({ index }) => textOf(env, index) !== undefined);
  if (engine === undefined) return undefined;
  const { name, index, first = 0, total } = engine;
  const task = `${index}=${textOf(env, index)}`;
  const totalName = textOf(env, totalVariable) === undefined ? total : totalVariable;
  const share = (() => {
    if (totalName === undefined) return engine.share?.(env);
    const shard = { index: numberOf(env, index) - first + 1, total: numberOf(env, totalName) };
    return checkShard(shard.index, shard.total) ?? shard;
  })();
  if (share === undefined) {
    return {
      unclear: `${name} sets a task (${task}), but not the number of tasks`,
      hint: `Set ${totalVariable} to the number of tasks. ${turnOff}`,
    };
  }
  const said = totalName === undefined ? task : `${task}, ${totalName}=${textOf(env, totalName)}`;
  if ("wrong" in share) {
    return { unclear: `${name}'s share (${said}) ${share.wrong}`, hint: turnOff };
  }
  return { ...share, from: `${name}: ${said}` };
}

const turnOff = "--shard INDEX/TOTAL sets the share, --shard none runs all tests.";

/**
 * The share of a task in an array without gaps. An array such as 3,7 restarts some tasks of another array:
 * only {@link totalVariable} determines their shares.
 */
function slurmShare(env: Environment): Shard | { wrong: string } {
  const [id, least, most, count] = ["ID", "MIN", "MAX", "COUNT"].map((name) =>
    numberOf(env, `SLURM_ARRAY_TASK_${name}`),
  ) as [number, number, number, number];
  const step = textOf(env, "SLURM_ARRAY_TASK_STEP") === undefined ? 1 : slurmStep(env);
  if ((most - least) / step + 1 !== count) {
    return {
      wrong: `is ambiguous: its array has ${count} tasks from ${least} to ${most}. Number tasks from 1 and set ${totalVariable} to their total`,
    };
  }
  const shard = { index: (id - least) / step + 1, total: count };
  return checkShard(shard.index, shard.total) ?? shard;
}

function slurmStep(env: Environment): number {
  return Math.max(numberOf(env, "SLURM_ARRAY_TASK_STEP"), 1);
}

function numberOf(env: Environment, name: string): number {
  const text = textOf(env, name);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function textOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}
