import { readdirSync, readFileSync } from "node:fs";
import {
  DecodeError,
  decodeJobMetrics,
  encodeJobMetrics,
  validateJobMetrics,
  warnJobMetrics,
} from "@metrics-project/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const folder = new URL("../fixtures/vectors/", import.meta.url);
const vectors = readdirSync(folder)
  .filter((name) => name.endsWith(".binproto"))
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

/** Reads, judges and writes; all that may happen to bytes is a DecodeError. */
function survive(bytes: Uint8Array): void {
  let message: ReturnType<typeof decodeJobMetrics>;
  try {
    message = decodeJobMetrics(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return;
  }
  for (const found of [...validateJobMetrics(message), ...warnJobMetrics(message)]) {
    expect(found.code).toMatch(/^[A-Z]\d+(\/V\d)?$/);
  }
  expect(decodeJobMetrics(encodeJobMetrics(message))).toStrictEqual(message);
}

describe("damaged bytes", () => {
  test("random ones", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survive), { numRuns: 2000 });
  });

  test("messages cut off anywhere", () => {
    for (const bytes of vectors) {
      // At every byte of the short ones; comparing is what takes the time.
      const step = Math.ceil(bytes.length / 400);
      for (let end = 0; end < bytes.length; end += step) {
        survive(bytes.subarray(0, end));
      }
    }
  });

  test("messages with bytes changed, doubled or lost", () => {
    const damage = fc.array(
      fc.record({
        at: fc.nat(),
        byte: fc.integer({ min: 0, max: 255 }),
        how: fc.constantFrom("set", "insert", "remove"),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...vectors), damage, (bytes, changes) => {
        const changed = Array.from(bytes);
        for (const { at, byte, how } of changes) {
          const place = at % changed.length;
          if (how === "set") changed[place] = byte;
          else if (how === "insert") changed.splice(place, 0, byte);
          else changed.splice(place, 1);
        }
        survive(Uint8Array.from(changed));
      }),
      { numRuns: 2000 },
    );
  });
});
