import {
  decodeJobMetrics,
  encodeJobMetrics,
  MetricsWriter,
  type Status,
  unpackJobMetrics,
  validateJobMetrics,
  warnJobMetrics,
} from "@metrics-project/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyWriter } from "./anyWriter.js";

const runs = { numRuns: 300 };

describe("whatever a writer writes", () => {
  test("is what the platform takes", () => {
    fc.assert(
      fc.property(anyWriter, (writer) => {
        const message = writer.write();
        expect(validateJobMetrics(message)).toEqual([]);
        // Values are arbitrary, so times may go back; nothing else is worth a warning.
        expect(warnJobMetrics(message).filter(({ code }) => code !== "N8")).toEqual([]);
      }),
      runs,
    );
  });

  test("is read as it was written", () => {
    fc.assert(
      fc.property(anyWriter, (writer) => {
        const bytes = encodeJobMetrics(writer.write());
        const message = decodeJobMetrics(bytes);
        expect(validateJobMetrics(message)).toEqual([]);
        expect(Buffer.compare(encodeJobMetrics(message), bytes)).toBe(0);
      }),
      runs,
    );
  });

  test("is written again from what was unpacked", () => {
    fc.assert(
      fc.property(anyWriter, (writer) => {
        const bytes = encodeJobMetrics(writer.write());
        const read = unpackJobMetrics(decodeJobMetrics(bytes));
        const again = new MetricsWriter({ jobID: read.jobID, status: read.status as Status });
        again.addAll(read);
        const written = decodeJobMetrics(encodeJobMetrics(again.write()));
        expect(written).toStrictEqual(decodeJobMetrics(bytes));
      }),
      runs,
    );
  });
});
