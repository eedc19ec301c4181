import {
  decodeJobMetrics,
  doubles,
  encodeJobMetrics,
  type JobMetrics,
  MetricsWriter,
  type ScalarMetric,
  timestamps,
  unpackJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const strange = { 800: [Uint8Array.of(1)] };

/** A message with a field that the format does not know in every part, and numbers without words. */
function readMessage(): JobMetrics {
  const writer = new MetricsWriter();
  const time = timestamps("time", [0n, 1n]);
  const speed = doubles("speed", [1, 2], { index: time });
  writer.addDoubleOverTimeMetric("Speed", { lines: [{ values: speed }] });
  const note = writer.addScalarMetric("note", { value: 1, eventMetric: true, tags: { a: "b" } });
  writer.addEvent("crash", { timestamp: 1n, metrics: [note] });
  const message = writer.write();
  for (const metric of message.jobLevelMetrics?.metrics ?? []) {
    metric._unknownFields = strange;
    Object.assign(metric, { status: 9 });
    const values = metric.metricValues?.metricValues;
    if (values !== undefined) values.value._unknownFields = strange;
  }
  for (const event of message.events)
    Object.assign(event, { _unknownFields: strange, importance: 8 });
  return decodeJobMetrics(encodeJobMetrics(message));
}

function written(...metrics: readonly Parameters<MetricsWriter["addMetric"]>[0][]) {
  const writer = new MetricsWriter();
  for (const metric of metrics) writer.addMetric(metric);
  return writer.write().jobLevelMetrics?.metrics ?? [];
}

function noteOf(message: JobMetrics): ScalarMetric {
  const note = unpackJobMetrics(message).metric("note", "SCALAR");
  if (note === undefined) throw new Error("no note");
  return note;
}

describe("a metric that was read and spread into a new one", () => {
  const message = readMessage();
  const [, before] = message.jobLevelMetrics?.metrics ?? [];

  it("is written with its new properties, and with the others unchanged", () => {
    const note = noteOf(message);
    const [metric] = written({ ...note, name: "renamed", importance: "HIGH" });
    const { parentId, ...rest } = before ?? {};
    expect(metric).toMatchObject({ ...rest, name: "renamed", importance: 4 });
    expect(metric?._unknownFields).toEqual(strange);
    expect(metric?.metricValues).toBe(before?.metricValues);
    expect(parentId?.$case).toBe("jobId");
  });

  it("is written with new values, and the rest of their message", () => {
    const [metric] = written({ ...noteOf(message), value: 7 });
    expect(metric?.metricValues?.metricValues).toMatchObject({
      $case: "scalarMetricValues",
      value: { value: 7, _unknownFields: strange },
    });
    expect(metric?.tags).toEqual([{ key: "a", value: "b" }]);
    expect(metric?.status).toBe(9);
  });

  it("keeps an unknown status without its origin", () => {
    const note = noteOf(message);
    expect(note.status).toBe("UNKNOWN_9");
    const { origin: _, ...made } = note;
    expect(written(made)[0]?.status).toBe(9);
  });

  it("has the read message as its origin", () => {
    expect(noteOf(message).origin?.message).toEqual(before);
  });

  it("has no origin if it is new", () => {
    expect(new MetricsWriter().addTextMetric("a", { text: "b" }).origin).toBeUndefined();
  });
});

describe("an event that was read and spread into a new one", () => {
  it("is written with its new properties, and with the others unchanged", () => {
    const message = readMessage();
    const read = unpackJobMetrics(message);
    const writer = new MetricsWriter();
    for (const metric of read.metrics) writer.addMetric(metric);
    const [event] = read.events;
    if (event === undefined) throw new Error("no event");
    writer.addEvent({ ...event, name: "near crash" });
    const [before] = message.events;
    expect(writer.write().events).toEqual([{ ...before, name: "near crash" }]);
    expect(before?.importance).toBe(8);
  });
});

describe("data that was read", () => {
  it("is written with its new name and unit", () => {
    const message = readMessage();
    const speed = unpackJobMetrics(message).data("speed", "doubles");
    if (speed === undefined) throw new Error("no speed");
    expect(speed.origin?.message.name).toBe("speed");
    const writer = new MetricsWriter();
    writer.addMetricsData({ ...speed, name: "pace", unit: "m/s" });
    const [data] = writer.write().metricsData;
    expect(data).toMatchObject({ name: "pace", unit: "m/s", dataType: 6, isIndexed: true });
    expect(data?.data).toMatchObject({ value: { series: { value: { series: speed.values } } } });
  });
});

describe("a whole message that was read and spread", () => {
  it("is written with its properties other than its parts", () => {
    const message = { ...readMessage(), _unknownFields: strange };
    const read = unpackJobMetrics(message);
    const writer = new MetricsWriter({ jobID: read.jobID });
    writer.addAll({ ...read, events: [] });
    expect(writer.write()).toEqual({ ...message, events: [] });
  });
});
