export type {
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
} from "./entities.js";
export type {
  Fault,
  FaultScope,
  FaultTarget,
  PlatformFaults,
  RequestFaultScope,
} from "./faults.js";
export type { OpenAPIDocument } from "./foreignDescription.js";
export type {
  LocalBatchConfig,
  LocalPlatform,
  LocalReportConfig,
  RunOutputs,
  TestRecord,
} from "./localPlatform.js";
export { perturbMessage } from "./perturbMessage.js";
export {
  type IndexedData,
  type IndexedMetric,
  indexRun,
  type RunIndex,
} from "./runIndex.js";
export type { PlatformRun, PlatformRunOptions } from "./runOnPlatform.js";
export { stableID } from "./stableID.js";
export { type PlatformOptions, startPlatform } from "./startPlatform.js";
export type { PlatformStatistics } from "./statistics.js";
