import { readdirSync, readFileSync } from "node:fs";
import {
  decodeJobMetrics,
  encodeJobMetrics,
  type JobMetrics,
  MetricsWriter,
  type Status,
  unpackJobMetrics,
  validateJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const folder = new URL("../fixtures/vectors/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".binproto"));

function writeAgain(message: JobMetrics): JobMetrics {
  const read = unpackJobMetrics(message);
  const writer = new MetricsWriter({ jobID: read.jobID, status: read.status as Status });
  writer.addAll(read);
  return writer.write();
}

describe("the platform's own messages", () => {
  it("are in the folder of fixtures", () => {
    expect(names).toContain("kitchen_sink.binproto");
  });

  it.each(names)("%s is read and written again as an equal message", (name) => {
    const message = decodeJobMetrics(readFileSync(new URL(name, folder)));
    const again = writeAgain(message);
    expect(again).toEqual(message);
    expect(decodeJobMetrics(encodeJobMetrics(again))).toEqual(message);
    expect(validateJobMetrics(again)).toEqual([]);
  });
});
