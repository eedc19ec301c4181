// Writes the samples: paths in three dimensions, and estimates of them that drift.
import { mkdirSync, writeFileSync } from "node:fs";

type Point = readonly [x: number, y: number, z: number];

const shapes: Record<string, (share: number) => Point> = {
  circle: (share) => [
    5 * Math.cos(2 * Math.PI * share),
    5 * Math.sin(2 * Math.PI * share),
    0.3 * Math.sin(6 * share),
  ],
  eight: (share) => [
    6 * Math.sin(2 * Math.PI * share),
    3 * Math.sin(4 * Math.PI * share),
    0.5 * share,
  ],
  corridor: (share) => [40 * share, 2 * Math.sin(8 * share), 0.2 * Math.cos(5 * share)],
};

/** How fast each estimate drifts: meters at its end. */
const drifts: Record<string, number> = { circle: 0.1, eight: 0.2, corridor: 0.8 };

function table(points: readonly Point[], offset: number): string {
  const rows = points.map((point, at) => {
    const time = (1_700_000_000 + at / 20 + offset).toFixed(3);
    return [time, ...point.map((value) => value.toFixed(4))].join(",");
  });
  return `time,x,y,z\n${rows.join("\n")}\n`;
}

for (const [name, shape] of Object.entries(shapes)) {
  const shares = Array.from({ length: 401 }, (_, at) => at / 400);
  const reference = shares.map(shape);
  const drift = drifts[name] ?? 0;
  // In its own frame, as odometry is: rotated by 0.5 rad and shifted.
  const [sine, cosine] = [Math.sin(0.5), Math.cos(0.5)];
  const estimate = reference.map(([x, y, z], at): Point => {
    const wrong = x + drift * (at / 400) ** 2;
    return [cosine * wrong - sine * y + 3, sine * wrong + cosine * y - 1, z];
  });
  const folder = new URL(`samples/${name}/logs/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("reference.csv", folder), table(reference, 0));
  // The two clocks differ by a few milliseconds.
  writeFileSync(new URL("estimate.csv", folder), table(estimate, 0.004));
}
