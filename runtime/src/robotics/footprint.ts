import { badOption, checkFinite, checkPositive } from "./checks.js";

/** A point in the x-y plane, in meters. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The area of a robot or obstacle on the ground in its own frame: x forward, y to the left, the origin at its pose. A box
 * may be shifted forward by `offset`, as for a car with its pose at the rear axle. A polygon is one open ring of three or
 * more corners in either direction; it may be concave, but has no holes.
 */
export type Footprint =
  | { readonly kind: "disc" /** Meters. */; readonly radius: number }
  | {
      readonly kind: "box";
      /** Meters along x. */
      readonly length: number;
      /** Meters along y. */
      readonly width: number;
      /** Meters from the pose forward to the center of the box. Default: 0. */
      readonly offset?: number | undefined;
    }
  | { readonly kind: "polygon"; readonly corners: readonly Point[] };

/** The pose of a footprint, in meters and radians. */
export interface Pose2D extends Point {
  /** Radians, counterclockwise from the x axis. */
  readonly yaw: number;
}

/** Corners with a margin around them: a disc is one corner with its radius. */
export interface Outline {
  readonly corners: readonly Point[];
  readonly margin: number;
  /** Meters from the pose to the farthest point. */
  readonly reach: number;
}

/**
 * The corners of a footprint in its own frame.
 *
 * @throws {@link RoboticsError} "bad option" for sizes that are not above 0, and for polygons with fewer than three
 * corners, with holes, or without an area.
 */
export function outlineOf(footprint: Footprint): Outline {
  switch (footprint.kind) {
    case "disc": {
      const radius = checkPositive("radius", footprint.radius);
      return { corners: [{ x: 0, y: 0 }], margin: radius, reach: radius };
    }
    case "box": {
      const length = checkPositive("length", footprint.length) / 2;
      const width = checkPositive("width", footprint.width) / 2;
      const middle = checkFinite("offset", footprint.offset ?? 0);
      return polygonOf([
        { x: middle + length, y: width },
        { x: middle - length, y: width },
        { x: middle - length, y: -width },
        { x: middle + length, y: -width },
      ]);
    }
    case "polygon":
      return polygonOf(checkCorners(footprint.corners));
  }
  throw badOption("the kind of a footprint", (footprint as Footprint).kind, "disc, box or polygon");
}

function polygonOf(corners: readonly Point[]): Outline {
  return { corners, margin: 0, reach: Math.max(...corners.map(({ x, y }) => Math.hypot(x, y))) };
}

function checkCorners(corners: readonly Point[]): readonly Point[] {
  if (corners.some((corner) => Array.isArray(corner))) {
    throw badOption("a polygon", "several rings", "one ring of corners, without holes");
  }
  if (corners.length < 3)
    throw badOption("a polygon", `${corners.length} corners`, "3 or more corners");
  corners.forEach(({ x, y }, at) => {
    checkFinite(`x of corner ${at}`, x);
    checkFinite(`y of corner ${at}`, y);
  });
  let area = 0;
  corners.forEach(({ x, y }, at) => {
    const next = corners[(at + 1) % corners.length] as Point;
    area += x * next.y - next.x * y;
  });
  if (Math.abs(area) > 0) return corners;
  throw badOption("a polygon", "corners on a line", "corners that enclose an area");
}

/** An outline at its pose. */
export function placed(outline: Outline, { x, y, yaw }: Pose2D): Outline {
  const cos = Math.cos(yaw);
  const sin = Math.sin(yaw);
  const corners = outline.corners.map((corner) => ({
    x: x + cos * corner.x - sin * corner.y,
    y: y + sin * corner.x + cos * corner.y,
  }));
  return { ...outline, corners };
}

/** Meters between two outlines in one frame; 0 if they touch or overlap. */
export function outlineDistance(a: Outline, b: Outline): number {
  const between = cornersDistance(a.corners, b.corners);
  return Math.max(0, between - a.margin - b.margin);
}

function cornersDistance(a: readonly Point[], b: readonly Point[]): number {
  if (contains(a, b[0] as Point) || contains(b, a[0] as Point)) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) {
    const a1 = a[i] as Point;
    const a2 = a[(i + 1) % a.length] as Point;
    for (let j = 0; j < b.length; j++) {
      const b1 = b[j] as Point;
      const b2 = b[(j + 1) % b.length] as Point;
      if (crosses(a1, a2, b1, b2)) return 0;
      least = Math.min(
        least,
        squaredDistance(a1, b1, b2),
        squaredDistance(a2, b1, b2),
        squaredDistance(b1, a1, a2),
        squaredDistance(b2, a1, a2),
      );
    }
  }
  return Math.sqrt(least);
}

function squaredDistance(p: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / length;
  const t = Math.max(0, Math.min(1, along));
  return (p.x - a.x - t * dx) ** 2 + (p.y - a.y - t * dy) ** 2;
}

function crosses(a1: Point, a2: Point, b1: Point, b2: Point): boolean {
  const side = (p: Point, q: Point, r: Point) =>
    (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  return side(a1, a2, b1) * side(a1, a2, b2) < 0 && side(b1, b2, a1) * side(b1, b2, a2) < 0;
}

/** Whether a point is inside a ring: counts the edges to its right. */
function contains(ring: readonly Point[], { x, y }: Point): boolean {
  if (ring.length < 3) return false;
  let inside = false;
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i] as Point;
    const b = ring[(i + 1) % ring.length] as Point;
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

/**
 * Meters of free space between two footprints at their poses; 0 if they touch or overlap.
 *
 * @throws {@link RoboticsError} for footprints without a size and non-finite poses.
 */
export function clearanceBetween(a: Footprint, poseA: Pose2D, b: Footprint, poseB: Pose2D): number {
  checkPose(poseA);
  checkPose(poseB);
  return outlineDistance(placed(outlineOf(a), poseA), placed(outlineOf(b), poseB));
}

export function checkPose({ x, y, yaw }: Pose2D): void {
  checkFinite("x of a pose", x);
  checkFinite("y of a pose", y);
  checkFinite("yaw of a pose", yaw);
}
