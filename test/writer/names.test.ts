import { doubles, MetricsWriter } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

describe("names", () => {
  it("of metrics are unique", () => {
    const writer = new MetricsWriter();
    writer.addScalarMetric("M", { value: 1 });
    expect(() => writer.addTextMetric("M", { text: "x" })).toThrow(
      'metric "M": there is another metric of this name',
    );
  });

  it("of event metrics may repeat", () => {
    const writer = new MetricsWriter();
    writer.addScalarMetric("E", { value: 1, eventMetric: true });
    writer.addScalarMetric("E", { value: 2, eventMetric: true });
    expect(writer.write().jobLevelMetrics?.metrics).toMatchObject([
      { name: "E", metricValues: { metricValues: { value: { value: 1 } } } },
      { name: "E", metricValues: { metricValues: { value: { value: 2 } } } },
    ]);
  });

  it("of metrics data are unique", () => {
    const writer = new MetricsWriter();
    writer.addMetricsData(doubles("d", [1]));
    expect(() => writer.addMetricsData(doubles("d", [2]))).toThrow(
      'there are two metrics data named "d"',
    );
  });

  it("of metrics data that a refused metric refers to stay free", () => {
    const writer = new MetricsWriter();
    writer.addMetricsData(doubles("d", [1]));
    const x = doubles("new", [1]);
    expect(() => writer.addLinePlotMetric("M", { lines: [{ x, y: doubles("d", [1]) }] })).toThrow(
      'metric "M": there are two metrics data named "d"',
    );
    expect(writer.write().metricsData.map(({ name }) => name)).toEqual(["d"]);
    writer.addMetricsData(x);
    expect(writer.write().metricsData.map(({ name }) => name)).toEqual(["d", "new"]);
  });

  it("of events are unique", () => {
    const writer = new MetricsWriter();
    writer.addEvent("E", { timestamp: 0n });
    expect(() => writer.addEvent("E", { timestamp: 0n })).toThrow(
      'event "E": there is another event of this name',
    );
  });

  it("of both events are in the error if their timestamps have different types", () => {
    const writer = new MetricsWriter();
    writer.addEvent("E", { timestamp: 0n });
    expect(() => writer.addEvent("F", { timestamp: 0n, timestampType: "RELATIVE" })).toThrow(
      'event "F": its timestamp is RELATIVE, but that of "E" is ABSOLUTE',
    );
  });

  it("of an event's metrics are unique", () => {
    const writer = new MetricsWriter();
    const one = writer.addScalarMetric("M", { value: 1, eventMetric: true });
    const two = writer.addScalarMetric("M", { value: 1, eventMetric: true });
    expect(() => writer.addEvent("E", { timestamp: 0n, metrics: [one, two] })).toThrow(
      'event "E": it lists two metrics named "M"',
    );
  });

  it("of an event's metrics belong to metrics of the same writer", () => {
    const writer = new MetricsWriter();
    const stranger = new MetricsWriter().addScalarMetric("S", { value: 1 });
    expect(() => writer.addEvent("E", { timestamp: 0n, metrics: [stranger] })).toThrow(
      'event "E": its metric "S" was not added',
    );
  });

  it("are in the error if a metric is added twice", () => {
    const writer = new MetricsWriter();
    const one = writer.addScalarMetric("M", { value: 1, eventMetric: true });
    expect(() => writer.addMetric(one)).toThrow('metric "M": it was already added');
  });
});
