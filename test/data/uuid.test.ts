import { describe, expect, test } from "vitest";
import { newUUID } from "../../runtime/src/data/uuid.js";
import { isUUID } from "../../runtime/src/facts.js";

describe("newUUID", () => {
  const many = Array.from({ length: 10_000 }, () => newUUID());

  test("makes random UUIDs of version 4", () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(many.filter((uuid) => !form.test(uuid) || !isUUID(uuid))).toEqual([]);
  });

  test("has no repetitions, and uses every digit in every free position", () => {
    expect(new Set(many).size).toBe(many.length);
    for (const at of [0, 7, 9, 15, 20, 24, 35]) {
      expect(new Set(many.map((uuid) => uuid[at])).size).toBe(16);
    }
  });
});

describe("isUUID, for the writer and the validator alike", () => {
  const hex = "3f2b8c1e5d4a4c7b9e0f1a2b3c4d5e6f";

  test.each([
    [hex, true],
    // Taking out urn: is what makes a uuid: of this, which then goes, too.
    [`uuurn:id:${hex}`, true],
    [`}}{${hex.toUpperCase()}`, true],
    [`${hex} `, false],
    [Number(`0x${hex}`), false],
    // Texts of which regular expressions make quadratic work.
    [`a${"{".repeat(1_000_000)}b`, false],
    ["urn:".repeat(300_000), false],
  ])("%#", (value, verdict) => expect(isUUID(value)).toBe(verdict));
});
