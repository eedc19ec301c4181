import fc from "fast-check";
import { expect, it } from "vitest";
import { splitTests } from "../../../generators/commands/rehearse/shards/splitTests.js";

const sizes = fc.array(fc.oneof(fc.nat(10), fc.nat(2 ** 40)), { maxLength: 60 });
const totals = fc.integer({ min: 1, max: 80 });

function split(list: readonly number[], total: number) {
  const tests = list.map((size, at) => ({ name: `test ${at}`, size }));
  const shares = Array.from({ length: total }, (_, at) =>
    splitTests(tests, { index: at + 1, total }),
  );
  return { tests, shares };
}

it("assigns every test to one shard, for any sizes and any number of shards", () => {
  fc.assert(
    fc.property(sizes, totals, (list, total) => {
      const { tests, shares } = split(list, total);
      const names = shares.flat().map(({ name }) => name);
      expect(names.sort()).toEqual(tests.map(({ name }) => name).sort());
    }),
  );
});

it("balances shards: their sums differ by at most the largest test", () => {
  fc.assert(
    fc.property(sizes, totals, (list, total) => {
      const sums = split(list, total).shares.map((share) =>
        share.reduce((sum, { size }) => sum + size, 0),
      );
      expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(Math.max(0, ...list));
    }),
  );
});

it("does not depend on the order in which a machine lists the tests", () => {
  fc.assert(
    fc.property(sizes, totals, fc.nat(), (list, total, at) => {
      const { tests } = split(list, total);
      const turned = [...tests.slice(at % 7), ...tests.slice(0, at % 7)].reverse();
      const shard = { index: (at % total) + 1, total };
      expect(splitTests(turned, shard)).toEqual(splitTests(tests, shard));
    }),
  );
});

it("divides tests without inputs by their number", () => {
  const { shares } = split([0, 0, 0, 0, 0, 0], 3);
  expect(shares.map((share) => share.length)).toEqual([2, 2, 2]);
});
