import { CommandError } from "../../../io/CommandError.js";
import type { FoundPart } from "./findParts.js";
import { groupsOf } from "./groupsOf.js";
import type { PartBuild, PartManifest, TestList } from "./partFormat.js";

/** The properties that all parts share. */
export interface CommonFacts {
  readonly total: number;
  readonly build: PartBuild;
  readonly list: TestList;
}

/** Number of characters shown of a hash. */
const shownDigits = 19;

/** @throws CommandError if parts differ in their number of shards, their build or their list of tests */
export function assertOneRehearsal(parts: readonly FoundPart[]): CommonFacts {
  const [first] = parts;
  if (first === undefined) throw new Error("no parts to compare");
  const { shard, build, list } = first.manifest;
  assertSame(parts, "divided into different numbers of shards", ({ shard: { total } }) => [
    total,
    `${total} shards`,
  ]);
  assertSame(parts, "of different builds", ({ build: { name, hash } }) => [
    hash,
    `${name}, ${hash.slice(0, shownDigits)}`,
  ]);
  assertSame(parts, "of different lists of tests", ({ list: { tests, hash } }) => [
    hash,
    `${tests} tests, ${hash.slice(0, 12)}`,
  ]);
  return { total: shard.total, build, list };
}

function assertSame(
  parts: readonly FoundPart[],
  difference: string,
  fact: (manifest: PartManifest) => readonly [key: string | number, words: string],
): void {
  const groups = groupsOf(parts, ({ manifest }) => fact(manifest)[0]);
  groups.sort((a, b) => b.length - a.length);
  if (groups.length === 1) return;
  const lines = groups.map((same) => {
    const words = same.slice(0, 1).map(({ manifest }) => fact(manifest)[1]);
    const paths = same.slice(0, 3).map(({ shown }) => shown);
    const more = same.length > paths.length ? ` and ${same.length - paths.length} more` : "";
    return `  ${words}: ${paths.join(", ")}${more}`;
  });
  throw new CommandError(`the parts are ${difference}:\n${lines.join("\n")}`, {
    hint: "Merge only parts of one rehearsal: rerun the shards that differ, or leave out their folders.",
  });
}
