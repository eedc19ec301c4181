// What the fixture server is asked to be, from its first argument, and the IDs that it uses.
import { readFileSync } from "node:fs";

export const answers = JSON.parse(
  readFileSync(new URL("../fixtures/api/answers.json", import.meta.url), "utf8"),
);
export const scenario = {
  token: "secret-token-4711",
  projects: 3,
  /** Which of the projects holds the batch. */
  projectOfBatch: 2,
  tests: 3,
  metrics: 2,
  data: 2,
  doubles: 5,
  images: 0,
  /** Metrics of a type that does not exist yet. */
  future: 0,
  externalFiles: 0,
  events: 0,
  /** The largest page that it gives, whatever is asked for. */
  maxPage: 100,
  latency: 0,
  faultRate: 0,
  /** @type {string[]} */
  faults: [],
  seed: 1,
  /** Listings of a page whose URLs are refused; -1: all. */
  expired: 0,
  /** Order of entries from the second listing on. */
  reversed: false,
  /** Requests after which it dies; 0: never. */
  diesAfter: 0,
  /** Operation -> status that it always gives. @type {Record<string, number>} */
  statuses: {},
  /** Tests (by number) whose objects are broken. @type {number[]} */
  brokenTests: [],
  /** Lacks `total` in lists. */
  untold: false,
  /** "same": the token of the next page never changes. */
  pageTokens: "",
  retryAfter: "0",
  /** Batches of the report and of the sweep; each holds the same tests. */
  batches: 1,
  /** Newer batches are of older builds. */
  buildsReversed: false,
  /** Outcomes of tests; they repeat in this order. */
  outcomes: ["PASSED"],
  /** Parameters of test k; they repeat in this order. @type {Record<string, string>[]} */
  parameters: [{ mass: "12.5" }],
  /** Scalar metrics of each batch. @type {string[]} */
  batchMetrics: [],
  /** Logs of each test, the paths of them. @type {string[]} */
  logs: [],
  logSize: 200_000,
  /** Requests for one log that are cut in the middle. */
  cutLogs: 0,
  /** Says a checksum that is not that of the log. */
  wrongChecksums: false,
  ...JSON.parse(process.argv[2] ?? "{}"),
};
export const batchID = answers.batch.batchID;
export const hex = (/** @type {number} */ n, length = 12) => n.toString(16).padStart(length, "0");
export const batchIDs = (/** @type {number} */ n) => `b0000000-0000-4000-8000-${hex(n + 1)}`;
export const projectID = (/** @type {number} */ n) => `a0000000-0000-4000-8000-${hex(n)}`;
export const jobID = (/** @type {number} */ n) => `10000000-0000-4000-8000-${hex(n)}`;
export const objectID = (
  /** @type {number} */ kind,
  /** @type {number} */ job,
  /** @type {number} */ n,
) => `${kind}${hex(job, 7)}-0000-4000-8000-${hex(n)}`;
export const isBatch = (/** @type {string} */ id) =>
  id.startsWith("b0000000-0000-4000-8000-") &&
  numberOf(id) >= 1 &&
  numberOf(id) <= scenario.batches;
export const numberOf = (/** @type {string} */ id) => Number.parseInt(id.slice(-12), 16);

/** @param {number} length @param {(i: number) => any} make */
export const list = (length, make) => Array.from({ length }, (_, i) => make(i));
