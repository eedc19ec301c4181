import type { Output, World } from "../../../cli/command.js";
import type { Progress } from "../Progress.js";
import { printSummary } from "../printSummary.js";
import { partFolder, runShard, type ShardOptions } from "./runShard.js";

/** What `rehearse --shard` does once it is known which share that is; returns the exit code. */
export async function rehearseShard(
  world: World,
  options: ShardOptions,
  {
    progress,
    table,
    json,
    failOn,
  }: {
    progress: Progress;
    table: Output;
    json: boolean;
    failOn: string | undefined;
  },
): Promise<number> {
  const summary = await runShard(world, options, progress, table);
  progress.finish();
  printSummary(table, summary, { cwd: world.cwd, out: partFolder(options) });
  if (json) world.stdout.write(`${JSON.stringify(summary)}\n`);
  if (summary.outcome === "failed") return 1;
  return summary.outcome === "blocked" && failOn === "block" ? 3 : 0;
}
