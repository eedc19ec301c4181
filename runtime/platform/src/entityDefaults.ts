import { randomUUID } from "node:crypto";
import type {
  Branch,
  Build,
  ExperienceTag,
  MetricsBuild,
  Project,
  StoredExperience,
  System,
  TestSuite,
} from "./entities.js";

/** Fields that all entries share. */
export interface Common {
  creationTimestamp: string;
  userID: string;
  orgID: string;
}

/** The owner of everything on the local platform. */
export const localUser = { userID: "local-user", orgID: "local-org" };

type Updated = Common & { updateTimestamp: string; updateUserID: string };

function updated(common: Common): Updated {
  return {
    ...common,
    updateTimestamp: common.creationTimestamp,
    updateUserID: common.userID,
  };
}

export function newProject(common: Common): Project {
  return {
    ...common,
    projectID: randomUUID(),
    name: "Local project",
    description: "",
    archived: false,
  };
}

export function newSystem(common: Common, projectID: string): System {
  return {
    ...updated(common),
    systemID: randomUUID(),
    projectID,
    name: "Local system",
    description: "",
    build_vcpus: 4,
    build_memory_mib: 16_384,
    build_gpus: 0,
    build_shared_memory_mb: 64,
    architecture: "AMD64",
    metrics_build_vcpus: 4,
    metrics_build_memory_mib: 16_384,
    metrics_build_gpus: 0,
    metrics_build_shared_memory_mb: 64,
    numBuilds: 0,
    numTestSuites: 0,
    numExperiences: 0,
    numMetricsBuilds: 0,
    numBatches: 0,
    archived: false,
  };
}

export function newBranch(common: Common, projectID: string): Branch {
  return { ...common, branchID: randomUUID(), projectID, name: "main", branchType: "MAIN" };
}

export function newBuild(
  common: Common,
  ids: { projectID: string; branchID: string; systemID: string },
): Build {
  return {
    ...updated(common),
    ...ids,
    buildID: randomUUID(),
    name: "Local build",
    description: "",
    version: "local",
    imageUri: "localhost/system:local",
    buildSpecification: "",
    associatedAccount: "",
  };
}

export function newMetricsBuild(common: Common, projectID: string): MetricsBuild {
  return {
    ...common,
    metricsBuildID: randomUUID(),
    projectID,
    name: "Local metrics build",
    version: "local",
    imageUri: "localhost/metrics:local",
  };
}

export function newTestSuite(
  common: Common,
  ids: { projectID: string; systemID: string },
): TestSuite {
  return {
    ...updated(common),
    ...ids,
    testSuiteID: randomUUID(),
    testSuiteRevision: 0,
    name: "Local test suite",
    description: "",
    experiences: [],
    archived: false,
    showOnSummary: false,
  };
}

export function newExperience(common: Common, projectID: string, name: string): StoredExperience {
  return {
    ...updated(common),
    experienceID: randomUUID(),
    projectID,
    name,
    description: "",
    location: `local://${encodeURIComponent(name)}`,
    locations: [`local://${encodeURIComponent(name)}`],
    containerTimeoutSeconds: 3600,
    profile: "",
    environmentVariables: [],
    archived: false,
    cacheExempt: false,
    customFields: [],
    tagIDs: [],
  };
}

export function newExperienceTag(common: Common, projectID: string, name: string): ExperienceTag {
  return { ...common, experienceTagID: randomUUID(), projectID, name, description: "" };
}
