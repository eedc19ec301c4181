import type { Shard } from "./Shard.js";

/** The properties of a test that splitting needs. */
export interface SizedTest {
  readonly name: string;
  /** Bytes of its inputs. */
  readonly size: number;
}

/**
 * The tests of one shard, the largest first. Every test is in one shard; the sums of two shards differ
 * by at most the largest test. Depends only on names and sizes, not on their order.
 */
export function splitTests<T extends SizedTest>(tests: readonly T[], shard: Shard): T[] {
  const ordered = [...tests].sort((a, b) => b.size - a.size || compare(a.name, b.name));
  // With more shards than tests, the last shards are empty.
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

/** Tests without inputs have size 0: their number decides. */
function isLess(
  a: { size: number; tests: readonly unknown[] },
  b: { size: number; tests: readonly unknown[] },
): boolean {
  return a.size < b.size || (a.size === b.size && a.tests.length < b.tests.length);
}

/** By code units, so that the order does not depend on the locale. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
