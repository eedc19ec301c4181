import { join } from "node:path";
import { Collection } from "./collection.js";
import type {
  Batch,
  Branch,
  Build,
  ExperienceTag,
  Job,
  MetricsBuild,
  ParameterSweep,
  Project,
  Report,
  StoredExperience,
  System,
  TestSuite,
  Upload,
} from "./entities.js";
import { RunStore } from "./runStore.js";

/** The platform's state: a folder of JSON files per kind, and the output of runs. */
export interface PlatformState {
  readonly dir: string;
  readonly projects: Collection<Project>;
  readonly systems: Collection<System>;
  readonly branches: Collection<Branch>;
  readonly builds: Collection<Build>;
  readonly metricsBuilds: Collection<MetricsBuild>;
  /** One entry per revision of a suite. */
  readonly testSuites: Collection<TestSuite>;
  readonly experiences: Collection<StoredExperience>;
  readonly experienceTags: Collection<ExperienceTag>;
  readonly sweeps: Collection<ParameterSweep>;
  readonly batches: Collection<Batch>;
  readonly jobs: Collection<Job>;
  readonly reports: Collection<Report>;
  readonly uploads: Collection<Upload>;
  /** The outputs of tests, batches and reports, by the ID of the job, batch or report. */
  readonly runs: RunStore;
  /** The logs that the simulations of tests wrote, by the ID of the job. */
  readonly logs: RunStore;
}

/** Opens the state in a folder, which is created if it is missing. */
export async function openState(dir: string): Promise<PlatformState> {
  const at = (name: string) => join(dir, name);
  return {
    dir,
    projects: await Collection.open(at("projects"), (one) => one.projectID),
    systems: await Collection.open(at("systems"), (one) => one.systemID),
    branches: await Collection.open(at("branches"), (one) => one.branchID),
    builds: await Collection.open(at("builds"), (one) => one.buildID),
    metricsBuilds: await Collection.open(at("metrics-builds"), (one) => one.metricsBuildID),
    testSuites: await Collection.open(
      at("suites"),
      (one) => `${one.testSuiteID}.r${one.testSuiteRevision}`,
    ),
    experiences: await Collection.open(at("experiences"), (one) => one.experienceID),
    experienceTags: await Collection.open(at("experience-tags"), (one) => one.experienceTagID),
    sweeps: await Collection.open(at("sweeps"), (one) => one.parameterSweepID ?? ""),
    batches: await Collection.open(at("batches"), (one) => one.batchID ?? ""),
    jobs: await Collection.open(at("jobs"), (one) => one.jobID ?? ""),
    reports: await Collection.open(at("reports"), (one) => one.reportID),
    uploads: await Collection.open(at("uploads"), (one) => one.logID),
    runs: new RunStore(at("outputs")),
    logs: new RunStore(at("logs")),
  };
}
