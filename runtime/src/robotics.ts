export { type AddEpisodesOptions, addEpisodes } from "./robotics/addEpisodes.js";
export { unwrapAngles, wrapAngle } from "./robotics/angles.js";
export { type AssociateOptions, type Association, associate } from "./robotics/associate.js";
export {
  type Agent,
  type ClosestApproach,
  closestApproach,
  type DecelerationOptions,
  decelerationNeeded,
  type HorizonOptions,
  timeToCollision,
} from "./robotics/collision.js";
export type { Path, TimeColumn, Trajectory } from "./robotics/columns.js";
export {
  type Comfort,
  type ComfortBounds,
  type ComfortOptions,
  type ComfortQuantity,
  type ComfortSeries,
  comfortOf,
  nuPlanComfort,
} from "./robotics/comfort.js";
export {
  byDistance,
  byIoU,
  type Detection,
  type DetectionBox,
  type DetectionFrame,
  type DetectionQuality,
  detectionQuality,
  intersectionOverUnion,
  type Likeness,
} from "./robotics/detection.js";
export { type Episode, type EpisodeOptions, episodesOf } from "./robotics/episodes.js";
export type { ErrorSeries } from "./robotics/errorSeries.js";
export { type Exceedance, exceedanceOf, type Limits } from "./robotics/exceedance.js";
export { clearanceBetween, type Footprint, type Point, type Pose2D } from "./robotics/footprint.js";
export { type GapsOptions, gapsOf, type Rate, rateOf, type Stretch } from "./robotics/gaps.js";
export { integralOf, timeMeanOf } from "./robotics/integrate.js";
export { type MatchedPoses, type MatchOptions, matchPoses } from "./robotics/matchPoses.js";
export {
  accelerationOf,
  type CurvatureOptions,
  curvatureOf,
  derivativeOf,
  jerkOf,
  type MotionOptions,
  speedOf,
  type Velocity,
  velocityOf,
  yawOf,
  yawRateOf,
} from "./robotics/motion.js";
export {
  type ColumnOverTime,
  type OverTimeMetricOptions,
  type OverTimeOptions,
  overTimeMetric,
  trajectoryErrorMetric,
} from "./robotics/overTimeMetric.js";
export {
  cumulativeLength,
  meanSpeedOf,
  type PathLengthOptions,
  pathLength,
} from "./robotics/pathLength.js";
export { positionNoise } from "./robotics/positionNoise.js";
export { quantile, quantiles } from "./robotics/quantile.js";
export type { Quaternion, Vector3 } from "./robotics/quaternion.js";
export {
  RoboticsError,
  type RoboticsErrorOptions,
  type RoboticsReason,
} from "./robotics/RoboticsError.js";
export {
  type Drift,
  type DriftOptions,
  driftOf,
  type PoseDelta,
  type RelativePoseError,
  type RelativePoseErrorOptions,
  relativePoseError,
} from "./robotics/relativePoseError.js";
export {
  type ResampleOptions,
  type ResampleTrajectoryOptions,
  regularTimes,
  resample,
  resampleTrajectory,
} from "./robotics/resample.js";
export {
  type RollingOptions,
  rollingMax,
  rollingMean,
  rollingMin,
  rollingQuantile,
} from "./robotics/rolling.js";
export {
  type Route,
  type StepOptions,
  type StepResponse,
  stepResponseOf,
  type Tracking,
  type TrackingOptions,
  timeToGoal,
  trackingOf,
} from "./robotics/route.js";
export { HistogramCounts, Summary } from "./robotics/Summary.js";
export {
  dropNonFinite,
  type FiniteSamples,
  sortByTime,
  takeSamples,
  throttle,
} from "./robotics/samples.js";
export { type ClosestReturn, type Scan, type Sector, scanMinimum } from "./robotics/scanMinimum.js";
export { durationOf, secondsOf, timeFromSeconds } from "./robotics/secondsOf.js";
export { type StampedTransform, type Transform, TransformTree } from "./robotics/TransformTree.js";
