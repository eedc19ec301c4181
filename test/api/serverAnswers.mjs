// What the fixture server answers, operation by operation, from what the API's documentation says.
import { createHash } from "node:crypto";
import { logBytes } from "./serverObjects.mjs";
import {
  answers,
  batchID,
  batchIDs,
  hex,
  isBatch,
  jobID,
  list,
  numberOf,
  objectID,
  projectID,
  scenario,
} from "./serverScenario.mjs";

/** @type {Map<string, number>} */
const listings = new Map();
let downloadOrigin = "";

/** Where its links lead. @param {string} origin */
export function setDownloadOrigin(origin) {
  downloadOrigin = origin;
}

/** What listBatches was asked to search for. @type {string[]} */
export const searches = [];

/** @param {any[]} all @param {URL} url @param {string} key */
function page(all, url, key) {
  const size = Math.min(Number(url.searchParams.get("pageSize") ?? 100), scenario.maxPage);
  const start = Number(url.searchParams.get("pageToken") ?? "0");
  const next = start + size < all.length ? String(start + size) : "";
  return {
    [key]: all.slice(start, start + size),
    nextPageToken: scenario.pageTokens === "same" ? "0" : next,
    ...(scenario.untold ? {} : { total: all.length }),
  };
}

/** @param {URL} url @param {string} kind @param {number} job @param {any[]} entries @param {string} urlField @param {string} key */
function objectPage(url, kind, job, entries, urlField, key) {
  const listing = `${kind}/${job}/${url.searchParams.get("pageToken")}`;
  const generation = listings.get(listing) ?? 0;
  listings.set(listing, generation + 1);
  const signed = entries.map((entry, i) => ({
    ...entry,
    [urlField]: `${downloadOrigin}/${kind}/${job}/${i}?X-Amz-Signature=secret-signature-${generation}&generation=${generation}`,
  }));
  const answer = page(signed, url, key);
  if (scenario.reversed && generation > 0) answer[key].reverse();
  return answer;
}

const metricEntries = (/** @type {number} */ job) => [
  ...list(scenario.metrics, (i) => ({
    ...answers.metric,
    metricID: objectID(2, job, i),
    jobID: jobID(job),
    batchID,
    name: `metric ${i}`,
    type: "SCALAR",
    value: job + i / 100,
    unit: "m",
    dataIDs: [],
  })),
  ...list(scenario.images, (i) => ({
    ...answers.metric,
    metricID: objectID(2, job, scenario.metrics + i),
    name: `image ${i}`,
  })),
  ...list(scenario.future, (i) => ({
    ...answers.metric,
    metricID: objectID(2, job, scenario.metrics + scenario.images + i),
    name: `future ${i}`,
    type: "HOLOGRAM",
    status: "DUBIOUS",
  })),
];
const dataEntries = (/** @type {number} */ job) => [
  ...list(scenario.data, (i) => ({
    ...answers.metricsData,
    dataID: objectID(3, job, i),
    jobID: jobID(job),
    name: `data ${i}`,
  })),
  ...list(scenario.externalFiles, (i) => ({
    ...answers.metricsData,
    dataID: objectID(3, job, scenario.data + i),
    name: `file ${i}`,
    metricsDataType: i % 2 === 0 ? "EXTERNAL_FILE" : "VIDEO",
    filename: "a.png",
  })),
];

/** Operations by the shape of their path. @type {[string, RegExp, (m: string[], url: URL) => any][]} */
export const operations = [
  [
    "listProjects",
    /^\/projects$/,
    (_m, url) =>
      page(
        list(scenario.projects, (i) => ({
          ...answers.project,
          projectID: projectID(i),
          name: `project ${i}`,
        })),
        url,
        "projects",
      ),
  ],
  [
    "getBatch",
    /^\/projects\/([^/]+)\/batches\/([^/]+)$/,
    ([, project, batch]) =>
      batch === batchID && project === projectID(scenario.projectOfBatch)
        ? { ...answers.batch, projectID: project }
        : undefined,
  ],
  [
    "listJobs",
    /^\/projects\/([^/]+)\/batches\/([^/]+)\/jobs$/,
    ([, , batch], url) =>
      isBatch(batch)
        ? page(
            list(scenario.tests, (i) => ({
              ...answers.job,
              jobID: jobID(i),
              experienceName: `experience ${i}`,
              conflatedStatus:
                scenario.outcomes[(i + numberOf(batch) - 1) % scenario.outcomes.length],
              parameters: scenario.parameters[i % scenario.parameters.length],
            })),
            url,
            "jobs",
          )
        : undefined,
  ],
  [
    "listBatches",
    /^\/projects\/([^/]+)\/batches$/,
    (_m, url) => {
      searches.push(url.searchParams.get("search") ?? "");
      // Newest first, as the platform happens to give them.
      const all = list(scenario.batches, (i) => ({
        ...answers.batch,
        batchID: batchIDs(i),
        buildID: `d0000000-0000-4000-8000-${hex(i + 1)}`,
        friendlyName: `batch ${i}`,
        creationTimestamp: `2024-05-${String(i + 1).padStart(2, "0")}T12:00:00.5Z`,
      }));
      return page(all.reverse(), url, "batches");
    },
  ],
  [
    "getBuild",
    /\/builds\/([^/]+)$/,
    ([, build]) => ({
      ...answers.build,
      buildID: build,
      creationTimestamp: `2024-04-${String(scenario.buildsReversed ? 10 - numberOf(build) : numberOf(build)).padStart(2, "0")}T10:00:00Z`,
    }),
  ],
  [
    "listBatchMetrics",
    /^\/projects\/[^/]+\/batches\/([^/]+)\/metrics$/,
    ([, batch], url) =>
      objectPage(
        url,
        "metric",
        numberOf(batch),
        scenario.batchMetrics.map((name, i) => ({
          ...answers.metric,
          metricID: objectID(2, numberOf(batch), i),
          name,
          batchID: batch,
          type: "SCALAR",
          status: "FAIL_WARN",
          value: numberOf(batch) * 10 + i,
          unit: "m/s",
        })),
        "metricURL",
        "batchMetrics",
      ),
  ],
  [
    "listBatchMetricsData",
    /^\/projects\/[^/]+\/batches\/([^/]+)\/metricsData$/,
    ([, batch], url) =>
      objectPage(
        url,
        "data",
        numberOf(batch),
        dataEntries(numberOf(batch)),
        "metricsDataURL",
        "batchMetricsData",
      ),
  ],
  [
    "getParameterSweep",
    /\/sweeps\/([^/]+)$/,
    ([, sweep]) =>
      sweep === answers.parameterSweep.parameterSweepID
        ? { ...answers.parameterSweep, batches: list(scenario.batches, batchIDs) }
        : undefined,
  ],
  [
    "listMetricsForJob",
    /\/jobs\/([^/]+)\/metrics$/,
    ([, job], url) =>
      objectPage(
        url,
        "metric",
        numberOf(job),
        metricEntries(numberOf(job)),
        "metricURL",
        "metrics",
      ),
  ],
  [
    "listMetricsDataForJob",
    /\/jobs\/([^/]+)\/metricsData$/,
    ([, job], url) =>
      objectPage(
        url,
        "data",
        numberOf(job),
        dataEntries(numberOf(job)),
        "metricsDataURL",
        "metricsData",
      ),
  ],
  [
    "listEventsForJob",
    /\/jobs\/([^/]+)\/events$/,
    ([, job], url) =>
      page(
        list(scenario.events, (i) => ({
          ...answers.event,
          eventID: objectID(4, numberOf(job), i),
          name: `event ${i}`,
        })),
        url,
        "events",
      ),
  ],
  [
    "listJobLogsForJob",
    /\/jobs\/([^/]+)\/logs$/,
    ([, job], url) => {
      const entries = scenario.logs.map((path, i) => {
        const bytes = logBytes(numberOf(job), i);
        const checksum = createHash("md5").update(bytes).digest("hex");
        return {
          ...answers.log,
          logID: objectID(5, numberOf(job), i),
          jobID: job,
          fileName: path.split("/").at(-1),
          filePath: path.split("/").slice(0, -1).join("/"),
          fullPath: path,
          fileSize: bytes.length,
          checksum: scenario.wrongChecksums ? checksum.replace(/^../, "00") : checksum,
          location: `s3://logs/${job}/${i}`,
          ...(path.startsWith("container") ? { logType: "CONTAINER_LOG" } : {}),
          ...(path.endsWith(".resim.jsonl")
            ? { logType: "EMISSIONS_LOG", executionStep: "METRICS" }
            : {}),
        };
      });
      return objectPage(url, "log", numberOf(job), entries, "logOutputLocation", "logs");
    },
  ],
  [
    "getReport",
    /\/reports\/([^/]+)$/,
    ([, report]) => (report === answers.report.reportID ? answers.report : undefined),
  ],
];
