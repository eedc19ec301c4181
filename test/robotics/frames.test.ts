import { RoboticsError, type Transform, TransformTree } from "@metrics-project/runtime/robotics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const part = fc.double({ min: -5, max: 5, noNaN: true });
const transforms: fc.Arbitrary<Transform> = fc
  .record({
    translation: fc.record({ x: part, y: part, z: part }),
    rotation: fc.record({ x: part, y: part, z: part, w: part }),
  })
  .filter(({ rotation: { x, y, z, w } }) => Math.hypot(x, y, z, w) > 0.1);

/** The four by four matrix of a transform, by the textbook. */
function matrixOf({ translation: t, rotation }: Transform): number[][] {
  const length = Math.hypot(rotation.x, rotation.y, rotation.z, rotation.w);
  const [x, y, z, w] = [
    rotation.x / length,
    rotation.y / length,
    rotation.z / length,
    rotation.w / length,
  ];
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), t.x],
    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), t.y],
    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), t.z],
    [0, 0, 0, 1],
  ];
}

function times(a: number[][], b: number[][]): number[][] {
  return a.map((row) =>
    [0, 1, 2, 3].map((column) =>
      row.reduce((sum, value, at) => sum + value * Number(b[at]?.[column]), 0),
    ),
  );
}

const identity = { translation: { x: 0, y: 0, z: 0 }, rotation: { x: 0, y: 0, z: 0, w: 1 } };

describe("lookup", () => {
  it("is the composition of matrices", () => {
    fc.assert(
      fc.property(transforms, transforms, transforms, (odom, lidar, camera) => {
        const tree = new TransformTree();
        tree.add({ parent: "map", child: "base", time: 5n, ...odom });
        tree.addStatic({ parent: "base", child: "lidar", ...lidar });
        tree.addStatic({ parent: "base", child: "camera", ...camera });
        const down = matrixOf(tree.lookup("map", "lidar", 5n));
        const expected = times(matrixOf(odom), matrixOf(lidar));
        const across = times(matrixOf(camera), matrixOf(tree.lookup("camera", "lidar", 0n)));
        const back = times(matrixOf(tree.lookup("lidar", "map", 5n)), down);
        for (const [got, wanted] of [
          [down, expected],
          [across, matrixOf(lidar)],
          [back, matrixOf(identity)],
        ]) {
          got?.forEach((row, r) => {
            row.forEach((value, c) => {
              expect(value).toBeCloseTo(Number(wanted?.[r]?.[c]), 7);
            });
          });
        }
      }),
    );
  });

  it("interpolates between transforms, for any order of arrival", () => {
    const tree = new TransformTree();
    const turned = (yaw: number) => ({ x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) });
    const at = (time: bigint, x: number, yaw: number) =>
      tree.add({
        parent: "odom",
        child: "base",
        time,
        translation: { x, y: 0, z: 0 },
        rotation: turned(yaw),
      });
    at(200n, 4, 2);
    at(100n, 0, 0);
    const { translation, rotation } = tree.lookup("odom", "base", 125n);
    expect(translation.x).toBeCloseTo(1, 12);
    expect(2 * Math.atan2(rotation.z, rotation.w)).toBeCloseTo(0.5, 12);
    expect(tree.lookup("odom", "base", 200n).translation.x).toBe(4);
    expect(tree.lookup("base", "base", 7n)).toEqual(identity);
  });
});

describe("a failed lookup names the missing part", () => {
  const tree = new TransformTree();
  tree.add({ parent: "odom", child: "base", time: 100n, ...identity });
  tree.add({ parent: "odom", child: "base", time: 200n, ...identity });
  tree.addStatic({ parent: "world", child: "camera", ...identity });
  it.each([
    [
      "an unknown frame",
      () => tree.lookup("odom", "lidar", 100n),
      "unknown frame",
      /"lidar"; known frames: "odom", "base", "world", "camera"/,
    ],
    [
      "a frame elsewhere",
      () => tree.lookup("odom", "camera", 100n),
      "not connected",
      /the root of one is "world", of the other "odom"/,
    ],
    [
      "a time before",
      () => tree.lookup("odom", "base", 99n),
      "outside the times",
      /known from 100 to 200 ns, but not at 99 ns/,
    ],
    [
      "a time after",
      () => tree.lookup("base", "odom", 201n),
      "outside the times",
      /"base" to "odom" is known from 100 to 200 ns, but not at 201/,
    ],
    [
      "a loop",
      () => tree.add({ parent: "base", child: "odom", time: 1n, ...identity }),
      "loop",
      /odom/,
    ],
    ["itself", () => tree.addStatic({ parent: "a", child: "a", ...identity }), "loop", /a in a/],
    [
      "another parent",
      () => tree.add({ parent: "map", child: "base", time: 1n, ...identity }),
      "bad option",
      /before it was "odom"/,
    ],
    [
      "a zero quaternion",
      () =>
        tree.addStatic({
          parent: "a",
          child: "b",
          ...identity,
          rotation: { x: 0, y: 0, z: 0, w: 0 },
        }),
      "zero quaternion",
      /zero/,
    ],
    [
      "a NaN",
      () =>
        tree.addStatic({
          parent: "a",
          child: "b",
          ...identity,
          translation: { x: Number.NaN, y: 0, z: 0 },
        }),
      "bad option",
      /translation.x/,
    ],
    [
      "no name",
      () => tree.addStatic({ parent: "", child: "b", ...identity }),
      "bad option",
      /name of a frame/,
    ],
  ] as const)("%s", (_, run, reason, message) => {
    expect(run).toThrow(
      expect.objectContaining({ reason, message: expect.stringMatching(message) }),
    );
    expect(run).toThrow(RoboticsError);
  });
});
