import { usageError } from "../../../io/CommandError.js";
import type { Environment } from "../../../io/childEnvironment.js";
import { engines, shardFromEngine, shardVariable } from "./engines.js";
import { parseShard, type Shard } from "./Shard.js";

/** A share to run, and where it comes from if the user did not set it. */
export type ChosenShard = Shard & { readonly from: string | undefined };

/**
 * The share set by `--shard` or by the engine; undefined if all tests run.
 *
 * @param option the value of --shard: `3/20`, `auto` for the engine's, `none`; undefined if it is absent.
 *   The engine's share then counts if there are several
 * @throws CommandError if the value is wrong, or the engine's variables do not determine the share
 */
export function chooseShard(env: Environment, option: string | undefined): ChosenShard | undefined {
  if (option === "none") return undefined;
  if (option !== undefined && option !== "auto") {
    const shard = parseShard(option);
    if (!("wrong" in shard)) return { ...shard, from: undefined };
    throw usageError(`--shard ${shard.wrong}`, {
      hint: "The index counts from 1. Other values: auto (use the engine's variables) and none.",
    });
  }
  const found = shardFromEngine(env);
  if (found === undefined) {
    if (option === undefined) return undefined;
    const variables = [shardVariable, ...engines.map(({ index }) => index)].join(", ");
    throw usageError("--shard auto: no engine's variables name a share", {
      hint: `Looked for ${variables}. Set the share with --shard INDEX/TOTAL.`,
    });
  }
  if ("unclear" in found) throw usageError(found.unclear, { hint: found.hint });
  // Some engines set 1 of 1 for a job that is not divided.
  return option === undefined && found.total === 1 ? undefined : found;
}
