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
import { reference } from "./reference.js";
import { varint } from "./wire.js";

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

  test("bytes that are read are also read by another implementation of protobuf", () => {
    const type = reference("JobMetrics");
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 2,
    });
    const sampled = { read: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...vectors), changes, (bytes, changed) => {
        const damaged = bytes.slice();
        for (const [at, byte] of changed) damaged[at % damaged.length] = byte;
        try {
          decodeJobMetrics(damaged);
          sampled.read += 1;
        } catch {
          sampled.refused += 1;
          return;
        }
        type.decode(damaged);
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(sampled.read, sampled.refused)).toBeGreaterThan(100);
  });

  // A reader that stops at the end of the bytes, or of a message, takes such a one for whole.
  test("a message that is truncated inside a field is always refused", () => {
    for (const bytes of vectors) {
      const borders = bordersOf(bytes);
      const step = Math.ceil(bytes.length / 400);
      for (let end = 1; end < bytes.length; end += step) {
        const decode = () => decodeJobMetrics(bytes.subarray(0, end));
        if (borders.has(end)) decode();
        else expect(decode).toThrow(DecodeError);
      }
    }
  });

  test("a length beyond the enclosing message is refused at any depth", () => {
    const inner = [...varint((2 << 3) | 2), 2, 65];
    const nest = (levels: number): number[] => {
      if (levels === 0) return inner;
      const content = nest(levels - 1);
      return [...varint((1 << 3) | 2), content.length, ...content];
    };
    // A metric's name, and metric.name of a collection, with bytes behind that would fill the gap.
    for (const levels of [0, 1]) {
      const body = nest(levels);
      const message = [...varint((2 << 3) | 2), body.length, ...body, 32, 1, 32, 1];
      expect(() => decodeJobMetrics(Uint8Array.from(message))).toThrow(DecodeError);
    }
  });
});

/** Where the fields of a message end: there it can be cut, and what is left is a message. */
function bordersOf(bytes: Uint8Array): Set<number> {
  const borders = new Set<number>();
  let at = 0;
  const next = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    // The fields of a JobMetrics are messages and numbers.
    if ((next() & 7) === 2) {
      const length = next();
      at += length;
    } else next();
    borders.add(at);
  }
  return borders;
}
