import type { operations, paths } from "../../generated/api/paths.js";
import type { Fields } from "./checkFields.js";
import type { EntriesKey, EntryOf, GetAnswer, ListPath } from "./needs.js";

/** Paths of the lists in our API description. */
export type OwnListPath = ListPath<paths>;

/** The field with the entries of one of our lists. */
type OwnEntriesKey<P extends OwnListPath> = EntriesKey<GetAnswer<paths, P>>;

/** An entry of one of our lists. */
export type OwnEntry<P extends OwnListPath> = EntryOf<paths, P, OwnEntriesKey<P>>;

export interface ListFacts<P extends OwnListPath> {
  /** Used in error messages. */
  operation: keyof operations & string;
  /** The field with the entries. */
  entries: OwnEntriesKey<P>;
  /** Required fields of each entry. */
  fields: Fields<OwnEntry<P>>;
  /** The identity of an entry with these fields: two entries with the same identity count once. */
  identity: (entry: OwnEntry<P>) => string | undefined;
}

const project = {
  fields: { projectID: "id", name: "string?" },
  identity: (entry: { projectID: string }) => entry.projectID,
} as const;
const batch = {
  fields: {
    batchID: "id",
    buildID: "id?",
    friendlyName: "string?",
    creationTimestamp: "string?",
  },
  identity: (entry: { batchID?: string }) => entry.batchID,
} as const;
const job = {
  fields: {
    jobID: "id",
    experienceID: "id?",
    experienceName: "string?",
    conflatedStatus: "string?",
    parameters: "object?",
  },
  identity: (entry: { jobID?: string }) => entry.jobID,
} as const;
const metric = {
  fields: {
    metricID: "id",
    name: "string?",
    type: "string?",
    status: "string?",
    value: "number?",
    unit: "string?",
    dataIDs: "list?",
    metricURL: "string?",
  },
  identity: (entry: { metricID?: string }) => entry.metricID,
} as const;
const metricsData = {
  fields: {
    dataID: "id",
    name: "string?",
    metricsDataType: "string?",
    metricsDataURL: "string?",
  },
  identity: (entry: { dataID?: string }) => entry.dataID,
} as const;
const experience = {
  fields: { experienceID: "id" },
  identity: (entry: { experienceID: string }) => entry.experienceID,
} as const;
const experienceTag = {
  fields: { experienceTagID: "id" },
  identity: (entry: { experienceTagID: string }) => entry.experienceTagID,
} as const;
const event = {
  fields: {
    eventID: "id",
    name: "string",
    description: "string?",
    timestamp: "string",
    timestampType: "string?",
    status: "string?",
    tags: "list?",
    metricsIDs: "list?",
  },
  identity: (entry: { eventID: string }) => entry.eventID,
} as const;
const log = {
  fields: {
    logID: "id",
    fileName: "string?",
    filePath: "string?",
    fullPath: "string?",
    fileSize: "number?",
    checksum: "string?",
    location: "string?",
    logOutputLocation: "string?",
    logType: "string?",
    executionStep: "string?",
    creationTimestamp: "string?",
  },
  identity: (entry: { logID?: string }) => entry.logID,
} as const;

/** All lists of the API description. A missing list, or one with an unknown field, does not compile. */
export const lists: { readonly [P in OwnListPath]: ListFacts<P> } = {
  "/projects": { operation: "listProjects", entries: "projects", ...project },
  "/projects/{projectID}/branches": {
    operation: "listBranchesForProject",
    entries: "branches",
    fields: { branchID: "id", name: "string" },
    identity: (entry) => entry.branchID,
  },
  "/projects/{projectID}/builds": {
    operation: "listBuilds",
    entries: "builds",
    fields: { buildID: "id" },
    identity: (entry) => entry.buildID,
  },
  "/projects/{projectID}/systems": {
    operation: "listSystems",
    entries: "systems",
    fields: { systemID: "id" },
    identity: (entry) => entry.systemID,
  },
  "/projects/{projectID}/metricsBuilds": {
    operation: "listMetricsBuilds",
    entries: "metricsBuilds",
    fields: { metricsBuildID: "id" },
    identity: (entry) => entry.metricsBuildID,
  },
  "/projects/{projectID}/suites/{testSuiteID}/revisions": {
    operation: "listTestSuiteRevisions",
    entries: "testSuites",
    fields: { testSuiteID: "id", testSuiteRevision: "number" },
    identity: (entry) => `${entry.testSuiteID} ${entry.testSuiteRevision}`,
  },
  "/projects/{projectID}/experiences": {
    operation: "listExperiences",
    entries: "experiences",
    ...experience,
  },
  "/projects/{projectID}/experiences/{experienceID}/experienceTags": {
    operation: "listExperienceTagsForExperience",
    entries: "experienceTags",
    ...experienceTag,
  },
  "/projects/{projectID}/experienceTags": {
    operation: "listExperienceTags",
    entries: "experienceTags",
    ...experienceTag,
  },
  "/projects/{projectID}/experienceTags/{experienceTagID}/experiences": {
    operation: "listExperiencesWithExperienceTag",
    entries: "experiences",
    ...experience,
  },
  "/projects/{projectID}/batches": { operation: "listBatches", entries: "batches", ...batch },
  "/projects/{projectID}/batches/{batchID}/metrics": {
    operation: "listBatchMetrics",
    entries: "batchMetrics",
    ...metric,
  },
  "/projects/{projectID}/batches/{batchID}/metricsData": {
    operation: "listBatchMetricsData",
    entries: "batchMetricsData",
    ...metricsData,
  },
  "/projects/{projectID}/batches/-/jobs": { operation: "listAllJobs", entries: "jobs", ...job },
  "/projects/{projectID}/batches/{batchID}/jobs": {
    operation: "listJobs",
    entries: "jobs",
    ...job,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics/{metricID}/tags": {
    operation: "listTagsForJobMetrics",
    entries: "tags",
    fields: { tagID: "id", name: "string", value: "string" },
    identity: (entry) => `${entry.metricID} ${entry.tagID}`,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics": {
    operation: "listMetricsForJob",
    entries: "metrics",
    ...metric,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/eventMetrics": {
    operation: "listEventMetricsForJob",
    entries: "metrics",
    ...metric,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metricsData": {
    operation: "listMetricsDataForJob",
    entries: "metricsData",
    ...metricsData,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics/{metricID}/metricsData": {
    operation: "listMetricsDataForMetricIDs",
    entries: "metricsDataAndIDs",
    fields: { metricID: "id", metricsData: "object" },
    identity: (entry) => `${entry.metricID} ${entry.metricsData?.dataID}`,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics/{metricID}": {
    operation: "listMetricsForMetricIDs",
    entries: "metrics",
    ...metric,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metricsData/{metricsDataID}": {
    operation: "listMetricsDataForMetricsDataIDs",
    entries: "metricsData",
    ...metricsData,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/events": {
    operation: "listEventsForJob",
    entries: "events",
    ...event,
  },
  "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs": {
    operation: "listJobLogsForJob",
    entries: "logs",
    ...log,
  },
  "/projects/{projectID}/reports": {
    operation: "listReports",
    entries: "reports",
    fields: { reportID: "id" },
    identity: (entry) => entry.reportID,
  },
  "/projects/{projectID}/reports/{reportID}/metrics": {
    operation: "listReportMetrics",
    entries: "reportMetrics",
    ...metric,
  },
};
