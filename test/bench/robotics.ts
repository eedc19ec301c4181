import { type Agent, type Trajectory, timeFromSeconds } from "@metrics-project/runtime/robotics";
import { trajectoryError } from "@metrics-project/runtime/robotics/alignment";
import { trafficAround } from "@metrics-project/runtime/robotics/traffic";

const poses = 100_000;
const moments = 1_000;
const agents = 200;

/**
 * Absolute trajectory error with alignment of 100,000 poses beside one pass of copying them, and time to
 * collision of 1,000 moments with 200 agents beside one pass over their places. `npm run bench -- robotics`
 */
export async function run(): Promise<void> {
  const reference = trajectory(0);
  const estimate = trajectory(0.01);
  const copy = median(21, () => copied(reference));
  const error = median(21, () => trajectoryError(estimate, reference).position.rmse);
  say(`copy ${poses.toLocaleString("en-US")} poses`, copy);
  say("absolute trajectory error with alignment", error, error / copy);

  const scenes = Array.from({ length: moments }, (_, at) => scene(at));
  const pass = median(5, () =>
    scenes.reduce((sum, { others }) => others.reduce((all, one) => all + one.x + one.y, sum), 0),
  );
  const traffic = median(3, () =>
    scenes.reduce((sum, { ego, others }) => sum + trafficAround(ego, others).clearance, 0),
  );
  say(`look at ${moments} x ${agents} agents once`, pass);
  say("clearance and time to collision of them", traffic, traffic / pass);
}

function trajectory(wobble: number): Trajectory {
  const seconds = Float64Array.from({ length: poses }, (_, at) => at / 100);
  const column = (of: (t: number) => number) => seconds.map(of);
  return {
    time: timeFromSeconds(seconds),
    x: column((t) => 50 * Math.cos(t / 50) + wobble * Math.sin(3 * t)),
    y: column((t) => 30 * Math.sin(t / 40) + wobble * Math.cos(2 * t)),
    z: column((t) => Math.sin(t / 10)),
    qx: column(() => 0),
    qy: column(() => 0),
    qz: column((t) => Math.sin(t / 100)),
    qw: column((t) => Math.cos(t / 100)),
  };
}

/** Columns of doubles, an element at a time, as a naive pass would. */
function copied(trajectory: Trajectory): number {
  let last = 0;
  for (const column of Object.values(trajectory)) {
    const copy = column instanceof BigInt64Array ? column.slice() : new Float64Array(column.length);
    if (!(column instanceof BigInt64Array)) {
      for (let at = 0; at < column.length; at++) copy[at] = column[at] as number;
    }
    last += copy.length;
  }
  return last;
}

function scene(at: number): { ego: Agent; others: Agent[] } {
  const place = (i: number, by: number) => ((i * 7919 + at * 104_729 + by) % 2000) / 10;
  const agent = (i: number): Agent => ({
    x: place(i, 1),
    y: place(i * 31, 2),
    yaw: i,
    vx: 5 * Math.cos(i),
    vy: 5 * Math.sin(i),
    yawRate: i % 5 === 0 ? 0.2 : 0,
    footprint: i % 2 === 0 ? { kind: "disc", radius: 0.4 } : { kind: "box", length: 4, width: 1.8 },
  });
  return { ego: agent(0), others: Array.from({ length: agents }, (_, i) => agent(i + 1)) };
}

function median(runs: number, what: () => number): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    what();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[runs >> 1] ?? Number.NaN;
}

function say(what: string, milliseconds: number, ratio?: number): void {
  const beside = ratio === undefined ? "" : `  ${ratio.toFixed(1)} times`;
  console.log(`${what.padEnd(48)} ${milliseconds.toFixed(2).padStart(10)} ms${beside}`);
}
