import {
  decodeJobMetrics,
  doubles,
  encodeJobMetrics,
  InputError,
  type JobMetrics,
  MetricsWriter,
  strings,
  timestamps,
  unpackJobMetrics,
  unpackMetrics,
  validateJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const time = timestamps("time", [0n, 1n]);

/** A message with metrics, data and an event; `change` edits it. */
function message(change: (message: JobMetrics) => void = () => {}): JobMetrics {
  const writer = new MetricsWriter();
  const speed = doubles("speed", [1, 2], { unit: "m/s", index: time });
  writer.addScalarMetric("Top speed", { value: 2, unit: "m/s" });
  writer.addDoubleOverTimeMetric("Speed", { lines: [{ values: speed }] });
  const note = writer.addTextMetric("note", { text: "hit", eventMetric: true });
  writer.addEvent("crash", { timestamp: 1n, metrics: [note] });
  writer.addMetricsData(strings("zones", ["a"]));
  const made = decodeJobMetrics(encodeJobMetrics(writer.write()));
  change(made);
  return made;
}

function at<T>(list: readonly T[] | undefined, name: string): T & { name: string } {
  const found = (list as readonly (T & { name: string })[]).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe("a read message", () => {
  it("has values, units, and links: metrics to data, data to their index, events to metrics", () => {
    const read = unpackJobMetrics(message());
    const speed = read.data("speed", "doubles");
    expect([...(speed?.values ?? [])]).toEqual([1, 2]);
    expect(speed).toMatchObject({ unit: "m/s", index: read.data("time") });
    expect(read.metric("Speed", "DOUBLE_OVER_TIME")?.lines[0]?.values).toBe(speed);
    expect(read.event("crash")?.metrics).toEqual([read.metric("note")]);
    expect(read.metric("Top speed", "SCALAR")?.value).toBe(2);
  });

  it("lists the names of its metrics, data and events", () => {
    const read = unpackJobMetrics(message());
    expect([...read.names]).toEqual([
      "Top speed",
      "Speed",
      "note",
      "speed",
      "time",
      "speed status",
      "zones",
      "crash",
    ]);
  });

  it.each<[string, (read: ReturnType<typeof unpackJobMetrics>) => unknown]>([
    ["a metric with another name", (read) => read.metric("top speed")],
    ["a metric of another type", (read) => read.metric("Top speed", "TEXT")],
    ["data of another kind", (read) => read.data("speed", "strings")],
    ["data with an index of another kind", (read) => read.data("speed", "doubles", "strings")],
    ["grouped data of a plain series", (read) => read.groupedData("speed", "doubles")],
    ["an event with the name of a metric", (read) => read.event("Speed")],
  ])("returns undefined for %s", (_, lookUp) => {
    expect(lookUp(unpackJobMetrics(message()))).toBeUndefined();
  });

  it("returns data with an index of the given kind", () => {
    const read = unpackJobMetrics(message());
    expect(read.data("speed", "doubles", "timestamps")).toBe(read.data("speed"));
  });

  it("may use one name for a metric, data and an event", () => {
    const read = unpackJobMetrics(
      message((made) => {
        at(made.metricsData, "zones").name = "Speed";
        at(made.events, "crash").name = "Speed";
      }),
    );
    expect(read.metric("Speed")?.type).toBe("DOUBLE_OVER_TIME");
    expect(read.data("Speed")?.kind).toBe("strings");
    expect(read.event("Speed")?.name).toBe("Speed");
  });

  it("may have event metrics with the same name: all are kept, and a lookup reports it", () => {
    const read = unpackJobMetrics(
      message((made) => {
        const top = at(made.jobLevelMetrics?.metrics, "Top speed");
        top.name = "note";
        top.eventMetric = true;
      }),
    );
    expect(read.metrics.map(({ name, type }) => [name, type])).toEqual([
      ["note", "SCALAR"],
      ["Speed", "DOUBLE_OVER_TIME"],
      ["note", "TEXT"],
    ]);
    expect(() => read.metric("note")).toThrow('there are 2 metrics named "note"');
    expect(read.metric("note", "TEXT")?.text).toBe("hit");
  });

  it("may have unknown numbers, which are written unchanged", () => {
    const made = message((one) => {
      const metric = at(one.jobLevelMetrics?.metrics, "Top speed");
      Object.assign(metric, { status: 99, importance: 77 });
      Object.assign(at(one.metricsData, "zones"), { dataType: 55 });
    });
    expect(validateJobMetrics(made).map(({ code }) => code)).not.toContain("T1");
    const read = unpackJobMetrics(made);
    expect(read.metric("Top speed")).toMatchObject({
      status: "UNKNOWN_99",
      importance: "UNKNOWN_77",
    });
    const writer = new MetricsWriter({ jobID: read.jobID });
    writer.addAll(read);
    expect(writer.write()).toEqual(made);
  });

  it("keeps unknown fields", () => {
    const unknown = () => ({ _unknownFields: { 1602: [new Uint8Array([1, 65])] } });
    const made = message((one) => {
      Object.assign(one, unknown());
      Object.assign(one.jobLevelMetrics ?? {}, unknown());
      Object.assign(one.jobId ?? {}, unknown());
      Object.assign(at(one.jobLevelMetrics?.metrics, "Speed"), unknown());
      Object.assign(at(one.metricsData, "speed"), unknown());
      Object.assign(at(one.events, "crash"), unknown());
    });
    const bytes = encodeJobMetrics(made);
    const read = unpackJobMetrics(decodeJobMetrics(bytes));
    const writer = new MetricsWriter({ jobID: read.jobID });
    writer.addAll(read);
    expect(encodeJobMetrics(writer.write())).toEqual(bytes);
  });

  it("can go into another run, with the run's own identifier", () => {
    const read = unpackJobMetrics(message());
    const writer = new MetricsWriter();
    const metric = read.metric("Speed");
    if (metric !== undefined) writer.addMetric(metric);
    writer.addScalarMetric("Number of tests", { value: 1 });
    const written = writer.write();
    expect(validateJobMetrics(written)).toEqual([]);
    expect(written.jobId?.id?.data).not.toBe(read.jobID);
    expect(written.metricsData.map(({ name }) => name)).toEqual(["speed", "time", "speed status"]);
  });
});

describe("unreadable messages", () => {
  const cases: [string, (made: JobMetrics) => void, string][] = [
    [
      "index data that lead back to themselves",
      (made) => {
        const clock = at(made.metricsData, "time");
        const speed = at(made.metricsData, "speed");
        Object.assign(clock, { isIndexed: true, indexDataId: speed.metricsDataId });
      },
      'its index data refer back to itself: "speed" -> "time" -> "speed"',
    ],
    [
      "data that index themselves",
      (made) => {
        const zones = at(made.metricsData, "zones");
        Object.assign(zones, { isIndexed: true, indexDataId: zones.metricsDataId });
      },
      'metrics data "zones" cannot be read: its index data refer back to itself: "zones" -> "zones"',
    ],
    [
      "a reference to missing data",
      (made) => {
        made.metricsData = made.metricsData.filter(({ name }) => name !== "speed status");
      },
      'metric "Speed" cannot be read: it refers to the metrics data',
    ],
    [
      "a missing index",
      (made) => {
        made.metricsData = made.metricsData.filter(({ name }) => name !== "time");
      },
      'metrics data "speed" cannot be read: its index data',
    ],
    [
      "a reference to data of another kind",
      (made) => {
        const values = at(made.jobLevelMetrics?.metrics, "Speed").metricValues?.metricValues;
        if (values?.$case !== "doubleOverTimeMetricValues") throw new Error("no line");
        const zones = at(made.metricsData, "zones").metricsDataId;
        if (zones !== undefined) values.value.doublesOverTimeDataId[0] = zones;
      },
      'metric "Speed" cannot be read: "zones" must be doubles, got strings',
    ],
    [
      "one identifier twice",
      (made) => {
        at(made.metricsData, "zones").metricsDataId = at(made.metricsData, "time").metricsDataId;
      },
      '"time" has the same identifier',
    ],
    [
      "a metric without values",
      (made) => {
        at(made.jobLevelMetrics?.metrics, "Speed").metricValues = undefined;
      },
      'metric "Speed" cannot be read: it has no values',
    ],
    [
      "data without elements or file",
      (made) => {
        at(made.metricsData, "zones").data = undefined;
      },
      'metrics data "zones" cannot be read: it has neither elements nor a file',
    ],
    [
      "an event with a missing metric",
      (made) => {
        at(made.events, "crash").metrics[0] = { id: { data: "nobody" } };
      },
      'event "crash" cannot be read: it lists the metric nobody, which does not exist',
    ],
  ];

  it.each(cases)("are refused with the reason: %s", (_, change, expected) => {
    const read = () => unpackJobMetrics(message(change));
    expect(read).toThrow(InputError);
    expect(read).toThrow(expected);
  });

  it("do not include an empty one", () => {
    const read = unpackMetrics({ metrics: [], metricsData: [] });
    expect(read).toMatchObject({ metrics: [], metricsData: [], events: [] });
    expect([...read.names]).toEqual([]);
  });
});
