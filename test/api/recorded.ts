import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type LocalPlatform,
  type PlatformFaults,
  startPlatform,
  type TestRecord,
} from "@metrics-project/platform";
import {
  createPlatformClient,
  doubles,
  externalFile,
  MetricsWriter,
  type PlatformClient,
  type PlatformClientOptions,
} from "@metrics-project/runtime";
import { temporaryFolder } from "../temporary.js";
import type { Digest } from "./digest.js";

export const authToken = "secret-token-4711";
export const batchID = "b0000000-0000-4000-8000-000000000001";
export const projectID = "a0000000-0000-4000-8000-000000000002";
export const jobID = (n: number) => `10000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

/** What a token or a presigned URL of the local platform looks like. */
export const secrets = /secret-token|Signature=|Expires=/i;

/** What to record. Each default is a small number. */
export interface Recording {
  tests?: number;
  /** Scalar metrics of each test. */
  metrics?: number;
  /** Series of each test, of five values. */
  data?: number;
  images?: number;
  /** Files that no metric uses: pictures and videos in turn. */
  files?: number;
  events?: number;
  /** Projects beside the batch's own, which is the one in the middle. */
  otherProjects?: number;
  /** More about each test. */
  test?(n: number): TestRecord;
  faults?: PlatformFaults;
}

/** A local platform with one recorded batch, and what reading the batch must give. */
export interface Recorded extends AsyncDisposable {
  platform: LocalPlatform;
  expected: Digest[];
  clientOf(options?: Partial<PlatformClientOptions>): PlatformClient;
}

/** Starts a local platform and records the tests of one batch on it. */
export async function record(recording: Recording = {}): Promise<Recorded> {
  const { tests = 3, otherProjects = 0, faults = {} } = recording;
  const platform = await startPlatform({ token: authToken });
  const before = Math.ceil(otherProjects / 2);
  for (let i = 0; i < before; i++) await platform.addProject({ name: `project ${i}` });
  await platform.addProject({ projectID, name: `project ${before}` });
  for (let i = before; i < otherProjects; i++) {
    await platform.addProject({ name: `project ${i + 1}` });
  }
  await platform.addBatch({ projectID, batchID, friendlyName: "bold-blue-crab" });
  const expected: Digest[] = [];
  for (let n = 0; n < tests; n++) {
    const { writer, digest } = writeTest(n, recording);
    const experience = `experience ${n}`;
    const given = recording.test?.(n) ?? {};
    await platform.recordTest({
      ...{ batchID, experience, jobID: jobID(n), parameters: { mass: "12.5" } },
      ...(given.outputsDir === undefined ? { message: writer.write() } : {}),
      ...given,
    } as TestRecord);
    expected.push({ jobID: jobID(n), experienceName: experience, ...digest });
  }
  platform.setFaults(faults);
  return {
    platform,
    expected,
    clientOf: (options) =>
      createPlatformClient({ apiURL: platform.apiURL, authToken, env: {}, ...options }),
    [Symbol.asyncDispose]: () => platform.close(),
  };
}

/** Writes logs, by path, into a folder. Default: one that the test removes at its end. */
export async function recordLogs(
  files: readonly (readonly [path: string, content: string | Uint8Array])[],
  into?: string,
): Promise<string> {
  const folder = into ?? (await temporaryFolder());
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Writes test number `n`, and says what was written. */
function writeTest(
  n: number,
  { metrics = 2, data = 2, images = 0, files = 0, events = 0 }: Recording,
) {
  const writer = new MetricsWriter();
  const digest: Pick<Digest, "metrics" | "data"> = { metrics: [], data: [] };
  for (let i = 0; i < metrics; i++) {
    const value = n + i / 100;
    writer.addScalarMetric(`metric ${i}`, { value, unit: "m" });
    digest.metrics.push([`metric ${i}`, value]);
  }
  for (let i = 0; i < data; i++) {
    const values = [n, i, 0.5, 1, 1.5];
    writer.addMetricsData(doubles(`data ${i}`, values, { unit: "m/s" }));
    digest.data.push([`data ${i}`, ...values]);
  }
  for (let i = 0; i < images; i++) {
    writer.addImageMetric(`image ${i}`, { image: externalFile(`image ${i}`, `${i}.png`) });
  }
  for (let i = 0; i < files; i++) {
    writer.addMetricsData(externalFile(`file ${i}`, i % 2 === 0 ? `${i}.png` : `${i}.mp4`));
  }
  for (let i = 0; i < events; i++) {
    writer.addEvent(`event ${i}`, { timestamp: { seconds: i, nanos: 0 }, tags: ["braking"] });
  }
  return { writer, digest };
}
