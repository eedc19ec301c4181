import type { Output, World } from "../../../cli/command.js";
import type { Progress } from "../Progress.js";
import { printSummary } from "../printSummary.js";
import { openRehearsalFolder } from "../rehearsalFolder.js";
import { MirroredPrefix } from "../s3/MirroredPrefix.js";
import { isS3URL } from "../s3/S3Place.js";
import { resultFile } from "./partFormat.js";
import { partFolder, runShard, type ShardOptions } from "./runShard.js";
import { shardFolder } from "./Shard.js";

/** Runs `rehearse --shard` for a known share; returns the exit code. */
export async function rehearseShard(
  world: World,
  options: ShardOptions,
  {
    progress,
    table,
    json,
    failOn,
    allowFailed,
  }: {
    progress: Progress;
    table: Output;
    json: boolean;
    failOn: string | undefined;
    /** Whether failed tests are left to the merge. */
    allowFailed: boolean;
  },
): Promise<number> {
  const { shown } = options.out;
  await using mirror = isS3URL(shown) ? await MirroredPrefix.open(world, shown) : undefined;
  if (mirror !== undefined) {
    await openRehearsalFolder(mirror.path, shown);
    // The results that an earlier run of this shard uploaded.
    await mirror.download(shardFolder(options.shard));
  }
  const work: ShardOptions = {
    ...options,
    ...(mirror && {
      out: { path: mirror.path, shown },
      publish: (path) => mirror.upload(path, resultFile),
    }),
  };
  const summary = await runShard(world, work, progress, table);
  progress.finish();
  printSummary(table, summary, { cwd: mirror?.path ?? world.cwd, out: partFolder(work) });
  if (mirror !== undefined) table.write(`below ${shown}\n`);
  if (json) world.stdout.write(`${JSON.stringify(summary)}\n`);
  if (summary.outcome === "failed" && !(allowFailed && summary.shard.complete)) return 1;
  return summary.outcome === "blocked" && failOn === "block" ? 3 : 0;
}
