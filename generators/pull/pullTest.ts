import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, posix, sep } from "node:path";
import { type components, type PlatformClient, paginate } from "@metrics-project/runtime";
import { downloadFile, isComplete } from "./downloadFile.js";
import { PullError } from "./PullError.js";

type Job = components["schemas"]["job"];
type Log = components["schemas"]["jobLog"];

/** Notes beside a sample's logs: where it comes from. */
export const NOTES_FILE = "pulled.json";

export interface PullTestOptions {
  client: PlatformClient;
  projectID: string;
  batchID: string;
  job: Job & { jobID: string };
  /** Folder of samples. */
  out: string;
  /** Name of the sample. */
  name: string;
  /** Bring what the platform itself logged, too: container and execution logs. */
  everything: boolean;
  events: boolean;
  onBytes(bytes: number): void;
  signal: AbortSignal;
}

export interface PulledTest {
  name: string;
  files: number;
  bytes: number;
}

/** Logs that the platform writes, and that are not in the folder which a test run is given. */
const platformLogs = new Set([
  "METRICS_OUTPUT_LOG",
  "CONTAINER_LOG",
  "EXECUTION_LOG",
  "ERROR_LOG",
  "SERVICE_LOG",
  "EMISSIONS_LOG",
  "SYSTEM_LOG",
]);

/**
 * Brings one test's logs into `out/NAME/logs`. They are gathered in `out/.pull/JOB-ID`, where a later
 * run goes on, and moved into place when all are there.
 * @throws {PullError} where a log cannot be had, or its path leads out of the folder
 */
export async function pullTest(options: PullTestOptions): Promise<PulledTest> {
  const { job, out, name, signal } = options;
  const aside = join(out, ".pull", job.jobID);
  const logs = await listLogs(options);
  await mkdir(join(aside, "logs"), { recursive: true });
  // The experience's own files are not in the API: whoever has them puts them here.
  await mkdir(join(aside, "experience"), { recursive: true });
  const target = join(out, name);
  if (existsSync(join(target, "experience"))) {
    await cp(join(target, "experience"), join(aside, "experience"), { recursive: true });
  }
  const files = logs.map((log) => ({ log, path: pathOf(log) }));
  await inTurns(files, 4, (file) => pullLog(options, aside, file.log, file.path));
  if (options.events) await writeEvents(options, aside);
  await writeJSON(join(aside, NOTES_FILE), {
    batchID: options.batchID,
    projectID: options.projectID,
    jobID: job.jobID,
    experienceName: job.experienceName,
    parameters: job.parameters,
    conflatedStatus: job.conflatedStatus,
    files: files.map(({ log, path }) => ({ path, size: log.fileSize, checksum: log.checksum })),
  });
  signal.throwIfAborted();
  await rm(target, { recursive: true, force: true });
  await rename(aside, target);
  // Stays where tests that broke off have theirs.
  await rmdir(join(out, ".pull")).catch(() => {});
  const bytes = logs.reduce((sum, { fileSize = 0 }) => sum + fileSize, 0);
  return { name, files: logs.length, bytes };
}

/** The job that a sample was pulled from; undefined where it is none of ours, or not there. */
export async function jobOfSample(folder: string): Promise<string | undefined> {
  try {
    const notes: unknown = JSON.parse(await readFile(join(folder, NOTES_FILE), "utf8"));
    const jobID = typeof notes === "object" && notes && "jobID" in notes ? notes.jobID : undefined;
    return typeof jobID === "string" ? jobID : undefined;
  } catch {
    return undefined;
  }
}

async function listLogs({ everything, ...options }: PullTestOptions): Promise<Log[]> {
  const { client, projectID, batchID, job, signal } = options;
  const logs: Log[] = [];
  for await (const log of paginate({
    client,
    path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs",
    entries: "logs",
    params: { path: { projectID, batchID, jobID: job.jobID } },
    signal,
  })) {
    const ofSimulation = (log.executionStep ?? "EXPERIENCE") === "EXPERIENCE";
    const ofPlatform = platformLogs.has(log.logType ?? "");
    if (everything || (ofSimulation && !ofPlatform)) logs.push(log);
  }
  return logs;
}

async function pullLog(
  options: PullTestOptions,
  aside: string,
  log: Log,
  path: string,
): Promise<void> {
  const file = join(aside, "logs", ...path.split("/"));
  const about = { file, size: log.fileSize, checksum: log.checksum };
  await mkdir(dirname(file), { recursive: true });
  if (await isComplete(about)) return;
  const earlier = join(options.out, options.name, "logs", ...path.split("/"));
  if (await isComplete({ ...about, file: earlier })) return await copyFile(earlier, file);
  await downloadFile({
    ...about,
    name: `${path} of test ${options.job.jobID}`,
    url: urlOf(log, path),
    renew: async () => {
      const again = (await listLogs(options)).find((other) => isSame(other, log));
      if (again) return urlOf(again, path);
      throw new PullError(`${path} of test ${options.job.jobID} is no longer listed`);
    },
    onBytes: options.onBytes,
    signal: options.signal,
  });
}

function isSame(a: Log, b: Log): boolean {
  return a.logID !== undefined && b.logID !== undefined
    ? a.logID === b.logID
    : pathOf(a) === pathOf(b);
}

/** Where a log lay in the outputs folder. The platform's word is checked: it becomes a path here. */
function pathOf(log: Log): string {
  const given = log.fullPath ?? posix.join(log.filePath ?? "", log.fileName ?? "");
  const path = given.replaceAll(sep, "/").replace(/^\.?\/+/, "");
  const parts = path.split("/");
  if (path === "" || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new PullError(`a log of the batch is called ${JSON.stringify(given)}, which is no path`, {
      hint: "Leave its test out: name the tests to bring with --job.",
    });
  }
  return path;
}

/** The link that can be downloaded: one of the two is presigned, the other one may be an s3 address. */
function urlOf(log: Log, path: string): string {
  const links = [log.logOutputLocation, log.location].filter(
    (link): link is string => link !== undefined && /^https?:\/\//.test(link),
  );
  const link = links.find((one) => one.includes("?")) ?? links[0];
  if (link !== undefined) return link;
  throw new PullError(`the platform gives no link for ${path}`, {
    hint: "Logs may be deleted after a while, or lie in a bucket of your own: fetch it from there.",
  });
}

async function writeEvents(options: PullTestOptions, aside: string): Promise<void> {
  const { client, projectID, batchID, job, signal } = options;
  const events: components["schemas"]["event"][] = [];
  for await (const event of paginate({
    client,
    path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/events",
    entries: "events",
    params: { path: { projectID, batchID, jobID: job.jobID } },
    signal,
  })) {
    events.push(event);
  }
  await writeJSON(join(aside, "events.json"), events);
}

async function writeJSON(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

async function inTurns<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: limit }, worker);
  await Promise.allSettled(workers);
  await Promise.all(workers);
}
