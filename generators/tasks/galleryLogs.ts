import { type Trajectory, takeSamples, timeFromSeconds } from "@metrics-project/runtime/robotics";

/** The start and the duration of the gallery's lap in seconds, and its poses per second. */
const start = 1_767_603_600;
const lap = 60;
const hertz = 20;

/** Reproducible pseudo-noise between -0.5 and 0.5. */
export function noise(at: number, seed: number): number {
  const x = Math.sin(at * 12.9898 + seed * 78.233) * 43758.5453;
  return x - Math.floor(x) - 0.5;
}

/** One lap of a figure eight of 20 by 10 m at varying speed, with deviations of `wobble` meters. */
export function driveLap(wobble: number): Trajectory {
  const seconds = Float64Array.from({ length: lap * hertz + 1 }, (_, at) => at / hertz);
  const phases = seconds.map(
    (t) => (2 * Math.PI * t) / lap + 0.12 * Math.sin((8 * Math.PI * t) / lap),
  );
  const zeros = new Float64Array(seconds.length);
  const yaw = phases.map((phase) => Math.atan2(10 * Math.cos(2 * phase), 10 * Math.cos(phase)));
  return {
    time: timeFromSeconds(seconds.map((t) => start + t)),
    x: phases.map((phase) => 10 * Math.sin(phase)),
    y: phases.map((phase) => 5 * Math.sin(2 * phase) + wobble * Math.sin(9 * phase)),
    z: zeros,
    qx: zeros,
    qy: zeros,
    qz: yaw.map((angle) => Math.sin(angle / 2)),
    qw: yaw.map((angle) => Math.cos(angle / 2)),
  };
}

/** A SLAM system's estimate of a lap: in its own frame, with drift, a jump after 40 s and a gap at 25 s. */
export function estimateOf(truth: Trajectory): Trajectory {
  const turn = 0.3;
  const off = truth.x.map((_, at) => 0.0001 * at + (at > 40 * hertz ? 0.12 : 0));
  const x = truth.x.map((value, at) => value + (off[at] ?? 0) + 0.02 * noise(at, 1));
  const y = truth.y.map((value, at) => value - 0.6 * (off[at] ?? 0) + 0.02 * noise(at, 2));
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  const [halfSin, halfCos] = [Math.sin(turn / 2), Math.cos(turn / 2)];
  const all: Trajectory = {
    ...truth,
    time: truth.time.map((time, at) => time + BigInt(Math.round(3e6 * noise(at, 3)))),
    x: x.map((value, at) => cos * value - sin * (y[at] ?? 0) + 4),
    y: y.map((value, at) => sin * (x[at] ?? 0) + cos * value - 2),
    qz: truth.qz.map((qz, at) => qz * halfCos + (truth.qw[at] ?? 0) * halfSin),
    qw: truth.qw.map((qw, at) => qw * halfCos - (truth.qz[at] ?? 0) * halfSin),
  };
  const kept = [...truth.x.keys()].filter((at) => at < 25 * hertz || at > 26.5 * hertz);
  return takeSamples(all, Uint32Array.from(kept));
}
