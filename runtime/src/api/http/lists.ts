import type { operations, paths } from "../../generated/api/paths.js";
import type { EntriesKey, EntryOf, GetAnswer, ListPath } from "./needs.js";

/** Paths of the lists in our own description. */
export type OwnListPath = ListPath<paths>;

/** The field of an own list that holds its entries. */
type OwnEntriesKey<P extends OwnListPath> = EntriesKey<GetAnswer<paths, P>>;

/** An entry of an own list. */
export type OwnEntry<P extends OwnListPath> = EntryOf<paths, P, OwnEntriesKey<P>>;

export interface ListFacts<P extends OwnListPath> {
  /** Stands in errors. */
  operation: keyof operations & string;
  /** The field that holds the entries. */
  entries: OwnEntriesKey<P>;
}

/** All lists of the description: one that is missing, or reads a field that is not there, does not compile. */
export const lists: { readonly [P in OwnListPath]: ListFacts<P> } = {
  "/projects": { operation: "listProjects", entries: "projects" },
  "/projects/{projectID}/builds": { operation: "listBuilds", entries: "builds" },
  "/projects/{projectID}/systems": { operation: "listSystems", entries: "systems" },
  "/projects/{projectID}/metricsBuilds": {
    operation: "listMetricsBuilds",
    entries: "metricsBuilds",
  },
  "/projects/{projectID}/suites/{testSuiteID}/revisions": {
    operation: "listTestSuiteRevisions",
    entries: "testSuites",
  },
  "/projects/{projectID}/experiences": { operation: "listExperiences", entries: "experiences" },
  "/projects/{projectID}/experiences/{experienceID}/experienceTags": {
    operation: "listExperienceTagsForExperience",
    entries: "experienceTags",
  },
  "/projects/{projectID}/experienceTags": {
    operation: "listExperienceTags",
    entries: "experienceTags",
  },
  "/projects/{projectID}/experienceTags/{experienceTagID}/experiences": {
    operation: "listExperiencesWithExperienceTag",
    entries: "experiences",
  },
  "/projects/{projectID}/batches": { operation: "listBatches", entries: "batches" },
  "/projects/{projectID}/batches/{batchID}/metrics": {
    operation: "listBatchMetrics",
    entries: "batchMetrics",
  },
  "/projects/{projectID}/batches/{batchID}/metricsData": {
    operation: "listBatchMetricsData",
    entries: "batchMetricsData",
  },
  "/projects/{projectID}/batches/-/jobs": { operation: "listAllJobs", entries: "jobs" },
  "/projects/{projectID}/batches/{batchID}/jobs": { operation: "listJobs", entries: "jobs" },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics/{metricID}/tags": {
    operation: "listTagsForJobMetrics",
    entries: "tags",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics": {
    operation: "listMetricsForJob",
    entries: "metrics",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/eventMetrics": {
    operation: "listEventMetricsForJob",
    entries: "metrics",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metricsData": {
    operation: "listMetricsDataForJob",
    entries: "metricsData",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics/{metricID}/metricsData": {
    operation: "listMetricsDataForMetricIDs",
    entries: "metricsDataAndIDs",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics/{metricID}": {
    operation: "listMetricsForMetricIDs",
    entries: "metrics",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metricsData/{metricsDataID}": {
    operation: "listMetricsDataForMetricsDataIDs",
    entries: "metricsData",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/events": {
    operation: "listEventsForJob",
    entries: "events",
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs": {
    operation: "listJobLogsForJob",
    entries: "logs",
  },
  "/projects/{projectID}/reports": { operation: "listReports", entries: "reports" },
  "/projects/{projectID}/reports/{reportID}/metrics": {
    operation: "listReportMetrics",
    entries: "reportMetrics",
  },
};
