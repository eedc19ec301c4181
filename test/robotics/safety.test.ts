import {
  type Agent,
  clearanceBetween,
  closestApproach,
  decelerationNeeded,
  type Footprint,
  RoboticsError,
  scanMinimum,
  timeToCollision,
} from "@metrics-project/runtime/robotics";
import { postEncroachment, trafficAround } from "@metrics-project/runtime/robotics/traffic";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logOf } from "./logs.js";

const disc: Footprint = { kind: "disc", radius: 0.5 };
const car: Footprint = { kind: "box", length: 4, width: 2, offset: 1 };
const ell: Footprint = {
  kind: "polygon",
  corners: [
    { x: 0, y: 0 },
    { x: 3, y: 0 },
    { x: 3, y: 1 },
    { x: 1, y: 1 },
    { x: 1, y: 3 },
    { x: 0, y: 3 },
  ],
};
const still = { vx: 0, vy: 0, yaw: 0 };
const at = (x: number, y: number, yaw = 0) => ({ x, y, yaw });

describe("clearance", () => {
  it.each([
    ["disc to disc", disc, at(0, 0), disc, at(3, 4), 4],
    ["discs that touch", disc, at(0, 0), disc, at(1, 0), 0],
    ["disc to the side of a box", disc, at(1, 3), car, at(0, 0), 1.5],
    ["disc to the corner of a box", disc, at(6, 5), car, at(0, 0), 4.5],
    ["disc within a box", { kind: "disc", radius: 0.1 }, at(1, 0), car, at(0, 0), 0],
    ["a box turned by a quarter", car, at(0, 0, Math.PI / 2), car, at(10, 0), 8],
    [
      "one box within another",
      { kind: "box", length: 1, width: 1 },
      at(1, 0),
      { kind: "box", length: 9, width: 9 },
      at(0, 0),
      0,
    ],
    ["a disc in the notch of an L", { kind: "disc", radius: 0.25 }, at(2, 2), ell, at(0, 0), 0.75],
    [
      "crossing bars, no corner within the other",
      { kind: "box", length: 8, width: 1 },
      at(0, 0),
      { kind: "box", length: 8, width: 1 },
      at(0, 0, Math.PI / 2),
      0,
    ],
  ] as const)("%s", (_, a, poseA, b, poseB, wanted) => {
    expect(clearanceBetween(a, poseA, b, poseB)).toBeCloseTo(wanted, 9);
    expect(clearanceBetween(b, poseB, a, poseA)).toBeCloseTo(wanted, 9);
  });
});

const footprints = fc.constantFrom<Footprint>(disc, car, ell, { kind: "disc", radius: 2 });
const agents = (turning: boolean): fc.Arbitrary<Agent> => {
  const within = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
  return fc.record({
    x: within(30),
    y: within(30),
    yaw: within(3),
    vx: within(8),
    vy: within(8),
    yawRate: turning ? within(1.5) : fc.constant(0),
    footprint: footprints,
  });
};

/** Both agents moved by many small steps, with no formula in common with what is tested. */
function simulated(a: Agent, b: Agent, horizon: number, step: number): number {
  const state = [a, b].map((agent) => ({ ...agent }));
  for (let time = 0; time <= horizon; time += step) {
    const [one, two] = state as [Agent, Agent];
    if (clearanceBetween(one.footprint, one, two.footprint, two) === 0) return time;
    for (const agent of state) {
      const half = ((agent.yawRate ?? 0) * step) / 2;
      for (const part of [0, 1]) {
        const [c, s] = [Math.cos(half), Math.sin(half)];
        [agent.vx, agent.vy] = [c * agent.vx - s * agent.vy, s * agent.vx + c * agent.vy];
        if (part === 0) {
          agent.x += agent.vx * step;
          agent.y += agent.vy * step;
          agent.yaw += 2 * half;
        }
      }
    }
  }
  return Number.POSITIVE_INFINITY;
}

describe("time to collision", () => {
  it.each([false, true])("is that of a simulation by small steps (turning: %s)", (turning) => {
    const horizon = 4;
    const step = 0.004;
    fc.assert(
      fc.property(agents(turning), agents(turning), (a, b) => {
        const exact = timeToCollision(a, b, { horizon });
        const found = simulated(a, b, horizon, step);
        if (found === Number.POSITIVE_INFINITY) {
          // What the steps miss is a graze: shrunk a little, nothing touches.
          if (exact === Number.POSITIVE_INFINITY || exact > horizon - step) return;
          // Between two steps they touch no deeper than they move in one.
          const [p, q] = [moved(a, exact), moved(b, exact)];
          expect(clearanceBetween(p.footprint, p, q.footprint, q)).toBeLessThan(1e-5);
          return;
        }
        expect(exact).toBeLessThanOrEqual(found + 1e-9);
        expect(exact).toBeGreaterThan(found - 2 * step - 0.05);
        expect(timeToCollision(b, a, { horizon })).toBeCloseTo(exact, 3);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1e-12, 1e-200, 5e-324, 8.4e-323])("a yaw rate of %s is ignored", (yawRate) => {
    const a: Agent = { ...still, x: 0, y: 0, footprint: disc, yawRate };
    const b: Agent = { ...still, x: 0, y: 11, vx: 0, vy: -3.4, footprint: disc, yawRate };
    expect(timeToCollision(a, b)).toBeCloseTo(10 / 3.4, 5);
    expect(timeToCollision(b, a)).toBeCloseTo(10 / 3.4, 5);
  });

  it.each([
    ["head on is gap over closing speed", {}, {}, 2],
    ["at the same speed is never", { vx: 3 }, {}, Number.POSITIVE_INFINITY],
    ["beyond the horizon is never", {}, { horizon: 1 }, Number.POSITIVE_INFINITY],
    ["that overlap is now", { x: 0.5 }, {}, 0],
  ])("of two discs %s", (_, change, options, expected) => {
    const a = { ...still, x: 0, y: 0, vx: 3, footprint: disc };
    const b = { ...still, x: 11, y: 0, vx: -2, footprint: disc, ...change };
    expect(timeToCollision(a, b, options)).toBeCloseTo(expected, 12);
  });

  it("two cars side by side in the same direction have none", () => {
    const a: Agent = { ...still, x: 0, y: 0, vx: 20, footprint: car };
    expect(timeToCollision(a, { ...a, y: 2.5 })).toBe(Number.POSITIVE_INFINITY);
    expect(timeToCollision(a, { ...a, y: 2.5, yawRate: -0.2 })).toBeLessThan(3);
  });

  it("the closest approach is that of fine sampling", () => {
    fc.assert(
      fc.property(agents(true), agents(true), (a, b) => {
        const { seconds, clearance } = closestApproach(a, b, { horizon: 3 });
        const contact = timeToCollision(a, b, { horizon: 3 });
        if (contact !== Number.POSITIVE_INFINITY) {
          expect([seconds, clearance]).toEqual([contact, 0]);
          return;
        }
        // No moment is closer than what was found, to a millimeter.
        for (let time = 0; time <= 3; time += 0.01) {
          const later = timeToCollision(moved(a, time), moved(b, time), { horizon: 1e-9 });
          expect(later).toBe(Number.POSITIVE_INFINITY);
          const [p, q] = [moved(a, time), moved(b, time)];
          expect(clearance).toBeLessThanOrEqual(
            clearanceBetween(p.footprint, p, q.footprint, q) + 0.00101,
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Where an agent is after some time, by the formula of the circle. */
function moved(agent: Agent, seconds: number): Agent {
  const rate = agent.yawRate ?? 0;
  const speed = Math.hypot(agent.vx, agent.vy);
  const course = Math.atan2(agent.vy, agent.vx);
  const end = course + rate * seconds;
  const [dx, dy] =
    Math.abs(rate) < 1e-6
      ? [agent.vx * seconds, agent.vy * seconds]
      : [
          (speed / rate) * (Math.sin(end) - Math.sin(course)),
          (speed / rate) * (Math.cos(course) - Math.cos(end)),
        ];
  return {
    ...agent,
    x: agent.x + dx,
    y: agent.y + dy,
    yaw: agent.yaw + rate * seconds,
    vx: speed * Math.cos(end),
    vy: speed * Math.sin(end),
  };
}

describe("traffic", () => {
  it("equals a check of every agent", () => {
    fc.assert(
      fc.property(agents(true), fc.array(agents(true), { maxLength: 15 }), (ego, others) => {
        const found = trafficAround(ego, others, { horizon: 3 });
        const clearances = others.map((other) =>
          clearanceBetween(ego.footprint, ego, other.footprint, other),
        );
        expect(found.clearance).toBe(Math.min(Number.POSITIVE_INFINITY, ...clearances));
        const times = others.map((other) => timeToCollision(ego, other, { horizon: 3 }));
        expect(found.timeToCollision).toBe(Math.min(Number.POSITIVE_INFINITY, ...times));
        expect(found.first).toBe(
          Number.isFinite(found.timeToCollision) ? times.indexOf(found.timeToCollision) : -1,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("post-encroachment time is the time between two crossings of the same position", () => {
    const east = logOf({ seconds: 10, hertz: 50 }, (t) => ({ x: 2 * t - 10, y: 0 }));
    const north = logOf({ seconds: 10, hertz: 50 }, (t) => ({
      x: 0,
      y: 2 * t - 14,
      yaw: Math.PI / 2,
    }));
    // One passes the crossing at 5 s, the other at 7 s; discs of 0.5 m shorten the gap by their size.
    const found = postEncroachment(east, disc, north, disc);
    expect(found?.seconds).toBeGreaterThan(2 - 0.75);
    expect(found?.seconds).toBeLessThan(2 - 0.65);
    expect(
      postEncroachment(east, disc, { ...north, x: north.x.map(() => 50) }, disc),
    ).toBeUndefined();
    expect(postEncroachment(east, disc, east, disc)?.seconds).toBe(0);
  });
});

describe("braking and scans", () => {
  it.each([
    [10, 10, {}, 5],
    [20, 10, { reactionTime: 1 }, 5],
    [10, -1, {}, 0],
    [0, 1, {}, Number.POSITIVE_INFINITY],
  ])(
    "a gap of %d m at %d m/s closing speed with %j needs %d m/s²",
    (gap, speed, options, needed) => {
      expect(decelerationNeeded(gap, speed, options)).toBe(needed);
    },
  );

  const scan = {
    ranges: Float32Array.of(0.02, Number.NaN, 2, Number.POSITIVE_INFINITY, 1.5, 3, 0.5, 40),
    angleMin: -Math.PI,
    angleIncrement: Math.PI / 4,
    rangeMin: 0.1,
    rangeMax: 30,
  };

  it.each([
    ["of all", undefined, { range: 0.5, beam: 6 }],
    ["within a sector", { from: -0.1, to: 1 }, { range: 1.5, beam: 4 }],
    ["within a sector over ±π", { from: Math.PI * 0.7, to: -Math.PI * 0.4 }, { range: 2, beam: 2 }],
  ])("finds the closest return %s", (_, sector, expected) => {
    expect(scanMinimum(scan, sector)).toMatchObject(expected);
  });

  it("finds no return in a sector without one, or in an empty scan", () => {
    expect(scanMinimum(scan, { from: 2.3, to: 2.4 })).toBeUndefined();
    expect(scanMinimum({ ...scan, ranges: [] })).toBeUndefined();
  });
});

describe("an invalid footprint or agent is refused by name", () => {
  const ring = (corners: readonly unknown[]) => ({ kind: "polygon", corners }) as Footprint;
  const here = at(0, 0);
  it.each([
    [
      "two corners",
      () => clearanceBetween(ring([at(0, 0), at(1, 0)]), here, disc, here),
      /3 or more corners, got 2/,
    ],
    [
      "corners on a line",
      () => clearanceBetween(ring([at(0, 0), at(1, 1), at(2, 2)]), here, disc, here),
      /enclose an area/,
    ],
    [
      "a polygon with a hole",
      () => clearanceBetween(ring([[at(0, 0)], [at(1, 0)]]), here, disc, here),
      /without holes/,
    ],
    [
      "a corner that is NaN",
      () => clearanceBetween(ring([at(0, Number.NaN), at(1, 1), at(2, 0)]), here, disc, here),
      /y of corner 0/,
    ],
    [
      "a disc of radius 0",
      () => clearanceBetween({ kind: "disc", radius: 0 }, here, disc, here),
      /radius must be a number above 0/,
    ],
    [
      "a kind of its own",
      () => clearanceBetween({ kind: "cone" } as unknown as Footprint, here, disc, here),
      /disc, box or polygon, got cone/,
    ],
    [
      "a pose that is NaN",
      () => clearanceBetween(disc, at(Number.NaN, 0), disc, here),
      /x of a pose/,
    ],
    [
      "a velocity that is NaN",
      () =>
        timeToCollision(
          { ...still, ...here, vx: Number.NaN, footprint: disc },
          { ...still, ...here, footprint: disc },
        ),
      /vx/,
    ],
    [
      "a horizon of 0",
      () =>
        timeToCollision(
          { ...still, ...here, footprint: disc },
          { ...still, ...here, footprint: disc },
          { horizon: 0 },
        ),
      /horizon/,
    ],
    ["a gap that is NaN", () => decelerationNeeded(Number.NaN, 1), /gap/],
    [
      "a scan without angles",
      () => scanMinimum({ ranges: [1, 2], angleMin: 0, angleIncrement: 0 }),
      /angleIncrement/,
    ],
  ] as const)("%s", (_, run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow(RoboticsError);
  });
});
