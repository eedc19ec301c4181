import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeInteger, encodeNumber } from "../../runtime/src/emissions/encodeValue.js";
import { LineBytes } from "../../runtime/src/emissions/LineBytes.js";

function written(add: (line: LineBytes) => void): string {
  const line = new LineBytes(4);
  add(line);
  line.endLine();
  return line.bytes.toString("latin1");
}

/** Numbers as in logs: decimals, and doubles of any kind. */
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc
    .tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 15 }))
    .map(([digits, decimals]) => Number(`${digits}e-${decimals}`)),
  fc
    .tuple(fc.integer(), fc.integer({ min: 0, max: 9 }))
    .map(([digits, decimals]) => Number(`${digits}e-${decimals}`)),
);

describe("the bytes of a line", () => {
  it("contain any number like encodeNumber", () => {
    fc.assert(
      fc.property(numbers, (value) => {
        expect(written((line) => line.float(value))).toBe(encodeNumber(value));
      }),
      { numRuns: 20_000 },
    );
  });

  it("contain any whole number like encodeInteger", () => {
    const whole = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter(Number.isInteger),
    );
    fc.assert(
      fc.property(whole, (value) => {
        expect(written((line) => line.integer(value))).toBe(encodeInteger(value));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    0,
    -0,
    1e-6,
    9.99999e-7,
    1e-7,
    0.1,
    -0.5,
    123.456789,
    999_999.999999999,
    1e6,
    1_000_000.000001,
    5_432_109.123456,
    999_999_999.999999,
    1e9,
    1e9 + 0.5,
    1e15 - 1,
    1e15,
    2 ** 53,
    1e21,
    5e-324,
    Number.MAX_VALUE,
    0.1 + 0.2,
    1 / 3,
    100,
    1000,
    999_999,
    1_000_000,
    10_000_000.25,
  ])("contain %d, and its negative, like encodeNumber", (value) => {
    expect([value, -value].map((one) => written((line) => line.float(one)))).toEqual(
      [value, -value].map(encodeNumber),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "refuse %d",
    (value) => {
      expect(() => written((line) => line.float(value))).toThrow(String(value));
    },
  );

  function withFirst(): LineBytes {
    const line = new LineBytes(4);
    line.ascii("first\n");
    line.endLine();
    return line;
  }

  it("keep the earlier lines when a line is dropped", () => {
    const line = withFirst();
    line.ascii("half");
    line.dropLine();
    line.ascii("second");
    line.endLine();
    expect(line.bytes.toString("latin1")).toBe("first\nsecond");
  });

  it("grow with a long line", () => {
    const line = withFirst();
    line.ascii("x".repeat(1000));
    line.endLine();
    expect(line.bytes.toString("latin1")).toBe(`first\n${"x".repeat(1000)}`);
  });

  it("are cut by truncate", () => {
    const line = withFirst();
    line.truncate(3);
    expect(line.bytes.toString("latin1")).toBe("fir");
  });
});
