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
} from "./platform/entities.js";
export type { PlatformFaults } from "./platform/faults.js";
export type {
  LocalBatchConfig,
  LocalPlatform,
  LocalReportConfig,
  RunOutputs,
  TestRecord,
} from "./platform/localPlatform.js";
export { perturbMessage } from "./platform/perturbMessage.js";
export {
  type IndexedData,
  type IndexedMetric,
  indexRun,
  type RunIndex,
} from "./platform/runIndex.js";
export { type PlatformOptions, startPlatform } from "./platform/startPlatform.js";
