import {
  doubles,
  externalFile,
  groupBy,
  histogramBuckets,
  MetricsWriter,
  type Status,
  statuses,
  strings,
  timestamps,
  uuids,
} from "@metrics-project/runtime";
import fc from "fast-check";

/** The values that one metric is made from; all its series are of one length. */
interface Stuff {
  /** Part of every name, so that names differ. */
  id: string;
  values: number[];
  times: { seconds: number; nanos: number }[];
  texts: string[];
  ids: string[];
  verdicts: Status[];
  grouped: boolean;
  options: {
    description?: string;
    status?: Status;
    importance?: "LOW" | "CRITICAL";
    order?: number;
    blocking?: boolean;
    shouldDisplay?: boolean;
    tags?: Record<string, string>;
  };
}

const status = fc.constantFrom<Status>(
  "PASSED",
  "FAIL_WARN",
  "FAIL_BLOCK",
  "RAW",
  "NOT_APPLICABLE",
);
const word = fc.string({ unit: "grapheme", minLength: 1 });

const options = fc.record(
  {
    description: fc.string(),
    status,
    importance: fc.constantFrom("LOW" as const, "CRITICAL" as const),
    order: fc.float({ noNaN: true }),
    blocking: fc.boolean(),
    shouldDisplay: fc.boolean(),
    tags: fc.dictionary(word, word, { noNullPrototype: true, maxKeys: 3 }),
  },
  { requiredKeys: [] },
);

const stuff: fc.Arbitrary<Omit<Stuff, "id">> = fc.integer({ min: 1, max: 6 }).chain((length) => {
  const list = <T>(element: fc.Arbitrary<T>) =>
    fc.array(element, { minLength: length, maxLength: length });
  return fc.record({
    values: list(fc.double()),
    times: list(fc.record({ seconds: fc.nat(), nanos: fc.integer({ min: 0, max: 999_999_999 }) })),
    texts: list(fc.oneof(word, fc.constant("__proto__"), fc.constant("a"))),
    ids: list(fc.uuid()),
    verdicts: list(status),
    grouped: fc.boolean(),
    options,
  });
});

type Add = (writer: MetricsWriter, stuff: Stuff) => void;

/** Every metric type and more, on plain and on grouped data. */
const adders: Record<string, Add> = {
  scalar: (writer, { id, values, options }) => {
    const [value = 0] = values.filter((number) => !Number.isNaN(number));
    writer.addScalarMetric(id, { ...options, value, unit: "m", failsAbove: 3 });
  },
  summary(writer, { id, values, texts, verdicts, grouped, options }) {
    const index = strings(`${id} index`, texts);
    const value = doubles(`${id} values`, values, { unit: "s", index });
    const given = statuses(`${id} statuses`, verdicts, { index });
    if (grouped) {
      writer.addDoubleSummaryMetric(id, {
        ...options,
        value: groupBy(value, index),
        statuses: groupBy(given, index),
      });
    } else {
      writer.addDoubleSummaryMetric(id, { ...options, value, statuses: given, index: 0 });
    }
  },
  overTime(writer, { id, values, times, texts, verdicts, grouped, options }) {
    const index = timestamps(`${id} index`, times);
    const series = doubles(`${id} values`, values, { index });
    const given = statuses(`${id} statuses`, verdicts, { index });
    const by = strings(`${id} groups`, texts);
    if (grouped) {
      const line = { values: groupBy(series, by), statuses: groupBy(given, by), failsAbove: 1 };
      writer.addDoubleOverTimeMetric(id, { ...options, lines: [line] });
    } else {
      const second = { values: series.map((value) => value + 1), legend: "second", failsBelow: 0 };
      const lines = [{ values: series, statuses: given }, second] as const;
      writer.addDoubleOverTimeMetric(id, { ...options, lines, endTime: new Date(5000) });
    }
  },
  linePlot(writer, { id, values, verdicts, options }) {
    const x = doubles(`${id} x`, values);
    const y = doubles(`${id} y`, values);
    const given = statuses(`${id} statuses`, verdicts);
    writer.addLinePlotMetric(id, {
      ...options,
      lines: [
        { x, y, statuses: given },
        { x, y: x },
      ],
    });
  },
  barChart(writer, { id, values, texts, verdicts, options }) {
    const index = strings(`${id} index`, texts);
    const bars = doubles(`${id} values`, values, { index });
    const given = statuses(`${id} statuses`, verdicts, { index });
    writer.addBarChartMetric(id, { ...options, bars: [{ values: bars, statuses: given }] });
  },
  batchwise(writer, { id, values, times, ids, options }) {
    const index = uuids(`${id} index`, ids);
    const bars = doubles(`${id} values`, values, { index });
    const when = timestamps(`${id} times`, times, { index });
    writer.addBatchwiseBarChartMetric(id, {
      ...options,
      categories: [{ category: "all", values: bars, times: when, color: "#1f77b4ff" }],
      projectID: ids[0] ?? "",
    });
  },
  states(writer, { id, texts, times, options }) {
    const index = timestamps(`${id} index`, times);
    const states = strings(`${id} states`, texts, { index });
    writer.addStatesOverTimeMetric(id, {
      ...options,
      series: [{ states }],
      failureStates: texts.slice(0, 1),
    });
  },
  histogram(writer, { id, values, options }) {
    writer.addHistogramMetric(id, {
      ...options,
      values: doubles(`${id} values`, values),
      buckets: histogramBuckets({ from: -1, to: 1, count: 4 }),
    });
  },
  plotly(writer, { id, values, texts, options }) {
    const figure = { data: [{ type: "scatter" as const, x: values, y: texts }], layout: {} };
    writer.addPlotlyMetric(id, { ...options, figure });
  },
  image: (writer, { id, options }) =>
    void writer.addImageMetric(id, { ...options, image: externalFile(`${id} file`, "a/b.png") }),
  images(writer, { id, options }) {
    const images = ["1", "2"].map((name) => externalFile(`${id} file ${name}`, `${name}.png`));
    writer.addImageListMetric(id, { ...options, images });
  },
  text: (writer, { id, texts, options }) =>
    void writer.addTextMetric(id, { ...options, text: texts[0] ?? "" }),
  data: (writer, { id, values }) => void writer.addMetricsData(doubles(`${id} bare`, values)),
  event(writer, { id, times, texts, options }) {
    const metric = writer.addTextMetric(`${id} text`, { text: "t", eventMetric: true });
    writer.addEvent(id, {
      timestamp: times[0] ?? 0n,
      description: options.description,
      tags: texts,
      metrics: [metric],
    });
  },
};

/** A writer to which anything that its types allow was added. */
export const anyWriter: fc.Arbitrary<MetricsWriter> = fc
  .array(fc.tuple(fc.constantFrom(...Object.values(adders)), stuff, fc.string()), { maxLength: 12 })
  .map((steps) => {
    const writer = new MetricsWriter();
    for (const [at, [add, given, text]] of steps.entries()) {
      add(writer, { ...given, id: `${at} ${text}` });
    }
    return writer;
  });
