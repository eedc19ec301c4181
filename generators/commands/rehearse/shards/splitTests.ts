import type { Shard } from "./Shard.js";

/** A test as far as splitting is concerned. */
export interface SizedTest {
  readonly name: string;
  /** Bytes of its inputs. */
  readonly size: number;
}

/**
 * The tests of one shard, the largest first. Every test is in one shard; the sums of two shards differ
 * by the largest test at most. It depends on names and sizes alone, whatever their order.
 */
export function splitTests<T extends SizedTest>(tests: readonly T[], shard: Shard): T[] {
  const ordered = [...tests].sort((a, b) => b.size - a.size || compare(a.name, b.name));
  // Shards beyond the number of tests have none.
  const shares = Array.from({ length: Math.min(shard.total, tests.length) }, () => ({
    size: 0,
    tests: [] as T[],
  }));
  for (const test of ordered) {
    const least = shares.reduce((best, share) => (isLess(share, best) ? share : best));
    least.size += test.size;
    least.tests.push(test);
  }
  return shares[shard.index - 1]?.tests ?? [];
}

/** Tests without inputs weigh nothing: their number decides. */
function isLess(
  a: { size: number; tests: readonly unknown[] },
  b: { size: number; tests: readonly unknown[] },
): boolean {
  return a.size < b.size || (a.size === b.size && a.tests.length < b.tests.length);
}

/** By code units, as no language or system orders names. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
