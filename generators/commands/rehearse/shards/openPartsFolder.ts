import { readdir } from "node:fs/promises";
import { usageError } from "../../../io/CommandError.js";
import type { NamedFolder } from "../RehearsalOptions.js";
import { openRehearsalFolder } from "../rehearsalFolder.js";
import { type Shard, shardName, totalOfFolder } from "./Shard.js";

/**
 * Makes the folder that takes the parts of all shards; several may do so at once.
 *
 * @throws CommandError when it holds something else, or parts of another number of shards
 */
export async function openPartsFolder(out: NamedFolder, shard: Shard): Promise<void> {
  await openRehearsalFolder(out.path, out.shown);
  const names = await readdir(out.path);
  const other = names.find((name) => (totalOfFolder(name) ?? shard.total) !== shard.total);
  if (other !== undefined) {
    throw usageError(`${out.shown} holds ${other}, and this is ${shardName(shard)}`, {
      hint: "Parts of one rehearsal have the same number of shards. Name another folder with --out DIR, or remove the old parts.",
    });
  }
}
