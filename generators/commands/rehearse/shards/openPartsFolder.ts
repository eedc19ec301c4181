import { readdir } from "node:fs/promises";
import { usageError } from "../../../io/CommandError.js";
import type { NamedFolder } from "../RehearsalOptions.js";
import { openRehearsalFolder } from "../rehearsalFolder.js";
import { type Shard, shardName, totalOfFolder } from "./Shard.js";

/**
 * Creates the folder for the parts of all shards; several shards may do so at the same time.
 *
 * @throws CommandError if it contains other files, or parts of another number of shards
 */
export async function openPartsFolder(out: NamedFolder, shard: Shard): Promise<void> {
  await openRehearsalFolder(out.path, out.shown);
  const names = await readdir(out.path);
  const other = names.find((name) => (totalOfFolder(name) ?? shard.total) !== shard.total);
  if (other !== undefined) {
    throw usageError(`${out.shown} contains ${other}, but this is ${shardName(shard)}`, {
      hint: "Parts of one rehearsal have the same number of shards. Choose another folder with --out DIR, or remove the old parts.",
    });
  }
}
