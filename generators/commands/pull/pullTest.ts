import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import {
  type components,
  downloadFile,
  isListedFile,
  type PlatformClient,
  paginate,
} from "@metrics-project/runtime";
import { CommandError } from "../../io/CommandError.js";
import { inParallel } from "../../io/inParallel.js";
import { insidePath, pathProblem } from "../../io/insidePath.js";
import { renamePatiently } from "../../io/renamePatiently.js";
import { slashed } from "../../io/slashed.js";

type Job = components["schemas"]["job"];
type Log = components["schemas"]["jobLog"];

/** A file next to a sample's logs that records its origin. */
const NOTES_FILE = "pulled.json";

const EVENTS_FILE = "events.json";

/** Emissions are next to the logs: a test run does not receive them. */
const EMISSIONS_FOLDER = "emissions";

const leaveOut = "Skip this test: select the tests to download with --job.";

export interface PullTestOptions {
  client: PlatformClient;
  projectID: string;
  batchID: string;
  job: Job & { jobID: string };
  /** Folder of samples. */
  out: string;
  /** Name of the sample. */
  name: string;
  /** Also download the platform's own logs: container and execution logs. */
  everything: boolean;
  events: boolean;
  onBytes(bytes: number): void;
  /** Receives warnings about logs that the platform lists twice. */
  warn(message: string): void;
  signal: AbortSignal;
}

export interface PulledTest {
  name: string;
  files: number;
  bytes: number;
}

/** Types of logs that the platform writes, which are not in the inputs folder of a test run. */
const platformLogs = new Set([
  "METRICS_OUTPUT_LOG",
  "CONTAINER_LOG",
  "EXECUTION_LOG",
  "ERROR_LOG",
  "SERVICE_LOG",
  "SYSTEM_LOG",
]);

/**
 * Downloads one test's logs to `out/NAME/logs`. They are collected in `out/.pull/JOB-ID`, where a later run
 * can resume, and moved into place once they are complete.
 * @throws {CommandError} if a log is not available, or its path leaves the folder
 */
export async function pullTest(options: PullTestOptions): Promise<PulledTest> {
  const { job, out, name, signal } = options;
  const aside = insidePath(out, `.pull/${job.jobID}`);
  const files = chooseNewest(await listLogs(options), options);
  await mkdir(insidePath(aside, "logs"), { recursive: true });
  await mkdir(insidePath(aside, "parts"), { recursive: true });
  const target = insidePath(out, name);
  await keepOwnFiles(target, aside, options.events);
  // The API does not have the experience's own files: the user can put them here.
  await mkdir(insidePath(aside, "experience"), { recursive: true });
  await inParallel([...files], 4, ([place, log]) => pullLog(options, aside, log, place));
  await rm(join(aside, "parts"), { recursive: true });
  if (options.events) await writeEvents(options, aside);
  await writeJSON(insidePath(aside, NOTES_FILE), {
    batchID: options.batchID,
    projectID: options.projectID,
    jobID: job.jobID,
    experienceName: job.experienceName,
    parameters: job.parameters,
    conflatedStatus: job.conflatedStatus,
    files: [...files].map(([place, { fileSize, checksum }]) => ({
      path: place.replace(/^logs\//, ""),
      size: fileSize,
      checksum,
    })),
  });
  signal.throwIfAborted();
  await rm(target, { recursive: true, force: true });
  await renamePatiently(aside, target);
  // Not removed if other incomplete tests have their files there.
  await rmdir(join(out, ".pull")).catch(() => {});
  const bytes = [...files.values()].reduce((sum, { fileSize = 0 }) => sum + fileSize, 0);
  return { name, files: files.size, bytes };
}

/** Logs by their place in the sample. For a path that is listed twice, as after a rerun, the newer one. */
function chooseNewest(logs: readonly Log[], options: PullTestOptions): Map<string, Log> {
  const chosen = new Map<string, Log>();
  for (const log of logs) {
    const path = pathOf(log);
    const place = `${isEmissions(log) ? EMISSIONS_FOLDER : "logs"}/${path}`;
    const other = chosen.get(place);
    if (other) options.warn(`${options.name}: ${path} is listed twice; using the newer one.`);
    if (other && timeOf(other) > timeOf(log)) continue;
    chosen.set(place, log);
  }
  for (const path of chosen.keys()) {
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
      if (chosen.has(folder)) {
        const [inner, outer] = [path, folder].map((one) => one.slice(one.indexOf("/") + 1));
        throw new CommandError(`${outer} is a log of the batch, but also the folder of ${inner}`, {
          hint: leaveOut,
        });
      }
    }
  }
  return chosen;
}

function timeOf({ creationTimestamp = "" }: Log): number {
  return Date.parse(creationTimestamp) || 0;
}

/** Also moves files that the user added to an earlier pull, such as the experience's own files. */
async function keepOwnFiles(target: string, aside: string, events: boolean): Promise<void> {
  const pulled = new Set(["logs", EMISSIONS_FOLDER, NOTES_FILE, ...(events ? [EVENTS_FILE] : [])]);
  for (const entry of await readdir(target).catch(() => [])) {
    if (pulled.has(entry)) continue;
    await cp(join(target, entry), join(aside, entry), { recursive: true });
  }
}

/** The job that a sample was pulled from; undefined if it was not pulled, or does not exist. */
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
    if (everything || isEmissions(log) || (ofSimulation && !ofPlatform)) logs.push(log);
  }
  return logs;
}

function isEmissions({ logType }: Log): boolean {
  return logType === "EMISSIONS_LOG";
}

async function pullLog(
  options: PullTestOptions,
  aside: string,
  log: Log,
  place: string,
): Promise<void> {
  const file = insidePath(aside, place);
  const path = pathOf(log);
  const listed = { size: log.fileSize, checksum: log.checksum };
  await mkdir(dirname(file), { recursive: true });
  if (await isListedFile(file, listed)) return;
  const earlier = insidePath(options.out, `${options.name}/${place}`);
  if (await isListedFile(earlier, listed)) return await copyFile(earlier, file);
  await downloadFile({
    ...listed,
    client: options.client,
    file,
    part: partOf(aside, place, log),
    name: `${path} of test ${options.job.jobID}`,
    url: urlOf(log, path),
    renew: async () => {
      const again = (await listLogs(options)).find(({ logID }) => logID === log.logID);
      if (again) return urlOf(again, path);
      throw new CommandError(`${path} of test ${options.job.jobID} is no longer listed`);
    },
    onBytes: options.onBytes,
    signal: options.signal,
  });
}

/** Named after the complete file, so that the download of a changed log starts over. */
function partOf(aside: string, path: string, { fileSize, checksum }: Log): string {
  const identity = JSON.stringify([path, fileSize, checksum]);
  const name = createHash("sha256").update(identity).digest("hex").slice(0, 32);
  return insidePath(aside, `parts/${name}`);
}

/** The path of a log in the outputs folder. The platform's value is checked, because it becomes a path here. */
function pathOf(log: Log): string {
  const given = log.fullPath ?? posix.join(log.filePath ?? "", log.fileName ?? "");
  const path = slashed(given).replace(/^\.?\/+/, "");
  const problem = pathProblem(path);
  if (problem !== undefined) {
    throw new CommandError(
      `the batch has a log named ${JSON.stringify(given)}, which is not a valid path: ${problem}`,
      { hint: leaveOut },
    );
  }
  return path;
}

/** The presigned link of a log; other links may be s3 addresses. */
function urlOf(log: Log, path: string): string {
  const links = [log.downloadUrl, log.logOutputLocation, log.location].filter(
    (link): link is string => link !== undefined && /^https?:\/\//.test(link) && URL.canParse(link),
  );
  const link = links.find((one) => one.includes("?")) ?? links[0];
  if (link !== undefined) return link;
  throw new CommandError(`the platform returned no download link for ${path}`, {
    hint: "The log may have been deleted, or is in your own bucket: download it from there.",
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
  await writeJSON(insidePath(aside, EVENTS_FILE), events);
}

async function writeJSON(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
