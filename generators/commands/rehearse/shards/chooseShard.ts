import { usageError } from "../../../io/CommandError.js";
import type { Environment } from "../../../io/childEnvironment.js";
import { engines, shardFromEngine, shardVariable } from "./engines.js";
import { parseShard, type Shard } from "./Shard.js";

/** A share to run, and where it came from where the user did not give it. */
export type ChosenShard = Shard & { readonly from: string | undefined };

/**
 * The share that `--shard` says, or the engine; undefined where all tests are to run.
 *
 * @param option the value of --shard: `3/20`, `auto` for the engine's, `none`; undefined where it is absent.
 *   Then the engine's share counts where there are several
 * @throws CommandError where the value is wrong, or the engine's variables do not say the share
 */
export function chooseShard(env: Environment, option: string | undefined): ChosenShard | undefined {
  if (option === "none") return undefined;
  if (option !== undefined && option !== "auto") {
    const shard = parseShard(option);
    if (!("wrong" in shard)) return { ...shard, from: undefined };
    throw usageError(`--shard ${shard.wrong}`, {
      hint: "The index counts from 1. Besides, it takes auto (what the engine's variables say) and none.",
    });
  }
  const found = shardFromEngine(env);
  if (found === undefined) {
    if (option === undefined) return undefined;
    const variables = [shardVariable, ...engines.map(({ index }) => index)].join(", ");
    throw usageError("--shard auto: no variable of an engine says which share this is", {
      hint: `Looked for ${variables}. --shard INDEX/TOTAL says it directly.`,
    });
  }
  if ("unclear" in found) throw usageError(found.unclear, { hint: found.hint });
  // One task of one is what some engines call a job that was never divided.
  return option === undefined && found.total === 1 ? undefined : found;
}
