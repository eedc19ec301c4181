export { type AlignmentMethod, alignmentOf } from "./alignment/alignmentOf.js";
export { type Similarity, transformed } from "./alignment/Similarity.js";
export {
  type TrajectoryError,
  type TrajectoryErrorOptions,
  trajectoryError,
} from "./alignment/trajectoryError.js";
