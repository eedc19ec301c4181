import type { components } from "@metrics-project/runtime";

type Schemas = components["schemas"];

export type Project = Schemas["project"];
export type System = Schemas["system"];
export type Build = Schemas["build"];
export type MetricsBuild = Schemas["metricsBuild"];
export type TestSuite = Schemas["testSuite"];
export type Experience = Schemas["experience"];
export type ExperienceTag = Schemas["experienceTag"];
export type ParameterSweep = Schemas["parameterSweep"];
export type Batch = Schemas["batch"];
export type Job = Schemas["job"];
export type Report = Schemas["report"];
export type Log = Schemas["log"];

/** A branch. The platform's description has no operation for it that a metrics build needs. */
export interface Branch {
  branchID: string;
  projectID: string;
  name: string;
  creationTimestamp: string;
}

/** An experience as it is stored: with the names of its tags. */
export interface StoredExperience extends Experience {
  tagIDs: string[];
}
