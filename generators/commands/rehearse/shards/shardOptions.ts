import { usageError } from "../../../io/CommandError.js";
import type { Environment } from "../../../io/childEnvironment.js";
import { type ChosenShard, chooseShard } from "./chooseShard.js";
import { shardName } from "./Shard.js";

/** The options of `rehearse` that decide which runs there are; undefined where they are absent. */
export interface ShardingOptions {
  readonly shard: string | undefined;
  readonly merge: readonly string[] | undefined;
  readonly "rerun-failed": boolean | undefined;
  readonly tests: string | undefined;
  readonly first: boolean | undefined;
  readonly batches: number | undefined;
  readonly watch: boolean | undefined;
  readonly baseline: string | undefined;
  readonly "save-baseline": string | undefined;
  readonly sql: string | undefined;
}

type Name = keyof ShardingOptions;

/** What needs the batch of all tests, or the whole rehearsal. */
const ofTheWhole: readonly Name[] = ["batches", "baseline", "save-baseline"];
/** What says by itself what is run: an engine's share does not come into it. */
const ofOneMachine: readonly Name[] = ["first", "watch", "sql"];

/**
 * The share to run; undefined where all tests are to run, or parts are merged.
 * @throws CommandError where options contradict each other, or the share is not clear
 */
export function shardOf(env: Environment, options: ShardingOptions): ChosenShard | undefined {
  const has = (name: Name) => options[name] !== undefined && options[name] !== false;
  const single = ofOneMachine.find(has);
  if (options.merge !== undefined) {
    const other = (["shard", "tests", "rerun-failed"] as const).find(has) ?? single;
    if (other === undefined) return undefined;
    throw usageError(`--${other} does not go with --merge`, {
      hint: "--merge runs no test: it takes the tests' results from the parts.",
    });
  }
  if (options.shard !== undefined && options.shard !== "none" && single !== undefined) {
    throw usageError(`--${single} does not go with --shard`, {
      hint: "A shard runs its share of the tests once, and nothing else.",
    });
  }
  const shard = single === undefined ? chooseShard(env, options.shard) : undefined;
  if (shard === undefined) {
    if (!has("rerun-failed")) return undefined;
    throw usageError("--rerun-failed goes with --shard", {
      hint: "Only a shard goes on with what it did before; all else runs every test.",
    });
  }
  const whole = ofTheWhole.find(has);
  if (whole === undefined) return shard;
  const found = shard.from === undefined ? "" : ` This is ${shardName(shard)} (${shard.from}).`;
  const all = shard.from === undefined ? "" : " --shard none runs all tests here.";
  throw usageError(`--${whole} does not go with a shard, which runs neither batch nor report`, {
    hint: `Give it to --merge.${found}${all}`,
  });
}
