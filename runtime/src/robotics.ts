export type { Path, TimeColumn, Trajectory } from "./robotics/columns.js";
export { type GapsOptions, gapsOf, type Rate, rateOf, type Stretch } from "./robotics/gaps.js";
export {
  accelerationOf,
  type CurvatureOptions,
  curvatureOf,
  derivativeOf,
  jerkOf,
  type MotionOptions,
  speedOf,
  unwrapAngles,
  type Velocity,
  velocityOf,
  wrapAngle,
  yawOf,
  yawRateOf,
} from "./robotics/motion.js";
export {
  cumulativeLength,
  meanSpeedOf,
  type PathLengthOptions,
  pathLength,
} from "./robotics/pathLength.js";
export { positionNoise } from "./robotics/positionNoise.js";
export { quantile, quantiles } from "./robotics/quantile.js";
export {
  RoboticsError,
  type RoboticsErrorOptions,
  type RoboticsReason,
} from "./robotics/RoboticsError.js";
export {
  type ResampleOptions,
  type ResampleTrajectoryOptions,
  regularTimes,
  resample,
  resampleTrajectory,
} from "./robotics/resample.js";
export {
  dropNonFinite,
  type FiniteSamples,
  sortByTime,
  takeSamples,
  throttle,
} from "./robotics/samples.js";
export { durationOf, secondsOf, timeFromSeconds } from "./robotics/secondsOf.js";
