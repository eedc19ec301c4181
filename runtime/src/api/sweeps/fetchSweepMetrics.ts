import type { paths as ownPaths } from "../../generated/api/paths.js";
import { jobsPath } from "../batches/job.js";
import { type CallOptions, getObject } from "../http/callPlatform.js";
import { listAll } from "../http/listPages.js";
import { type ClientFor, ownClient } from "../http/needs.js";
import { sideBySide } from "../http/sideBySide.js";

const sweepPath = "/projects/{projectID}/sweeps/{sweepID}";
const metricsPath = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics";

type SweepNeeds = {
  [sweepPath]: { batches: string[] };
  [jobsPath]: {
    jobs: { jobID: string; parameters: Record<string, string> }[];
    nextPageToken: string;
  };
  [metricsPath]: {
    metrics: { name: string; type: string; value: number; unit: string }[];
    nextPageToken: string;
  };
};

/** Number of tests whose metrics are requested at once. */
const maxTests = 20;

/** One scalar metric of one test of a sweep. */
export interface SweepRow<Parameter extends string = string> {
  batchID: string;
  jobID: string;
  /** Parameters of the test, as strings like on the platform. */
  parameters: Readonly<Record<Parameter, string>>;
  metric: string;
  value: number;
  /** Empty if the metric has none. */
  unit: string;
}

/** One test of a sweep with all of its scalar metrics. */
export interface SweepTest<Parameter extends string = string, Metric extends string = string> {
  batchID: string;
  jobID: string;
  parameters: Readonly<Record<Parameter, string>>;
  /** By name; undefined if the test has no such metric. */
  metrics: Readonly<Partial<Record<Metric, number>>>;
}

/**
 * The scalar metrics of all tests of a parameter sweep, one row per test and metric. Tests are in the order of the
 * sweep's batches, metrics in the order of the platform. Each metric has its own row, even if a test has several
 * with the same name.
 *
 * List the parameters to give them types: `fetchSweepMetrics<"mass" | "gain">({ … })`.
 * @throws {ApiError} if the sweep or one of the lists cannot be read
 */
export async function fetchSweepMetrics<
  Parameter extends string = string,
  Paths extends {} = ownPaths,
>(
  options: CallOptions & {
    client: ClientFor<Paths, SweepNeeds>;
    projectID: string;
    sweepID: string;
  },
): Promise<SweepRow<Parameter>[]> {
  const { projectID, sweepID } = options;
  const client = ownClient(options.client);
  const sweep = await getObject({
    client,
    path: sweepPath,
    params: { path: { projectID, sweepID } },
    signal: options.signal,
  });
  const lists = await sideBySide(sweep.batches ?? [], options.signal, async (batchID, signal) => {
    const params = { path: { projectID, batchID } };
    const jobs = await listAll({ client, path: jobsPath, params, signal });
    return jobs.flatMap(({ jobID, parameters = {} }) =>
      jobID === undefined ? [] : [{ batchID, jobID, parameters }],
    );
  });
  const rows = await sideBySide(
    lists.flat(),
    options.signal,
    async (test, signal): Promise<SweepRow[]> => {
      const params = { path: { projectID, batchID: test.batchID, jobID: test.jobID } };
      const metrics = await listAll({ client, path: metricsPath, params, signal });
      return metrics.flatMap(({ name, type, value, unit }) =>
        type === "SCALAR" && name !== undefined && typeof value === "number"
          ? [{ ...test, metric: name, value, unit: unit ?? "" }]
          : [],
      );
    },
    maxTests,
  );
  return rows.flat() as SweepRow<Parameter>[];
}

/**
 * The same with one entry per test and its metrics by name. If a test has several metrics with the same name, the
 * last one counts. Tests without scalar metrics are not included.
 */
export function pivotSweepMetrics<Parameter extends string, Metric extends string = string>(
  rows: readonly SweepRow<Parameter>[],
): SweepTest<Parameter, Metric>[] {
  const tests = new Map<string, SweepTest<Parameter> & { metrics: Record<string, number> }>();
  for (const { batchID, jobID, parameters, metric, value } of rows) {
    const test = tests.get(jobID) ?? { batchID, jobID, parameters, metrics: emptyRecord() };
    test.metrics[metric] = value;
    tests.set(jobID, test);
  }
  return [...tests.values()] as SweepTest<Parameter, Metric>[];
}

/** A record for metrics of any name, including `__proto__`. */
function emptyRecord(): Record<string, number> {
  return Object.create(null) as Record<string, number>;
}
