import {
  grouped,
  MetricsWriter,
  type Problem,
  validateJobMetrics,
  warnJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";

describe("problems of names", () => {
  const long = "a name without end, ".repeat(10_000);

  test.each<[string, (all: Problem[]) => Problem | undefined]>([
    ["A3", (all) => all.find(({ code }) => code === "A3")],
    ["T1", (all) => all.find(({ code }) => code === "T1")],
    ["N7", (all) => all.find(({ code }) => code === "N7")],
    ["N1", (all) => all.find(({ code }) => code === "N1")],
  ])("stays short, however long and many they are: %s", (_, pick) => {
    const writer = new MetricsWriter();
    const categories = Array.from({ length: 5_000 }, (_, at) => [`category ${at}`, [1]] as const);
    writer.addMetricsData(grouped(long, "doubles", new Map(categories)));
    writer.addScalarMetric(long, { value: 1 });
    const message = writer.write();
    const [data] = message.metricsData;
    data?.categoryNames.pop();
    Object.assign(data ?? {}, { dataType: 6 });
    Object.assign(message.jobLevelMetrics?.metrics[0] ?? {}, { importance: 0 });
    const found = pick([...validateJobMetrics(message), ...warnJobMetrics(message)]);
    expect(found?.message.length).toBeLessThan(1_000);
  });
});
