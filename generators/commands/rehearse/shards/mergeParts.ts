import { copyFile, link, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { CommandError } from "../../../io/CommandError.js";
import { inParallel } from "../../../io/inParallel.js";
import { insidePath } from "../../../io/insidePath.js";
import { shellWord } from "../../../io/shellWord.js";
import type { RecordedTest } from "../RehearsalOptions.js";
import { byName } from "../tests/findTests.js";
import { assertOneRehearsal } from "./assertOneRehearsal.js";
import type { FoundPart } from "./findParts.js";
import { groupsOf } from "./groupsOf.js";
import { hashOfList } from "./measureTests.js";
import { type FoundResult, readResult } from "./partFormat.js";
import { shardName } from "./Shard.js";

type WholeResult = Extract<FoundResult, { result: unknown }>;

/** The tests of all parts, in the order of a rehearsal. */
export interface MergedParts {
  readonly shards: number;
  readonly build: { readonly name: string; readonly hash: string };
  readonly tests: readonly RecordedTest[];
}

/** Number of test folders read in parallel; they may be on a slow network. */
const atOnce = 16;
/** Maximum number of tests or shards that are named; one cause may affect thousands. */
const mostNamed = 10;

/**
 * Joins parts into the tests of one rehearsal.
 *
 * @throws CommandError if they belong to several rehearsals, or a shard or a test is missing, truncated or
 *   present twice: the message lists all of them
 */
export async function mergeParts(parts: readonly FoundPart[]): Promise<MergedParts> {
  const { total, build, list } = assertOneRehearsal(parts);
  const problems = [...doubles(parts), ...missingShards(parts, total)];
  const again = new Set<number>(indexesMissing(parts, total));
  const results = new Map<string, WholeResult>();
  for (const { path, shown, manifest } of parts) {
    const lacking: string[] = [];
    await inParallel(manifest.tests, atOnce, async (test) => {
      const found = await readResult(path, test, manifest.build.hash);
      if ("lacks" in found) lacking.push(`${test.name} ${found.lacks}`);
      else results.set(test.name, found);
    });
    if (lacking.length === 0) continue;
    again.add(manifest.shard.index);
    const count = `${lacking.length} of ${manifest.tests.length} tests`;
    problems.push(`${shown} lacks ${count}: ${named(lacking.sort())}`);
  }
  if (problems.length === 0) {
    const planned = parts.flatMap(({ manifest }) => manifest.tests);
    if (hashOfList(planned) !== list.hash) {
      problems.push(
        `the tests of the parts differ from the ${list.tests} that were divided among the shards`,
      );
    }
  }
  if (problems.length > 0) {
    throw new CommandError(`the parts are not a complete rehearsal:\n  ${problems.join("\n  ")}`, {
      hint: hintFor([...again], { total, from: list.from, out: dirname(parts[0]?.shown ?? "") }),
    });
  }
  const tests = [...results].map(([name, whole]) => ({ name, take: takeOf(whole) }));
  return { shards: total, build, tests: tests.sort(byName) };
}

/** Fills a folder with a test's outputs: with links if the file system allows them, otherwise with copies. */
function takeOf({ folder, files, result }: WholeResult): RecordedTest["take"] {
  return async (target) => {
    const made = new Set<string>();
    const makeFolder = async (path: string) => {
      if (!made.has(path)) await mkdir(path, { recursive: true });
      made.add(path);
    };
    await makeFolder(insidePath(target, "outputs"));
    for (const { path } of files) {
      const from = insidePath(folder, path);
      const to = insidePath(target, path);
      await makeFolder(dirname(to));
      await link(from, to).catch(() => copyFile(from, to));
    }
    return result;
  };
}

function doubles(parts: readonly FoundPart[]): string[] {
  return groupsOf(parts, ({ manifest }) => manifest.shard.index)
    .filter((same) => same.length > 1)
    .map((same) => {
      const [first] = same;
      const name = first === undefined ? "" : shardName(first.manifest.shard);
      return `${name} is present ${same.length} times: ${named(same.map(({ shown }) => shown))}`;
    });
}

function missingShards(parts: readonly FoundPart[], total: number): string[] {
  const missing = indexesMissing(parts, total);
  if (missing.length === 0) return [];
  const verb = missing.length === 1 ? "is" : "are";
  return [`${missing.length} of ${total} shards ${verb} missing: ${named(missing.map(String))}`];
}

function indexesMissing(parts: readonly FoundPart[], total: number): number[] {
  const there = new Set(parts.map(({ manifest }) => manifest.shard.index));
  return Array.from({ length: total }, (_, at) => at + 1).filter((index) => !there.has(index));
}

function hintFor(
  indexes: readonly number[],
  { total, from, out }: { total: number; from: string; out: string },
): string {
  const [index] = indexes;
  if (index === undefined) return "Pass each part once, and all parts of one rehearsal.";
  const others = indexes.length > 1 ? ` (and so ${named(indexes.slice(1).map(String))})` : "";
  return `Run the missing shards, then merge again: metrics-project rehearse --tests ${shellWord(from)} --shard ${index}/${total} --out ${shellWord(out)}${others}`;
}

function named(words: readonly string[]): string {
  const more = words.length - mostNamed;
  return `${words.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
