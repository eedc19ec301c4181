import { readdirSync, readFileSync } from "node:fs";
import { decodeJobMetrics, encodeJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";

const folder = new URL("../fixtures/vectors/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".binproto"));

describe("messages that the platform's own SDK wrote", () => {
  test.each(names)("%s is encoded as the same bytes", (name) => {
    const bytes = readFileSync(new URL(name, folder));
    const message = decodeJobMetrics(bytes);
    const again = encodeJobMetrics(message);
    expect(decodeJobMetrics(again)).toStrictEqual(message);
    expect(Buffer.compare(again, bytes)).toBe(0);
  });
});
