import type { components } from "@metrics-project/runtime";

type Schemas = components["schemas"];

export type Project = Schemas["project"];
export type System = Schemas["system"];
export type Build = Schemas["build"];
export type MetricsBuild = Schemas["metricsBuild"];
export type TestSuite = Schemas["testSuite"];
type Experience = Schemas["experience"];
export type ExperienceTag = Schemas["experienceTag"];
export type ParameterSweep = Schemas["parameterSweep"];
export type Batch = Schemas["batch"];
export type Job = Schemas["job"];
export type Report = Schemas["report"];
export type Log = Schemas["log"];

export type Branch = Schemas["branch"];

/** A log that was declared for a test of a light batch, and whether it was uploaded. */
export interface Upload {
  logID: string;
  jobID: string;
  fileName: string;
  /** Bytes. */
  fileSize: number;
  /** SHA-256 in hexadecimal digits. */
  checksum: string;
  logType?: Schemas["logType"];
  received: boolean;
  creationTimestamp: string;
}

/** A stored experience, with the names of its tags. */
export interface StoredExperience extends Experience {
  tagIDs: string[];
}
