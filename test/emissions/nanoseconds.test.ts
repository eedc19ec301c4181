import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineBytes } from "../../runtime/src/emissions/LineBytes.js";
import { Nanoseconds } from "../../runtime/src/emissions/Nanoseconds.js";

function digitsOf(nanoseconds: Nanoseconds, time: unknown): string | undefined {
  const line = new LineBytes(64);
  const sign = nanoseconds.write(line, time);
  line.endLine();
  const digits = line.bytes.toString("latin1");
  expect(sign).toBe(digits === "" ? undefined : digits.startsWith("-") ? "negative" : "positive");
  return digits === "" ? undefined : digits;
}

describe("nanoseconds", () => {
  it("are written exactly, regardless of earlier values", () => {
    const near = fc.bigInt({ min: -3_000_000_000n, max: 3_000_000_000n });
    const moments = fc.array(fc.oneof(near, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), moments, (base, list) => {
        const nanoseconds = new Nanoseconds();
        for (const moment of list) {
          for (const time of [moment, base + moment]) {
            expect(digitsOf(nanoseconds, time)).toBe(String(time));
          }
        }
      }),
    );
  });

  it.each([
    [new Date(1500), "1500000000"],
    [new Date(-1), "-1000000"],
    [{ seconds: 1, nanos: 2 }, "1000000002"],
    [{ seconds: 0, nanos: 7 }, "7"],
    [new Date(Number.NaN), undefined],
    [{ seconds: 0.5, nanos: 0 }, undefined],
    [12, undefined],
    [null, undefined],
  ])("are written for %j as %s", (time, digits) => {
    expect(digitsOf(new Nanoseconds(), time)).toBe(digits);
  });
});
