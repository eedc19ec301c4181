import { badOption, checkFinite } from "./checks.js";
import {
  conjugate,
  multiplied,
  normalized,
  type Quaternion,
  rotated,
  slerp,
  type Vector3,
} from "./quaternion.js";
import { RoboticsError } from "./RoboticsError.js";

/** The pose of one frame in another: a point p of the child is `rotation p + translation` in the parent. */
export interface Transform {
  /** Meters. */
  readonly translation: Vector3;
  /** Does not have to be normalized, but must not be zero. */
  readonly rotation: Quaternion;
}

/** One transform of a tf or tf_static message. */
export interface StampedTransform extends Transform {
  /** The parent frame, `header.frame_id`. */
  readonly parent: string;
  /** The child frame, `child_frame_id`. */
  readonly child: string;
  /** Nanoseconds, from the stamp of the message. Static transforms are valid at any time. */
  readonly time: bigint;
}

interface Edge {
  readonly parent: string;
  readonly isStatic: boolean;
  /** Ascending once sorted. */
  times: bigint[];
  transforms: Transform[];
  sorted: boolean;
}

/**
 * The frames of a robot, from its tf and tf_static messages: looks up the pose of one frame in another at a time.
 *
 *     const tree = new TransformTree();
 *     tree.add({ parent: "odom", child: "base_link", time, translation, rotation });
 *     tree.addStatic({ parent: "base_link", child: "lidar", translation, rotation });
 *     const { translation } = tree.lookup("odom", "lidar", time);
 */
export class TransformTree {
  readonly #edges = new Map<string, Edge>();
  readonly #frames = new Set<string>();

  /** The names of all frames. */
  get frames(): readonly string[] {
    return [...this.#frames];
  }

  /**
   * Adds a transform that is valid at its time, in any order. If two have the same time, the last one counts.
   *
   * @throws {@link RoboticsError} "loop" if the child is the parent or one of its ancestors. "bad
   * option" if the child already has another parent or an empty name. Also "not finite" and "zero
   * quaternion".
   */
  add(transform: StampedTransform): void {
    const edge = this.#edgeFor(transform, false);
    const last = edge.times.at(-1);
    if (last !== undefined && transform.time < last) edge.sorted = false;
    edge.times.push(transform.time);
    edge.transforms.push(checked(transform));
  }

  /** Adds a transform of a tf_static message, which is valid at all times; see {@link add}. */
  addStatic(transform: Omit<StampedTransform, "time">): void {
    const edge = this.#edgeFor(transform, true);
    edge.times = [0n];
    edge.transforms = [checked(transform)];
  }

  /**
   * The pose of `source` in `target` at a time: it maps points of `source` to `target`, like tf2's
   * `lookupTransform(target, source, time)`. Between two transforms, translations are interpolated linearly, and
   * rotations by slerp.
   *
   * @param time nanoseconds
   * @throws {@link RoboticsError} "unknown frame" or "not connected". "outside the times" if a
   * transform of the chain is not known at that time; the message has the frames and their range.
   */
  lookup(target: string, source: string, time: bigint): Transform {
    for (const frame of [target, source]) {
      if (this.#frames.has(frame)) continue;
      const known = this.frames.map((name) => JSON.stringify(name)).join(", ");
      throw new RoboticsError(
        `no transform has the frame ${JSON.stringify(frame)}; known frames: ${known || "none"}`,
        {
          reason: "unknown frame",
          hint: "Was /tf_static read, too?",
        },
      );
    }
    const up = this.#ancestors(source);
    const down = this.#ancestors(target);
    const common = up.find((frame) => down.includes(frame));
    if (common === undefined) {
      throw new RoboticsError(
        `${JSON.stringify(source)} and ${JSON.stringify(target)} are not connected: the root of one is ${JSON.stringify(up.at(-1))}, of the other ${JSON.stringify(down.at(-1))}`,
        { reason: "not connected", hint: "Which node connects them, and was its topic recorded?" },
      );
    }
    const fromSource = this.#chain(up.slice(0, up.indexOf(common)), time);
    const fromTarget = this.#chain(down.slice(0, down.indexOf(common)), time);
    return composed(inverted(fromTarget), fromSource);
  }

  #edgeFor({ parent, child }: { parent: string; child: string }, isStatic: boolean): Edge {
    for (const [name, frame] of Object.entries({ parent, child })) {
      if (typeof frame !== "string" || frame === "")
        throw badOption(name, frame, "the name of a frame");
    }
    const known = this.#edges.get(child);
    if (known !== undefined) {
      if (known.parent !== parent || known.isStatic !== isStatic) {
        const was = `${JSON.stringify(known.parent)}${known.isStatic ? " by a static transform" : ""}`;
        throw new RoboticsError(
          `the parent of ${JSON.stringify(child)} is ${JSON.stringify(parent)}, but before it was ${was}`,
          {
            reason: "bad option",
            hint: "A frame can have only one parent. Do two nodes publish it?",
          },
        );
      }
      return known;
    }
    const ancestors = this.#ancestors(parent);
    if (ancestors.includes(child)) {
      const way = [...ancestors.slice(0, ancestors.indexOf(child) + 1), parent];
      throw new RoboticsError(`the frames form a loop: ${way.join(" in ")}`, {
        reason: "loop",
      });
    }
    const edge: Edge = { parent, isStatic, times: [], transforms: [], sorted: true };
    this.#edges.set(child, edge);
    this.#frames.add(parent).add(child);
    return edge;
  }

  /** A frame, its parent, and so on up to the root. */
  #ancestors(frame: string): string[] {
    const way = [frame];
    for (let edge = this.#edges.get(frame); edge; edge = this.#edges.get(edge.parent)) {
      way.push(edge.parent);
    }
    return way;
  }

  /** From the first of these frames into the parent of the last. */
  #chain(frames: readonly string[], time: bigint): Transform {
    let result: Transform = {
      translation: { x: 0, y: 0, z: 0 },
      rotation: { x: 0, y: 0, z: 0, w: 1 },
    };
    for (const frame of frames) {
      const edge = this.#edges.get(frame);
      if (edge !== undefined) result = composed(transformAt(frame, edge, time), result);
    }
    return result;
  }
}

function transformAt(frame: string, edge: Edge, time: bigint): Transform {
  if (edge.isStatic) return edge.transforms[0] as Transform;
  if (!edge.sorted) sortEdge(edge);
  const { times, transforms } = edge;
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as bigint) <= time) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  if (before >= 0 && times[before] === time) return transforms[before] as Transform;
  if (before < 0 || before === times.length - 1) {
    throw new RoboticsError(
      `the transform from ${JSON.stringify(frame)} to ${JSON.stringify(edge.parent)} is known from ${times[0]} to ${times.at(-1)} ns, but not at ${time} ns`,
      {
        reason: "outside the times",
        hint: "Use times within that range: transforms are not extrapolated.",
      },
    );
  }
  const from = times[before] as bigint;
  const share = Number(time - from) / Number((times[before + 1] as bigint) - from);
  const [a, b] = [transforms[before] as Transform, transforms[before + 1] as Transform];
  const mix = (one: number, other: number) => one * (1 - share) + other * share;
  return {
    translation: {
      x: mix(a.translation.x, b.translation.x),
      y: mix(a.translation.y, b.translation.y),
      z: mix(a.translation.z, b.translation.z),
    },
    rotation: slerp(a.rotation, b.rotation, share),
  };
}

function sortEdge(edge: Edge): void {
  const order = edge.times.map((time, at) => ({ time, at }));
  order.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.at - b.at));
  edge.transforms = order.map(({ at }) => edge.transforms[at] as Transform);
  edge.times = order.map(({ time }) => time);
  edge.sorted = true;
}

function checked({ translation, rotation }: Transform): Transform {
  for (const axis of ["x", "y", "z"] as const)
    checkFinite(`translation.${axis}`, translation[axis]);
  for (const axis of ["x", "y", "z", "w"] as const) checkFinite(`rotation.${axis}`, rotation[axis]);
  const { x, y, z, w } = rotation;
  if (x === 0 && y === 0 && z === 0 && w === 0) {
    throw new RoboticsError("the rotation of a transform is a zero quaternion", {
      reason: "zero quaternion",
    });
  }
  return { translation: { ...translation }, rotation: normalized(rotation) };
}

/** First `b`, then `a`. */
function composed(a: Transform, b: Transform): Transform {
  const moved = rotated(a.rotation, b.translation);
  return {
    translation: {
      x: moved.x + a.translation.x,
      y: moved.y + a.translation.y,
      z: moved.z + a.translation.z,
    },
    rotation: normalized(multiplied(a.rotation, b.rotation)),
  };
}

function inverted({ translation, rotation }: Transform): Transform {
  const back = conjugate(rotation);
  const { x, y, z } = rotated(back, translation);
  return { translation: { x: -x, y: -y, z: -z }, rotation: back };
}
