import { describe, expect, test } from "vitest";
import { newUUID } from "../../runtime/src/data/uuid.js";
import { isUUID } from "../../runtime/src/facts.js";

describe("newUUID", () => {
  const many = Array.from({ length: 10_000 }, () => newUUID());

  test("makes random UUIDs of version 4", () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(many.filter((uuid) => !form.test(uuid) || !isUUID(uuid))).toEqual([]);
  });

  test("never makes the same UUID again", () => {
    const seen = new Set<string>();
    const repeated = many.filter((uuid) => seen.has(uuid) || !seen.add(uuid));
    expect(repeated).toEqual([]);
  });

  test.each([0, 7, 9, 15, 20, 24, 35])("uses every digit at position %d", (at) => {
    const digits = new Set(many.map((uuid) => uuid[at]));
    expect([...digits].sort().join("")).toBe("0123456789abcdef");
  });
});

describe("isUUID, for the writer and the validator alike", () => {
  const hex = "3f2b8c1e5d4a4c7b9e0f1a2b3c4d5e6f";

  test.each([
    ["32 digits", hex, true],
    // Without "urn:", it starts with "uuid:", which is removed next.
    ["a prefix within a prefix", `uuurn:id:${hex}`, true],
    ["braces and capitals", `}}{${hex.toUpperCase()}`, true],
    ["a space at the end", `${hex} `, false],
    ["a number", Number(`0x${hex}`), false],
    // These take quadratic time with a careless regular expression.
    ["a million braces", `a${"{".repeat(1_000_000)}b`, false],
    ["300,000 prefixes", "urn:".repeat(300_000), false],
  ])("gives the verdict for %s", (_, value, verdict) => expect(isUUID(value)).toBe(verdict));
});
