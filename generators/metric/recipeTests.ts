import type { RecipeName } from "./recipes.js";

/** The inputs of a recipe's test. */
export interface RecipeTest {
  /** The code above the tests. */
  readonly setup: string;
  /** Arguments that pass. */
  readonly good: string;
  /** Arguments that give `status`. */
  readonly bad: string;
  readonly status: "FAIL_WARN" | "FAIL_BLOCK";
}

const log = `/** Ten seconds of poses at 10 Hz, facing along x. */
function log(placeAt: (seconds: number) => { x: number; y?: number }) {
  const seconds = Float64Array.from({ length: 101 }, (_, at) => at / 10);
  const zeros = new Float64Array(seconds.length);
  return {
    time: BigInt64Array.from(seconds, (second) => BigInt(Math.round(second * 1e9))),
    x: seconds.map((second) => placeAt(second).x),
    y: seconds.map((second) => placeAt(second).y ?? 0),
    z: zeros,
    qx: zeros,
    qy: zeros,
    qz: zeros,
    qw: zeros.map(() => 1),
  };
}

`;

const circle = `${log}const circle = log((t) => ({ x: 5 * Math.cos(t / 3), y: 5 * Math.sin(t / 3) }));
/** It jumps by 3 m in the middle. */
const jumping = { ...circle, x: circle.x.map((x, at) => (at < 50 ? x : x + 3)) };

`;

const column = (name: string) => `function ${name}(value: number): Float64Array {
  return new Float64Array(11).fill(value);
}
const time = BigInt64Array.from({ length: 11 }, (_, at) => BigInt(at) * 1_000_000_000n);

`;

export const recipeTests: Readonly<Record<RecipeName, RecipeTest>> = {
  "trajectory-error": {
    setup: circle,
    good: "circle, circle",
    bad: "jumping, circle",
    status: "FAIL_BLOCK",
  },
  "relative-pose-error": {
    setup: circle,
    good: "circle, circle",
    bad: "jumping, circle",
    status: "FAIL_BLOCK",
  },
  "path-tracking": {
    setup: `${log}const route = { x: Float64Array.of(0, 10), y: Float64Array.of(0, 0) };\n\n`,
    good: "log((t) => ({ x: t, y: 0.1 })), route",
    bad: "log((t) => ({ x: t, y: 2 })), route",
    status: "FAIL_BLOCK",
  },
  "speed-limit": {
    setup: log,
    good: "log((t) => ({ x: t / 2 }))",
    bad: "log((t) => ({ x: 2 * t }))",
    status: "FAIL_WARN",
  },
  comfort: {
    setup: log,
    good: "log((t) => ({ x: t }))",
    bad: "log((t) => ({ x: 3 * t * t }))",
    status: "FAIL_WARN",
  },
  "time-to-collision": {
    setup: log,
    good: "log((t) => ({ x: t })), log((t) => ({ x: t, y: 5 }))",
    bad: "log((t) => ({ x: t })), log((t) => ({ x: 12 - t }))",
    status: "FAIL_BLOCK",
  },
  clearance: {
    setup: column("column"),
    good: "{ time, closest: column(3) }",
    bad: "{ time, closest: column(0.1) }",
    status: "FAIL_BLOCK",
  },
  "state-timeline": {
    setup: 'const idle = { time: 0n, state: "IDLE" };\n\n',
    good: '[idle, { time: 1_000_000_000n, state: "DRIVING" }]',
    bad: '[idle, { time: 1_000_000_000n, state: "ERROR" }]',
    status: "FAIL_BLOCK",
  },
  "mission-success": {
    setup: log,
    good: "log((t) => ({ x: t }))",
    bad: "log((t) => ({ x: t / 2 }))",
    status: "FAIL_BLOCK",
  },
  "topic-rate": {
    setup: `${log}const { time } = log(() => ({ x: 0 }));\nconst all = new Map([{{topicNames}}].map((topic) => [topic, time]));\n\n`,
    good: "all",
    bad: "new Map()",
    status: "FAIL_BLOCK",
  },
  battery: {
    setup: column("column"),
    good: "{ time, charge: column(0.9) }",
    bad: "{ time, charge: column(0.05) }",
    status: "FAIL_BLOCK",
  },
  "gps-quality": {
    setup: column("column"),
    good: "{ time, status: column(0), accuracy: column(1) }",
    bad: "{ time, status: column(-1), accuracy: column(50) }",
    status: "FAIL_BLOCK",
  },
  latency: {
    setup: column("column"),
    good: "time, column(5)",
    bad: "time, column(900)",
    status: "FAIL_BLOCK",
  },
};
