import { doubles, MetricsWriter } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

describe("names", () => {
  it("of metrics are unique, but for event metrics", () => {
    const writer = new MetricsWriter();
    writer.addScalarMetric("M", { value: 1 });
    expect(() => writer.addTextMetric("M", { text: "x" })).toThrow(
      'metric "M": there is another metric of this name',
    );
    writer.addScalarMetric("E", { value: 1, eventMetric: true });
    writer.addScalarMetric("E", { value: 2, eventMetric: true });
    expect(writer.write().jobLevelMetrics?.metrics).toHaveLength(3);
  });

  it("of metrics data are unique, and a metric that violates this adds nothing", () => {
    const writer = new MetricsWriter();
    writer.addMetricsData(doubles("d", [1]));
    expect(() => writer.addMetricsData(doubles("d", [2]))).toThrow(
      'there are two metrics data named "d"',
    );
    const x = doubles("new", [1]);
    expect(() => writer.addLinePlotMetric("M", { lines: [{ x, y: doubles("d", [1]) }] })).toThrow(
      'metric "M": there are two metrics data named "d"',
    );
    expect(writer.write().metricsData.map(({ name }) => name)).toEqual(["d"]);
    writer.addMetricsData(x);
    expect(writer.write().metricsData.map(({ name }) => name)).toEqual(["d", "new"]);
  });

  it("of events are unique, and their timestamps of one type", () => {
    const writer = new MetricsWriter();
    writer.addEvent("E", { timestamp: 0n });
    expect(() => writer.addEvent("E", { timestamp: 0n })).toThrow(
      'event "E": there is another event of this name',
    );
    expect(() => writer.addEvent("F", { timestamp: 0n, timestampType: "RELATIVE" })).toThrow(
      'event "F": its timestamp is RELATIVE, but that of "E" is ABSOLUTE',
    );
  });

  it("of an event's metrics are unique, and the metrics are the writer's", () => {
    const writer = new MetricsWriter();
    const one = writer.addScalarMetric("M", { value: 1, eventMetric: true });
    const two = writer.addScalarMetric("M", { value: 1, eventMetric: true });
    expect(() => writer.addEvent("E", { timestamp: 0n, metrics: [one, two] })).toThrow(
      'event "E": it lists two metrics named "M"',
    );
    const stranger = new MetricsWriter().addScalarMetric("S", { value: 1 });
    expect(() => writer.addEvent("E", { timestamp: 0n, metrics: [stranger] })).toThrow(
      'event "E": its metric "S" was not added',
    );
    expect(() => writer.addMetric(one)).toThrow('metric "M": it was already added');
  });
});
