import { inParallel } from "../../../io/inParallel.js";
import { sha256 } from "../../../project/sha256.js";
import type { TestToRun } from "../tests/TestToRun.js";
import type { PlannedTest } from "./partFormat.js";
import { compare, type SizedTest } from "./splitTests.js";

/** A test as a part records it, and as it can be run. */
export interface MeasuredTest extends PlannedTest {
  readonly test: TestToRun;
}

/** Number of tests measured in parallel; they may be on a slow network. */
const atOnce = 16;

/** @throws CommandError if inputs cannot be read: the shares depend on all sizes */
export function measureTests(tests: readonly TestToRun[]): Promise<MeasuredTest[]> {
  return inParallel(tests, atOnce, async (test) => {
    const { bytes, fingerprint } = await test.measure();
    return { name: test.name, size: bytes, input: fingerprint, test };
  });
}

/** The SHA-256 of a list of tests: their names and sizes, whatever their order. */
export function hashOfList(tests: readonly SizedTest[]): string {
  const lines = tests.map(({ name, size }) => `${name}\0${size}\n`);
  return sha256(lines.sort(compare).join(""));
}
