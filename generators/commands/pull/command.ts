import { mkdir, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { components, PlatformClient } from "@metrics-project/runtime";
import { defineCommand, type World } from "../../cli/command.js";
import { rawOutput } from "../../cli/safeOutput.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { printableLine } from "../../io/printable.js";
import { jobOfSample, type PulledTest, pullTest } from "./pullTest.js";
import { readConnection } from "./readConnection.js";

export const command = defineCommand({
  name: "pull",
  summary: "Download logs of a batch's tests into samples/, to rehearse with.",
  usage: "metrics-project pull --batch ID [--project ID] [--out DIR]",
  options: {
    batch: { type: "string", value: "ID", summary: "batch to download tests from" },
    project: {
      type: "string",
      value: "ID",
      summary: "project of the batch (default: search for it)",
    },
    out: { type: "string", value: "DIR", summary: "folder of samples (default: samples)" },
    tests: {
      type: "number",
      whole: true,
      min: 1,
      summary: "number of tests to download, from the first (default: 3)",
    },
    job: {
      type: "string",
      value: "ID",
      multiple: true,
      summary: "download these tests instead, by job ID",
    },
    events: { type: "boolean", summary: "also download each test's events as events.json" },
    everything: {
      type: "boolean",
      summary: "also download container logs and other platform logs",
    },
    config: { type: "string", value: "FILE", summary: "batch config (default: METRICS_CONFIG)" },
    "api-url": {
      type: "string",
      value: "URL",
      summary: "base URL of the API (default: https://api.resim.ai/v1)",
    },
  },
  details: [
    "The token is read from RESIM_AUTH_TOKEN, or from the config file. Each test goes to DIR/EXPERIENCE/logs, and its",
    "emissions to DIR/EXPERIENCE/emissions. To resume partial downloads, run the command again. Sizes and checksums are",
    "verified. An existing sample of the same name that was not pulled stays unchanged.",
  ].join("\n"),
  examples: [
    [
      "metrics-project pull --batch ID --tests 2 --events",
      "download two tests of a batch, with their events",
    ],
  ],
  exitCodes: "0 all downloaded, 1 some failed, 2 wrong usage, 130 cancelled",
  async run(world, { options }) {
    const { tests: count = 3 } = options;
    const connection = await readConnection(world, {
      batch: options.batch,
      project: options.project,
      config: options.config,
      "api-url": options["api-url"],
    });
    const { createLog, createPlatformClient, findProject, logLevelFrom } = await import(
      "@metrics-project/runtime"
    );
    const log = createLog(world.stderr, logLevelFrom(world.env));
    const { apiURL, authToken, batchID } = connection;
    const client = createPlatformClient({ apiURL, authToken, log, env: world.env });
    const { signal } = world;
    const projectID =
      connection.projectID ?? (await findProject({ client, batchID, log, signal })).projectID;
    const jobs = await chooseJobs(client, projectID, batchID, options.job, count, signal);
    if (jobs.length === 0) {
      world.stderr.write(`error: batch ${batchID} has no tests\n`);
      return 1;
    }
    // A given folder may be anywhere; the default one is in this project.
    const out =
      options.out === undefined
        ? insidePath(world.cwd, "samples")
        : resolve(world.cwd, options.out);
    await mkdir(out, { recursive: true });
    const names = await nameSamples(out, jobs);
    const pulled: PulledTest[] = [];
    let failed = false;
    for (const job of jobs) {
      const name = names.get(job.jobID) ?? job.jobID;
      const progress = showBytes(world, name);
      try {
        pulled.push(
          await pullTest({
            ...{ client, projectID, batchID, job, out, name, signal },
            everything: options.everything ?? false,
            events: options.events ?? false,
            onBytes: progress.add,
            warn: log.warn,
          }),
        );
      } catch (error) {
        if (signal.aborted) throw error;
        failed = true;
        progress.end();
        const message = error instanceof Error ? error.message : String(error);
        world.stderr.write(`error: ${name}: ${message}\n${hintOf(error)}`);
      } finally {
        progress.end();
      }
    }
    report(world, out, pulled);
    return failed ? 1 : 0;
  },
});

type Job = components["schemas"]["job"] & { jobID: string };

async function chooseJobs(
  client: PlatformClient,
  projectID: string,
  batchID: string,
  wanted: readonly string[] | undefined,
  count: number,
  signal: AbortSignal,
): Promise<Job[]> {
  const { canonicalUUID, paginate } = await import("@metrics-project/runtime");
  const jobs: Job[] = [];
  const missing = new Set(wanted);
  for await (const job of paginate({
    client,
    path: "/projects/{projectID}/batches/{batchID}/jobs",
    entries: "jobs",
    params: { path: { projectID, batchID } },
    signal,
  })) {
    const { jobID } = job;
    // It becomes a folder name.
    if (jobID === undefined || canonicalUUID(jobID) === undefined) {
      throw new CommandError(
        `the batch has a test with the ID ${JSON.stringify(jobID)}, which is not a UUID`,
      );
    }
    if (wanted && !missing.delete(jobID)) continue;
    jobs.push({ ...job, jobID });
    if (wanted ? missing.size === 0 : jobs.length === count) break;
  }
  if (missing.size === 0) return jobs;
  throw usageError(`the batch has no test ${[...missing].join(", ")}`, {
    hint: "--job must be the ID of a test in that batch.",
  });
}

/** A folder name per test: its experience's name, with the start of its ID if the name is taken. */
async function nameSamples(out: string, jobs: readonly Job[]): Promise<Map<string, string>> {
  const there = new Set(await readdir(out));
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const { jobID, experienceName } of jobs) {
    const slug = (experienceName ?? "").replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
    const short = `${slug || "test"}-${jobID.replace(/-.*/, "")}`;
    const isFree = async (name: string) =>
      !used.has(name) && (!there.has(name) || (await jobOfSample(join(out, name))) === jobID);
    let name = jobID;
    for (const candidate of [slug, short]) {
      if (candidate && (await isFree(candidate))) {
        name = candidate;
        break;
      }
    }
    used.add(name);
    names.set(jobID, name);
  }
  return names;
}

function hintOf(error: unknown): string {
  const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
  return typeof hint === "string" ? `  ${hint}\n` : "";
}

/** Shows the bytes so far on a terminal, in place; prints nothing elsewhere. */
function showBytes(world: World, name: string) {
  let bytes = 0;
  let shownAt = 0;
  const stderr = rawOutput(world.stderr);
  return {
    add(more: number) {
      bytes += more;
      if (!stderr.isTTY || Date.now() - shownAt < 100) return;
      shownAt = Date.now();
      stderr.write(`\r\x1b[K${printableLine(name)}: ${megabytes(bytes)}`);
    },
    end() {
      if (stderr.isTTY && shownAt > 0) stderr.write("\r\x1b[K");
      shownAt = 0;
    },
  };
}

function report(world: World, out: string, pulled: readonly PulledTest[]): void {
  const folder = relative(world.cwd, out) || ".";
  for (const { name, files, bytes } of pulled) {
    const logs = `${files} ${files === 1 ? "log" : "logs"}`;
    world.stdout.write(`${join(folder, name)}: ${logs}, ${megabytes(bytes)}\n`);
  }
  if (pulled.length > 0) world.stdout.write("Next: metrics-project rehearse\n");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
