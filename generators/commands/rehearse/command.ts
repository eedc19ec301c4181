import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineCommand, type World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import type { Launcher } from "./Launcher.js";
import { ownDescription } from "./ownDescription.js";
import type { RehearsalOptions } from "./RehearsalOptions.js";
import type { RehearsalSummary } from "./RunResult.js";
import type { ShardOptions } from "./shards/runShard.js";

export const command = defineCommand({
  name: "rehearse",
  summary: "Run the build on the samples as the platform would: tests, batch, report.",
  usage: "metrics-project rehearse",
  positionals: [
    { name: "DIR", summary: "with --merge, more parts or folders of parts", rest: true },
  ],
  options: {
    tests: {
      type: "string",
      value: "DIR",
      summary: "folder of the tests, each a folder with logs/ and experience/ (default: samples)",
    },
    image: {
      type: "string",
      value: "TAG",
      summary: "run this container image, not dist/main.mjs",
    },
    shard: {
      type: "string",
      value: "INDEX/TOTAL",
      summary:
        "run this share of the tests alone, and go on where it stopped; auto: the share that the engine's variables say; none: all tests",
    },
    merge: {
      type: "string",
      value: "DIR",
      multiple: true,
      summary: "run no test: join the parts that shards wrote, then run batch and report",
    },
    "rerun-failed": {
      type: "boolean",
      summary: "with --shard: run the tests again that failed before",
    },
    first: { type: "boolean", summary: "run the first test only, then the batch and the report" },
    batches: {
      type: "number",
      whole: true,
      min: 0,
      max: 999_999,
      summary: "earlier batches to make up for the report; 0: no report (default: 3)",
    },
    watch: { type: "boolean", summary: "go on, and run again what a change affects" },
    timeout: {
      type: "number",
      value: "SECONDS",
      above: 0,
      // Beyond this, timers overflow and fire at once.
      max: 2_000_000,
      summary: "stop a run that takes longer (default: 600)",
    },
    parallel: {
      type: "number",
      whole: true,
      min: 1,
      max: 999_999,
      summary: "runs at a time (default: one per processor)",
    },
    "fail-on": {
      type: "string",
      choices: ["block", "status", "any"],
      summary:
        "exit with 3 when a metric blocks; with --baseline, also: when a status got worse, when anything differs",
    },
    baseline: {
      type: "string",
      value: "DIR|FILE|BRANCH",
      summary:
        "compare with an earlier rehearsal, a file of --save-baseline, or a branch: its baseline.json, else its code",
    },
    "save-baseline": {
      type: "string",
      value: "FILE",
      summary: "write what to compare with later: scalars, and series summed up",
    },
    sql: {
      type: "string",
      value: "SELECT …",
      summary: "run nothing: ask the emissions of the last rehearsal, and print a table",
    },
    "metrics-set": {
      type: "string",
      value: "NAME",
      summary: "show emissions by this metrics set (default: all that are no dashboard's)",
    },
    out: { type: "string", value: "DIR", summary: "keep the outputs here (default: rehearsal)" },
    json: { type: "boolean", summary: "print the results as JSON; the table goes to stderr" },
  },
  details: [
    "Where the project has a .resim/metrics/config.resim.yml, its queries run over the tests' emissions: test metrics,",
    "batch metrics, and dashboards over the earlier batches. DuckDB stands in for the platform's Trino; it and liquidjs",
    "are fetched once into your cache folder, or the one that METRICS_CACHE names.",
    "Runs node dist/main.mjs, built anew where what it is made of changed, or the image with real mounts at /tmp/resim;",
    "several tests at once, then their batch against a local platform. For the report, earlier batches are made up",
    "of the same tests with results up to ten percent off. Every message is validated. The outputs stay in",
    "rehearsal/, which git ignores, with rehearsal.json, a summary. A failing test does not stop the others.",
    "",
    "Many tests can be divided among machines, by the size of their logs. Without --shard, a task of a Slurm array, a",
    "Kubernetes Indexed Job, an AWS Batch array, or a parallel job of GitLab, Buildkite or CircleCI runs its own share.",
    "METRICS_SHARD=3/20 says the share directly; METRICS_SHARDS=20 the number of shards where the engine does not.",
  ].join("\n"),
  examples: [
    [
      "metrics-project rehearse --tests logs --shard 3/20 --out parts",
      "one of 20 machines; the same logs on each",
    ],
    ["metrics-project rehearse --merge parts", "what the 20 machines wrote, as one rehearsal"],
    ["metrics-project rehearse --watch", "again and again, whatever a change affects"],
    [
      "metrics-project rehearse --sql 'SELECT experience_name, MAX(speed) FROM motion GROUP BY 1'",
      "what the last rehearsal's tests emitted",
    ],
    [
      "metrics-project rehearse --image my-metrics --fail-on block",
      "in CI: the image, as the platform would start it",
    ],
  ],
  exitCodes: "0 done, 1 a run failed, 2 wrong usage, 3 what --fail-on names, 130 cancelled",
  async run(world, { options, positionals }) {
    const {
      batches: earlierBatches = 3,
      timeout = 600,
      parallel = availableParallelism(),
    } = options;
    const shown = { tests: options.tests ?? "samples", out: options.out ?? "rehearsal" };
    // A folder that is named may lie anywhere; the usual one is that of this project.
    const out =
      options.out === undefined
        ? insidePath(world.cwd, shown.out)
        : resolve(world.cwd, options.out);

    if (options.sql !== undefined) {
      const { runSql } = await import("./runSql.js");
      const { json = false, sql } = options;
      await runSql(world, sql, { out: { path: out, shown: shown.out }, json });
      return 0;
    }
    if (options.merge === undefined && positionals[0] !== undefined) {
      throw usageError(`unexpected argument "${positionals[0]}"`, {
        hint: "Folders without an option are for --merge; --tests names the folder of the tests.",
      });
    }
    const { shardOf } = await import("./shards/shardOptions.js");
    const shard = shardOf(world.env, options);
    const { Rehearsal } = await import("./Rehearsal.js");
    const launcher = await chooseLauncher(world, options.image);
    const { createProgress } = await import("./Progress.js");
    const { printSummary } = await import("./printSummary.js");
    const testsDir = resolve(world.cwd, shown.tests);
    const table = options.json === true ? world.stderr : world.stdout;
    const progress = createProgress(table, world.env);
    if (shard !== undefined) {
      const { rehearseShard } = await import("./shards/rehearseShard.js");
      const work: ShardOptions = {
        tests: { path: testsDir, shown: shown.tests },
        out: { path: out, shown: shown.out },
        ...{ shard, from: shard.from, launcher, parallel, timeout },
        rerunFailed: options["rerun-failed"] ?? false,
      };
      const { json = false, "fail-on": failOn } = options;
      return await rehearseShard(world, work, { progress, table, json, failOn });
    }
    const plan: RehearsalOptions = {
      tests:
        options.merge === undefined
          ? { path: testsDir, shown: shown.tests }
          : await takeParts(world, [...options.merge, ...positionals], launcher),
      out: { path: out, shown: shown.out },
      launcher,
      first: options.first ?? false,
      earlierBatches,
      parallel,
      timeout,
      metricsSet: options["metrics-set"],
      description: await ownDescription(world.cwd),
    };
    const comparing = await compareWith(world, options, plan);
    using rehearsal = new Rehearsal({
      ...plan,
      ...(comparing && { finish: comparing.withBefore }),
    });
    let failed = false;
    const tell = async (summary: RehearsalSummary) => {
      progress.finish();
      printSummary(table, summary, { cwd: world.cwd, out });
      const comparison = await comparing?.compare(table);
      failed = comparison?.failed ?? false;
      if (options["save-baseline"] !== undefined) {
        await save(world, summary, { out, file: options["save-baseline"], table });
      }
      // In one line, so that what --watch prints can be read line by line.
      const told =
        comparison === undefined ? summary : { ...summary, comparison: comparison.facts };
      if (options.json === true) world.stdout.write(`${JSON.stringify(told)}\n`);
    };
    try {
      if (options.watch === true) {
        const { watchRehearsal } = await import("./watchRehearsal.js");
        const project = options.image === undefined ? world.cwd : undefined;
        await watchRehearsal(world, { rehearsal, progress, tell, testsDir, project, table, out });
        return 0;
      }
      const summary = await rehearsal.run(world, progress);
      await tell(summary);
      if (summary.outcome === "failed") return 1;
      return failed || (summary.outcome === "blocked" && options["fail-on"] === "block") ? 3 : 0;
    } finally {
      progress.finish();
    }
  },
});

/** The tests of the parts in these folders. */
async function takeParts(world: World, folders: readonly string[], launcher: Launcher) {
  const { recordedIn } = await import("./shards/recordedIn.js");
  const named = folders.map((shown) => ({ path: resolve(world.cwd, shown), shown }));
  return { recorded: await recordedIn(world, named, launcher) };
}

/** What goes with --baseline; undefined without it. */
async function compareWith(
  world: World,
  options: { readonly baseline: string | undefined; readonly "fail-on": string | undefined },
  plan: RehearsalOptions,
) {
  const { baseline, "fail-on": failOn } = options;
  if (baseline === undefined) {
    if (failOn === "status" || failOn === "any") {
      throw usageError(`--fail-on ${failOn} needs --baseline`, {
        hint: "It says what is compared: a folder, a file or a branch.",
      });
    }
    return undefined;
  }
  const { compareRehearsal } = await import("./compareRehearsal.js");
  const toFail = failOn === "status" || failOn === "any" ? failOn : "none";
  return await compareRehearsal(world, baseline, plan, toFail);
}

async function save(
  world: World,
  { outcome }: RehearsalSummary,
  { out, file, table }: { out: string; file: string; table: World["stdout"] },
): Promise<void> {
  if (outcome === "failed") {
    world.stderr.write(`--save-baseline ${file}: not written, since a run failed\n`);
    return;
  }
  const { saveBaseline } = await import("./saveBaseline.js");
  await saveBaseline(world, out, file);
  table.write(`baseline: ${file}\n`);
}

async function chooseLauncher(world: World, image: string | undefined) {
  if (image !== undefined) {
    const { imageLauncher } = await import("./imageLauncher.js");
    return imageLauncher(image);
  }
  const { processLauncher } = await import("./processLauncher.js");
  return processLauncher(world.cwd);
}
