import { readFileSync } from "node:fs";
import { decodeJobMetrics, validateJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";

interface Verdict {
  base: string;
  change: string;
  accept: boolean;
  message: string;
}

const file = new URL("../fixtures/vectors/verdicts.jsonl", import.meta.url);
const verdicts = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line): Verdict => JSON.parse(line));

describe("the platform's own verdicts", () => {
  test("there are 400 of them", () => {
    expect(verdicts).toHaveLength(400);
  });

  test.each(verdicts)("$base: $change", ({ accept, message }) => {
    const problems = validateJobMetrics(decodeJobMetrics(Buffer.from(message, "base64")));
    expect({ accept: problems.length === 0, problems }).toMatchObject({ accept });
  });
});
