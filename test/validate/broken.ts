import { validateJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { KitchenSink } from "./kitchenSink.js";

/**
 * What is changed, and the codes that are found: of the rule that it breaks, and of the consequences; or that it is
 * accepted.
 */
export type Case = [what: string, codes: string, change: (sink: KitchenSink) => void];

/** An id that nothing has. */
export const stranger = "3f2b8c1e-5d4a-4c7b-9e0f-1a2b3c4d5e6f";

/** Changes a valid message that has everything, and expects the codes and no others. */
export function describeBroken(what: string, cases: Case[]): void {
  describe(`a valid message that is changed: ${what}`, () => {
    test.each(cases)("%s: %s", (_what, codes, change) => {
      const sink = new KitchenSink();
      expect(validateJobMetrics(sink.message)).toEqual([]);
      change(sink);
      const problems = validateJobMetrics(sink.message);
      const found = [...new Set(problems.map(({ code }) => code))].sort().join(" ");
      expect(found === "" ? "accepted" : found).toBe(codes);
      for (const { path, expected, remedy, message } of problems) {
        expect(message).toContain(path);
        expect(message).toContain(expected);
        expect(remedy).toMatch(/^[A-Z].*\.$/);
      }
    });
  });
}
