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

/** Reads, validates and writes; bytes may only be refused with a DecodeError. */
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

describe("damaged bytes are refused with a DecodeError, or read as a message that can be written:", () => {
  test("random bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survive), { numRuns: 2000 });
  });

  test("messages that are truncated anywhere", () => {
    for (const bytes of vectors) {
      // At every byte of the short ones; comparing is what takes the time.
      const step = Math.ceil(bytes.length / 400);
      for (let end = 0; end < bytes.length; end += step) {
        survive(bytes.subarray(0, end));
      }
    }
  });

  test("messages with bytes that were changed, inserted or lost", () => {
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

  test("bytes that are read, which another implementation of protobuf also reads", () => {
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
});

describe("a message is refused", () => {
  // A reader that stops at the end of the bytes would accept it.
  test("if it is truncated inside a field, and only then", () => {
    const wrong = vectors.flatMap((bytes) => {
      const borders = bordersOf(bytes);
      const step = Math.ceil(bytes.length / 400);
      const ends = Array.from(
        { length: Math.ceil((bytes.length - 1) / step) },
        (_, at) => 1 + at * step,
      );
      return ends.filter((end) => isRead(bytes.subarray(0, end)) !== borders.has(end));
    });
    expect(wrong).toEqual([]);
  });

  // A metric's name, and the same in a collection, with bytes behind that would fill the gap.
  test.each([0, 1])("if a length exceeds the enclosing message, at depth %d", (levels) => {
    const inner = [...varint((2 << 3) | 2), 2, 65];
    const nest = (levels: number): number[] => {
      if (levels === 0) return inner;
      const content = nest(levels - 1);
      return [...varint((1 << 3) | 2), content.length, ...content];
    };
    const body = nest(levels);
    const message = [...varint((2 << 3) | 2), body.length, ...body, 32, 1, 32, 1];
    expect(() => decodeJobMetrics(Uint8Array.from(message))).toThrow(DecodeError);
  });
});

/** False if the bytes are refused with a DecodeError. */
function isRead(bytes: Uint8Array): boolean {
  try {
    decodeJobMetrics(bytes);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

/** The ends of a message's fields: truncated there, the rest is a message. */
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
