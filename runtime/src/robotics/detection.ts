import { badOption, checkFinite, checkNotNegative } from "./checks.js";

/** A box with sides along the axes, in pixels or meters: its corner of least x and y, and its size. */
export interface DetectionBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a detector says. */
export interface Detection<T> {
  readonly object: T;
  /** How sure it is: greater is surer. */
  readonly score: number;
}

/** The detections and the truth of one moment. */
export interface DetectionFrame<T> {
  readonly detections: readonly Detection<T>[];
  readonly truth: readonly T[];
}

/** How alike a detection and a true object are: at least `threshold` makes them one. */
export interface Likeness<T> {
  readonly of: (detected: T, truth: T) => number;
  readonly threshold: number;
}

/**
 * The area that two boxes share over the area that they cover together (IoU), 0 to 1.
 *
 * @throws {@link RoboticsError} for sizes that are negative or not finite.
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

/** Likeness by {@link intersectionOverUnion}. */
export function byIoU(threshold: number): Likeness<DetectionBox> {
  return { of: intersectionOverUnion, threshold };
}

/** Likeness by the distance of two places in the x-y plane: at most `meters` makes them one. */
export function byDistance(meters: number): Likeness<{ readonly x: number; readonly y: number }> {
  return {
    of: (a, b) => -Math.hypot(a.x - b.x, a.y - b.y),
    threshold: -checkNotNegative("meters", meters),
  };
}

/** How good a detector is at one likeness. */
export interface DetectionQuality {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** The share of the detections that are true; NaN without detections. */
  readonly precision: number;
  /** The share of the true objects that were found; NaN where there are none. */
  readonly recall: number;
  /**
   * The area below precision over recall, as the detections come in from the surest on, with precision
   * taken as the best at that recall or beyond (PASCAL VOC since 2010); NaN where there are no true objects.
   */
  readonly averagePrecision: number;
}

/**
 * Matches the detections of each frame with its true objects, the surest first, each with the most alike
 * that is left, and tells precision, recall and average precision over all frames.
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
    // Detections of one score come in together: their order says nothing.
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
