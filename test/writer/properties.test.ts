import {
  decodeJobMetrics,
  encodeJobMetrics,
  type JobMetrics,
  MetricsWriter,
  type Status,
  unpackJobMetrics,
  validateJobMetrics,
} from "@metrics-project/runtime";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filled, steps } from "./arbitraryRun.js";

function writeAgain(message: JobMetrics): JobMetrics {
  const read = unpackJobMetrics(message);
  const writer = new MetricsWriter({ jobID: read.jobID, status: read.status as Status });
  writer.addAll(read);
  return writer.write();
}

describe("any message that the writer can make", () => {
  it("is valid", () => {
    fc.assert(
      fc.property(steps, (all) => {
        expect(validateJobMetrics(filled(all).write())).toEqual([]);
      }),
    );
  });

  it("is valid still when it was encoded and decoded", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const bytes = encodeJobMetrics(filled(all).write());
        expect(validateJobMetrics(decodeJobMetrics(bytes))).toEqual([]);
      }),
    );
  });

  it("is read, and written again as an equal message", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const message = decodeJobMetrics(encodeJobMetrics(filled(all).write()));
        const again = writeAgain(message);
        expect(again).toEqual(message);
        expect(encodeJobMetrics(again)).toEqual(encodeJobMetrics(message));
      }),
    );
  });

  it("is written identically twice by one writer", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const writer = filled(all);
        expect(writer.write()).toEqual(writer.write());
      }),
    );
  });
});
