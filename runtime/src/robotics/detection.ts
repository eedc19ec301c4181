import { badOption, checkFinite, checkNotNegative } from "./checks.js";

/** An axis-aligned box in pixels or meters: its corner with minimum x and y, and its size. */
export interface DetectionBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A detection. */
export interface Detection<T> {
  readonly object: T;
  /** Confidence; higher is more certain. */
  readonly score: number;
}

/** The detections and the ground truth of one frame. */
export interface DetectionFrame<T> {
  readonly detections: readonly Detection<T>[];
  readonly truth: readonly T[];
}

/** Similarity of a detection and a true object: they match if it is at least `threshold`. */
export interface Likeness<T> {
  readonly of: (detected: T, truth: T) => number;
  readonly threshold: number;
}

/**
 * Intersection over union (IoU) of two boxes, 0 to 1.
 *
 * @throws {@link RoboticsError} for negative or non-finite sizes.
 */
export function intersectionOverUnion(a: DetectionBox, b: DetectionBox): number {
  for (const { x, y, width, height } of [a, b]) {
    checkFinite("x of a box", x);
    checkFinite("y of a box", y);
    checkNotNegative("width of a box", width);
    checkNotNegative("height of a box", height);
  }
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Similarity by {@link intersectionOverUnion}. */
export function byIoU(threshold: number): Likeness<DetectionBox> {
  return { of: intersectionOverUnion, threshold };
}

/** Similarity by distance in the x-y plane: objects match within `meters`. */
export function byDistance(meters: number): Likeness<{ readonly x: number; readonly y: number }> {
  return {
    of: (a, b) => -Math.hypot(a.x - b.x, a.y - b.y),
    threshold: -checkNotNegative("meters", meters),
  };
}

/** Quality of a detector for one similarity. */
export interface DetectionQuality {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** The share of true detections; NaN without detections. */
  readonly precision: number;
  /** The share of true objects that were found; NaN without true objects. */
  readonly recall: number;
  /**
   * The area under the precision-recall curve. Detections are in order of confidence, with the best
   * precision at each recall or beyond (PASCAL VOC since 2010). NaN without true objects.
   */
  readonly averagePrecision: number;
}

/**
 * Matches the detections of each frame with its true objects, in order of confidence, each with the most similar
 * remaining object. Returns precision, recall and average precision over all frames.
 *
 * @throws {@link RoboticsError} for a score that is NaN.
 */
export function detectionQuality<T>(
  frames: Iterable<DetectionFrame<T>>,
  likeness: Likeness<T>,
): DetectionQuality {
  const judged: { score: number; isTrue: boolean }[] = [];
  let objects = 0;
  for (const { detections, truth } of frames) {
    objects += truth.length;
    const left = new Set(truth);
    for (const { object, score } of detections.toSorted((a, b) => b.score - a.score)) {
      if (typeof score !== "number" || Number.isNaN(score))
        throw badOption("a score", score, "a number");
      const match = mostAlike(object, left, likeness);
      if (match !== undefined) left.delete(match);
      judged.push({ score, isTrue: match !== undefined });
    }
  }
  judged.sort((a, b) => b.score - a.score);
  const truePositives = judged.filter(({ isTrue }) => isTrue).length;
  return {
    truePositives,
    falsePositives: judged.length - truePositives,
    falseNegatives: objects - truePositives,
    precision: judged.length === 0 ? Number.NaN : truePositives / judged.length,
    recall: objects === 0 ? Number.NaN : truePositives / objects,
    averagePrecision: objects === 0 ? Number.NaN : areaBelow(judged, objects),
  };
}

function mostAlike<T>(
  object: T,
  left: ReadonlySet<T>,
  { of, threshold }: Likeness<T>,
): T | undefined {
  let best: T | undefined;
  let bestLikeness = Number.NEGATIVE_INFINITY;
  for (const truth of left) {
    const alike = of(object, truth);
    if (alike < threshold || alike <= bestLikeness) continue;
    best = truth;
    bestLikeness = alike;
  }
  return best;
}

function areaBelow(judged: readonly { score: number; isTrue: boolean }[], objects: number): number {
  const points: { precision: number; found: number }[] = [];
  let found = 0;
  judged.forEach(({ isTrue, score }, at) => {
    if (isTrue) found++;
    // Detections with equal scores are added together, because their order is arbitrary.
    if (judged[at + 1]?.score !== score) points.push({ precision: found / (at + 1), found });
  });
  let area = 0;
  let best = 0;
  for (let at = points.length - 1; at >= 0; at--) {
    const { precision, found: here } = points[at] as { precision: number; found: number };
    best = Math.max(best, precision);
    area += best * (here - (points[at - 1]?.found ?? 0));
  }
  return area / objects;
}
