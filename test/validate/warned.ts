import { validateJobMetrics, warnJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { KitchenSink } from "./kitchenSink.js";

/** What is odd, each finding with its code and path, and what makes it so. */
export type WarnedCase = [what: string, findings: string[], change: (sink: KitchenSink) => void];

/** Path of the metrics of a message. */
export const collection = "job_level_metrics.metrics";

/** Code and path of each warning about a message. */
export function warned(sink: KitchenSink, nanShare?: number): string[] {
  return warnJobMetrics(sink.message, { nanShare }).map(({ code, path }) => `${code} ${path}`);
}

/** Changes a valid message that has everything, and expects these warnings, no others, and no problems. */
export function describeWarned(what: string, cases: WarnedCase[]): void {
  describe(`in a message that the platform accepts: ${what}`, () => {
    test.each(cases)("%s: %j", (_, findings, change) => {
      const sink = new KitchenSink();
      change(sink);
      expect(validateJobMetrics(sink.message)).toEqual([]);
      expect(warned(sink)).toEqual(findings);
    });
  });
}
