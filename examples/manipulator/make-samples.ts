// Writes the samples: three joints that step to a target, one sample well tuned, the other badly.
import { mkdirSync, writeFileSync } from "node:fs";

const steps = { shoulder: 1.2, elbow: -0.8, wrist: 0.5 };

/** Damped oscillators with a frequency in radians per second, as rows of 10 ms. */
function motion(damping: number, frequency: number): string {
  const joints = Object.entries(steps).map(([name, to]) => ({ name, to, angle: 0, rate: 0 }));
  const header = joints.flatMap(({ name }) => [
    `${name}_target`,
    `${name}_actual`,
    `${name}_torque`,
  ]);
  const lines = [["time", ...header].join(",")];
  for (let row = 0; row <= 300; row++) {
    const cells = joints.flatMap((joint) => {
      const target = row === 0 ? 0 : joint.to;
      const rate = 2 * damping * frequency * joint.rate;
      const acceleration = frequency ** 2 * (target - joint.angle) - rate;
      const cell = [target, joint.angle, acceleration / 2].map((value) => value.toFixed(5));
      joint.rate += acceleration / 100;
      joint.angle += joint.rate / 100;
      return cell;
    });
    lines.push([(row / 100).toFixed(2), ...cells].join(","));
  }
  return `${lines.join("\n")}\n`;
}

for (const [name, damping, frequency] of [
  ["tuned", 0.9, 7],
  ["loose", 0.02, 9.5],
] as const) {
  const folder = new URL(`samples/${name}/logs/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("joints.csv", folder), motion(damping, frequency));
}
