import * as fc from "fast-check";
import { expect, test } from "vitest";
import { markPlaces } from "../../generators/view/common/markPlaces.js";
import { rangeOf } from "../../generators/view/common/thin.js";

/** Up to ten thousand points in ascending order, of which a share failed. */
const series = fc
  .record({
    seed: fc.integer(),
    length: fc.integer({ min: 1, max: 10_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ seed, length, share }) => {
    const draw = (i: number) => {
      const x = Math.sin(seed + i * 12.9898) * 43758.5453;
      return x - Math.floor(x);
    };
    const steps = Float64Array.from({ length }, (_, i) => draw(i) ** 4);
    let time = 0;
    const x = steps.map((step) => {
      time += step;
      return time;
    });
    const y = x.map((_, i) => draw(-i));
    const failed = [...x.keys()].filter((i) => draw(i + 0.5) < share);
    return { x, y, failed };
  });

test("at full view, every stretch with a failure is marked, by its lowest and its highest one", () => {
  fc.assert(
    fc.property(series, ({ x, y, failed }) => {
      const marked = markPlaces(failed, x, y, true);
      expect(marked.length).toBeLessThanOrEqual(2000);
      if (failed.length === 0) return;
      const [first = 0] = failed;
      const from = x[first] ?? 0;
      const width = ((x[failed.at(-1) ?? 0] ?? 0) - from) / 1000;
      const near = (i: number) =>
        marked.some((other) => Math.abs((x[other] ?? 0) - (x[i] ?? 0)) <= width * 1.001);
      expect(failed.filter((i) => !near(i))).toEqual([]);
      const lowest = Math.min(...failed.map((i) => y[i] ?? 0));
      const highest = Math.max(...failed.map((i) => y[i] ?? 0));
      const shown = marked.map((i) => y[i] ?? 0);
      expect([Math.min(...shown), Math.max(...shown)]).toEqual([lowest, highest]);
    }),
  );
});

test("every failing element is marked at some zoom", () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0, max: 1, noNaN: true }), ({ x, y, failed }, pick) => {
      const wanted = failed[Math.floor(pick * (failed.length - 1))];
      if (wanted === undefined) return;
      // A person zooms in on the place, closer and closer.
      for (let span = 1000; span > 1e-9; span /= 4) {
        const center = x[wanted] ?? 0;
        const [start, end] = rangeOf(x, center - span, center + span);
        const within = failed.filter((i) => i >= start && i < end);
        if (markPlaces(within, x, y, true).includes(wanted)) return;
      }
      expect.unreachable(`element ${wanted} has no mark at any zoom`);
    }),
  );
});

test("if a line goes back and forth, a failure has a mark in its cell", () => {
  const at = Array.from({ length: 50_000 }, (_, i) => i);
  const x = Float64Array.from(at, (i) => Math.sin(i / 100));
  const y = Float64Array.from(at, (i) => Math.cos(i / 100));
  const marked = markPlaces(at, x, y, false);
  expect(marked.length).toBeLessThan(64 * 64);
  const side = 2 / 64;
  const far = at.filter(
    (i) =>
      i % 97 === 0 &&
      !marked.some(
        (other) =>
          Math.abs((x[other] ?? 0) - (x[i] ?? 0)) <= side &&
          Math.abs((y[other] ?? 0) - (y[i] ?? 0)) <= side,
      ),
  );
  expect(far).toEqual([]);
});
