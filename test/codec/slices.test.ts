import { readdirSync, readFileSync } from "node:fs";
import {
  decodeMetric,
  decodeMetricsData,
  encodeMetric,
  MetricsError,
  sliceJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { block, text } from "./wire.js";

const folder = new URL("../fixtures/vectors/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".binproto"));

describe("the positions of a message's parts", () => {
  test.each(names)("give the bytes of each metric and each piece of data in %s", (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
    const { message, sliceOf } = sliceJobMetrics(bytes);
    const cut = (part: Parameters<typeof sliceOf>[0]) => {
      const { start, length } = sliceOf(part);
      return bytes.subarray(start, start + length);
    };
    const metrics = message.jobLevelMetrics?.metrics ?? [];
    expect(metrics.map((metric) => decodeMetric(cut(metric)))).toStrictEqual(metrics);
    const { metricsData } = message;
    expect(metricsData.map((data) => decodeMetricsData(cut(data)))).toStrictEqual(metricsData);
  });

  test("are known in a list of metrics that comes in two parts", () => {
    const metric = (name: string) => block(2, ...block(1, ...block(2, ...text(name))));
    const bytes = Uint8Array.from([...metric("a"), ...metric("bc")]);
    const { message, sliceOf } = sliceJobMetrics(bytes);
    expect(message.jobLevelMetrics?.metrics.map(sliceOf)).toEqual([
      { start: 4, length: 3 },
      { start: 11, length: 4 },
    ]);
  });

  test("are not known for other objects", () => {
    const { sliceOf } = sliceJobMetrics(new Uint8Array());
    const stranger = decodeMetric(encodeMetric(decodeMetric(new Uint8Array())));
    expect(() => sliceOf(stranger)).toThrow(MetricsError);
  });
});
