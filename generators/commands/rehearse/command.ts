import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineCommand, type World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import type { Launcher } from "./Launcher.js";
import { ownDescription } from "./ownDescription.js";
import type { NamedFolder, RehearsalOptions } from "./RehearsalOptions.js";
import type { RehearsalSummary } from "./RunResult.js";
import { Mirrors } from "./s3/Mirrors.js";
import { isS3URL } from "./s3/S3Place.js";
import type { ShardOptions } from "./shards/runShard.js";

export const command = defineCommand({
  name: "rehearse",
  summary: "Rehearse the build on local samples: tests, batch, report.",
  usage: "metrics-project rehearse",
  positionals: [
    { name: "DIR", summary: "with --merge, more parts or folders of parts", rest: true },
  ],
  options: {
    tests: {
      type: "string",
      value: "DIR|FILE|S3",
      summary:
        "tests: a folder with a subfolder for each, a file that lists them, or s3://BUCKET/PREFIX (default: samples)",
    },
    image: {
      type: "string",
      value: "TAG",
      summary: "run this container image instead of dist/main.mjs",
    },
    runtime: {
      type: "string",
      choices: ["docker", "apptainer"],
      summary:
        "container runtime: docker (default), or apptainer (or singularity), which also accept a .sif file or docker:// URI",
    },
    shard: {
      type: "string",
      value: "INDEX/TOTAL",
      summary:
        "run only this share of the tests, and resume an interrupted one; auto: the share set by the engine's variables; none: all tests",
    },
    merge: {
      type: "string",
      value: "DIR|S3",
      multiple: true,
      summary: "run no tests: merge the parts written by shards, then run batch and report",
    },
    "rerun-failed": {
      type: "boolean",
      summary: "with --shard: rerun tests that failed before",
    },
    "allow-failed": {
      type: "boolean",
      summary: "with --shard: exit with code 0 although tests failed, once every test has a result",
    },
    first: { type: "boolean", summary: "run only the first test, then the batch and the report" },
    batches: {
      type: "number",
      whole: true,
      min: 0,
      max: 999_999,
      summary:
        "number of synthetic earlier batches for the report; 0 skips the report (default: 3)",
    },
    watch: { type: "boolean", summary: "keep running, and rerun what a change affects" },
    timeout: {
      type: "number",
      value: "SECONDS",
      above: 0,
      // Beyond this, timers overflow and fire at once.
      max: 2_000_000,
      summary: "timeout of each run (default: 600)",
    },
    parallel: {
      type: "number",
      whole: true,
      min: 1,
      max: 999_999,
      summary: "maximum number of parallel runs (default: one per processor)",
    },
    "fail-on": {
      type: "string",
      choices: ["block", "status", "any"],
      summary:
        "exit with code 3 if a metric blocks; with --baseline also: if a status got worse, if anything differs",
    },
    baseline: {
      type: "string",
      value: "DIR|FILE|BRANCH",
      summary:
        "compare with an earlier rehearsal, a --save-baseline file, or a branch (its baseline.json, else its code)",
    },
    "save-baseline": {
      type: "string",
      value: "FILE",
      summary: "save scalars and summaries of series, to compare with later",
    },
    sql: {
      type: "string",
      value: "SELECT …",
      summary: "run nothing; query the emissions of the last rehearsal and print a table",
    },
    "metrics-set": {
      type: "string",
      value: "NAME",
      summary: "metrics set to show emissions with (default: all sets not used by a dashboard)",
    },
    out: {
      type: "string",
      value: "DIR|S3",
      summary: "folder for the outputs (default: rehearsal); with --shard, also s3://BUCKET/PREFIX",
    },
    json: { type: "boolean", summary: "print the results as JSON, and the table on stderr" },
  },
  details: [
    "Runs node dist/main.mjs, after rebuilding it if its inputs changed, or the image with its folders mounted at",
    "/tmp/resim. Tests run in parallel, then their batch runs against a local platform. For the report, earlier batches",
    "are synthetic: the same tests with results up to ten percent off. Every message is validated. A failing test does",
    "not stop the others. Outputs go to rehearsal/, which git ignores, with a summary in rehearsal.json.",
    "With more than 50 runs, the table shows only tests that did not pass, at most 100. --json and rehearsal.json list all.",
    "",
    "If the project has a .resim/metrics/config.resim.yml, its queries run on the tests' emissions: test metrics, batch",
    "metrics, and dashboards over the earlier batches. DuckDB replaces the platform's Trino. DuckDB and liquidjs are",
    "downloaded once into your cache folder, or the folder set by METRICS_CACHE.",
    "",
    "Each test is a folder with logs/ or experience/. A list file has one path or s3:// prefix per line, or the URLs of a",
    "test's logs, also presigned ones. Logs of remote tests are downloaded for the duration of the run. S3 logs use",
    "the AWS SDK and its usual variables, profiles and roles.",
    "",
    "Many tests can be divided among machines, by the size of their logs. Without --shard, a task of an array or a",
    "parallel job runs only its own share. This works with Slurm, Kubernetes, AWS Batch, GitLab, Buildkite and CircleCI.",
    "METRICS_SHARD=3/20 sets the share; METRICS_SHARDS=20 sets the number of shards if the engine does not.",
  ].join("\n"),
  examples: [
    [
      "metrics-project rehearse --tests logs --shard 3/20 --out parts",
      "run on one of 20 machines, with the same logs on each",
    ],
    [
      "metrics-project rehearse --merge parts",
      "merge the parts of the 20 machines into one rehearsal",
    ],
    ["metrics-project rehearse --watch", "keep running, and rerun what a change affects"],
    [
      "metrics-project rehearse --sql 'SELECT experience_name, MAX(speed) FROM motion GROUP BY 1'",
      "query the emissions of the last rehearsal",
    ],
    [
      "metrics-project rehearse --image my-metrics --fail-on block",
      "in CI: run the image as the platform would",
    ],
  ],
  exitCodes:
    "0 done, 1 a run failed, 2 wrong usage, 3 the --fail-on condition was met, 130 cancelled",
  async run(world, { options, positionals }) {
    const {
      batches: earlierBatches = 3,
      timeout = 600,
      parallel = availableParallelism(),
    } = options;
    const shown = { tests: options.tests ?? "samples", out: options.out ?? "rehearsal" };
    // A given folder may be anywhere; the default one is in this project.
    const out =
      options.out === undefined ? insidePath(world.cwd, shown.out) : absolute(world, options.out);
    const { shardOf } = await import("./shards/shardOptions.js");
    const shard = shardOf(world.env, options);
    if (isS3URL(shown.out) && shard === undefined) {
      throw usageError(`--out ${shown.out} requires --shard`, {
        hint: "Shards upload their parts. A rehearsal is written into a folder, also that of --merge s3://BUCKET/PREFIX.",
      });
    }
    if (options.sql !== undefined) {
      const { runSql } = await import("./runSql.js");
      const { json = false, sql } = options;
      await runSql(world, sql, { out: { path: out, shown: shown.out }, json });
      return 0;
    }
    if (options.merge === undefined && positionals[0] !== undefined) {
      throw usageError(`unexpected argument "${positionals[0]}"`, {
        hint: "Folders without an option are for --merge; set the folder of the tests with --tests.",
      });
    }
    const launcher = await chooseLauncher(world, options);
    const { createProgress } = await import("./Progress.js");
    const tests = absolute(world, shown.tests);
    const table = options.json === true ? world.stderr : world.stdout;
    const progress = createProgress(table, world.env);
    if (shard !== undefined) {
      const { rehearseShard } = await import("./shards/rehearseShard.js");
      const work: ShardOptions = {
        tests: { path: tests, shown: shown.tests },
        out: { path: out, shown: shown.out },
        ...{ shard, from: shard.from, launcher, parallel, timeout },
        rerunFailed: options["rerun-failed"] ?? false,
      };
      const { json = false, "fail-on": failOn, "allow-failed": allowFailed = false } = options;
      return await rehearseShard(world, work, { progress, table, json, failOn, allowFailed });
    }
    const { Rehearsal } = await import("./Rehearsal.js");
    const { printSummary } = await import("./printSummary.js");
    await using mirrors = new Mirrors();
    const plan: RehearsalOptions = {
      tests:
        options.merge === undefined
          ? { path: tests, shown: shown.tests }
          : await takeParts(world, [...options.merge, ...positionals], launcher, mirrors),
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
      // On one line, so that the output of --watch can be read line by line.
      const told =
        comparison === undefined ? summary : { ...summary, comparison: comparison.facts };
      if (options.json === true) world.stdout.write(`${JSON.stringify(told)}\n`);
    };
    try {
      if (options.watch === true) {
        const { watchRehearsal } = await import("./watchRehearsal.js");
        const project = options.image === undefined ? world.cwd : undefined;
        await watchRehearsal(world, {
          ...{ rehearsal, progress, tell, testsDir: tests, project, table, out },
        });
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

/** An absolute path, or the unchanged s3:// URL. */
function absolute({ cwd }: World, path: string): string {
  return isS3URL(path) ? path : resolve(cwd, path);
}

/** The tests of the parts in these folders; what is in S3 is downloaded into `mirrors`. */
async function takeParts(
  world: World,
  folders: readonly string[],
  launcher: Launcher,
  mirrors: Mirrors,
) {
  const { recordedIn } = await import("./shards/recordedIn.js");
  const named: NamedFolder[] = [];
  for (const shown of folders) {
    const path = isS3URL(shown) ? await mirrors.download(world, shown) : resolve(world.cwd, shown);
    named.push({ path, shown });
  }
  return { recorded: await recordedIn(world, named, launcher) };
}

/** The comparison of --baseline; undefined without it. */
async function compareWith(
  world: World,
  options: { readonly baseline: string | undefined; readonly "fail-on": string | undefined },
  plan: RehearsalOptions,
) {
  const { baseline, "fail-on": failOn } = options;
  if (baseline === undefined) {
    if (failOn === "status" || failOn === "any") {
      throw usageError(`--fail-on ${failOn} requires --baseline`, {
        hint: "Set what to compare with: a folder, a file or a branch.",
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
    world.stderr.write(`--save-baseline: did not write ${file}, because a run failed\n`);
    return;
  }
  const { saveBaseline } = await import("./saveBaseline.js");
  await saveBaseline(world, out, file);
  table.write(`baseline: ${file}\n`);
}

async function chooseLauncher(
  world: World,
  { image, runtime }: { readonly image: string | undefined; readonly runtime: string | undefined },
) {
  if (image === undefined && runtime !== undefined) {
    throw usageError(`--runtime ${runtime} requires --image`, {
      hint: "It starts the image; without an image, Node.js runs dist/main.mjs.",
    });
  }
  if (image !== undefined && runtime === "apptainer") {
    const { apptainerLauncher } = await import("./apptainerLauncher.js");
    return apptainerLauncher(image);
  }
  if (image !== undefined) {
    const { imageLauncher } = await import("./imageLauncher.js");
    return imageLauncher(image);
  }
  const { processLauncher } = await import("./processLauncher.js");
  return processLauncher(world.cwd);
}
