import { usageError } from "../../../io/CommandError.js";
import type { Environment } from "../../../io/childEnvironment.js";
import { type ChosenShard, chooseShard } from "./chooseShard.js";
import { shardName } from "./Shard.js";

/** The options of `rehearse` that decide what runs; undefined if absent. */
export interface ShardingOptions {
  readonly shard: string | undefined;
  readonly merge: readonly string[] | undefined;
  readonly "rerun-failed": boolean | undefined;
  readonly "allow-failed": boolean | undefined;
  readonly tests: string | undefined;
  readonly first: boolean | undefined;
  readonly batches: number | undefined;
  readonly watch: boolean | undefined;
  readonly baseline: string | undefined;
  readonly "save-baseline": string | undefined;
  readonly sql: string | undefined;
}

type Name = keyof ShardingOptions;

/** Options that require the batch of all tests, or the whole rehearsal. */
const ofTheWhole: readonly Name[] = ["batches", "baseline", "save-baseline"];
/** Options that decide what runs by themselves: an engine's share is ignored then. */
const ofOneMachine: readonly Name[] = ["first", "watch", "sql"];

/** Options of shards alone. */
const ofShards = ["rerun-failed", "allow-failed"] as const;

const needsShard: Readonly<Record<(typeof ofShards)[number], string>> = {
  "rerun-failed": "Only a shard resumes earlier results; without --shard, every test runs.",
  "allow-failed":
    "Its tests are judged by --merge. Nothing judges those of a whole rehearsal later.",
};

/**
 * The share to run; undefined if all tests run, or parts are merged.
 * @throws CommandError if options contradict each other, or the share is ambiguous
 */
export function shardOf(env: Environment, options: ShardingOptions): ChosenShard | undefined {
  const has = (name: Name) => options[name] !== undefined && options[name] !== false;
  const single = ofOneMachine.find(has);
  if (options.merge !== undefined) {
    const other = (["shard", "tests", ...ofShards] as const).find(has) ?? single;
    if (other === undefined) return undefined;
    throw usageError(`--${other} does not work with --merge`, {
      hint: "--merge runs no tests: it reads their results from the parts.",
    });
  }
  if (options.shard !== undefined && options.shard !== "none" && single !== undefined) {
    throw usageError(`--${single} does not work with --shard`, {
      hint: "A shard runs its share of the tests once, and nothing else.",
    });
  }
  const shard = single === undefined ? chooseShard(env, options.shard) : undefined;
  if (shard === undefined) {
    const option = ofShards.find(has);
    if (option === undefined) return undefined;
    throw usageError(`--${option} requires --shard`, { hint: needsShard[option] });
  }
  const whole = ofTheWhole.find(has);
  if (whole === undefined) return shard;
  const found = shard.from === undefined ? "" : ` This is ${shardName(shard)} (${shard.from}).`;
  const all = shard.from === undefined ? "" : " --shard none runs all tests here.";
  throw usageError(`--${whole} does not work with a shard, which runs neither batch nor report`, {
    hint: `Pass it with --merge.${found}${all}`,
  });
}
