import { describe, expect, test } from "vitest";
import { isUUID, newUUID } from "../../runtime/src/data/uuid.js";

describe("newUUID", () => {
  const many = Array.from({ length: 10_000 }, () => newUUID());

  test("makes random UUIDs of version 4", () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(many.filter((uuid) => !form.test(uuid) || !isUUID(uuid))).toEqual([]);
  });

  test("repeats none, and uses every digit in every free place", () => {
    expect(new Set(many).size).toBe(many.length);
    for (const at of [0, 7, 9, 15, 20, 24, 35]) {
      expect(new Set(many.map((uuid) => uuid[at])).size).toBe(16);
    }
  });
});
