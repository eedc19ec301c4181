import { ApiError, type PlatformClient, uploadFile } from "@metrics-project/runtime";
import { inParallel } from "../../io/inParallel.js";
import { isTransient, type LightCalls } from "./lightCalls.js";
import type { PushState } from "./PushState.js";
import type { PushFile, PushTest } from "./readTests.js";

/** Maximum number of parallel tests, and of parallel files per test. */
const atOnce = 4;

export interface PushTestsOptions {
  client: PlatformClient;
  calls: LightCalls;
  state: PushState;
  /** Saves the state after progress. */
  save(): Promise<void>;
  /** Called for each closed test. */
  closed(test: PushTest, refusal: string | undefined): void;
  signal: AbortSignal;
}

/**
 * Pushes tests to a light batch: adds each, uploads its files, closes it. If the platform rejects part of a
 * test, that test becomes an error. An outage ends the push, and the next one resumes there.
 * @returns the number of rejected tests
 */
export async function pushTests(
  tests: readonly PushTest[],
  options: PushTestsOptions,
): Promise<number> {
  const { state, calls } = options;
  const isMissing = tests.some(({ name }) => state.tests[name] === undefined);
  // After an interrupted push, the platform may have tests that are missing in the state.
  const there = isMissing ? await calls.listJobs() : new Map<string, never>();
  const refusals = await inParallel(tests, atOnce, async (test) => {
    const known = state.tests[test.name];
    if (known?.closed) return 0;
    const jobID = known?.jobID ?? there.get(test.name)?.jobID ?? (await calls.createJob(test.name));
    const entry = known ?? { jobID, files: {}, closed: false };
    state.tests[test.name] = entry;
    await options.save();
    const refusal = await sendFiles(test, jobID, entry.files, options);
    const why = test.failure ?? refusal;
    await calls.closeJob(
      jobID,
      why === undefined ? { status: "SUCCEEDED" } : { status: "ERROR", errorMessage: why },
    );
    entry.closed = true;
    await options.save();
    options.closed(test, refusal);
    return refusal === undefined ? 0 : 1;
  });
  return refusals.reduce<number>((sum, one) => sum + one, 0);
}

/** Uploads the missing files. Returns why a file was rejected permanently; undefined if none was. */
async function sendFiles(
  { files }: PushTest,
  jobID: string,
  sent: Record<string, string>,
  options: PushTestsOptions,
): Promise<string | undefined> {
  const refusals = await inParallel(files, atOnce, async (file) => {
    if (sent[file.name] === file.sha256) return undefined;
    try {
      await sendFile(file, jobID, options);
    } catch (error) {
      if (!(error instanceof ApiError) || isTransient(error) || error.status === 401) throw error;
      return error.message;
    }
    sent[file.name] = file.sha256;
    await options.save();
    return undefined;
  });
  return refusals.find((refusal) => refusal !== undefined);
}

async function sendFile(
  { name, path, size, sha256, logType }: PushFile,
  jobID: string,
  { client, calls, signal }: PushTestsOptions,
): Promise<void> {
  const announce = async () => {
    const body = { fileName: name, fileSize: size, checksum: sha256, logType };
    const { uploadURL, requiredHeaders } = await calls.createLog(jobID, body);
    return { url: uploadURL, headers: requiredHeaders };
  };
  const target = await announce();
  await uploadFile({ client, name, file: path, renew: announce, signal, ...target });
}
