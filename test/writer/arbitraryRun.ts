import {
  type AnyDoubles,
  type AnyStatuses,
  type DoubleOverTimeLine,
  type Doubles,
  type DoublesOverTime,
  doubles,
  externalFile,
  groupBy,
  type HistogramOptions,
  histogramBuckets,
  type MetricOptions,
  MetricsWriter,
  type PlotlyFigure,
  type Status,
  type Strings,
  statuses,
  strings,
  type Timestamps,
  timestamps,
  uuids,
} from "@metrics-project/runtime";
import * as fc from "fast-check";

/** Adds something to a writer; `number` makes its names unique. */
export type Step = (writer: MetricsWriter, number: number) => void;

const status = fc.constantFrom<Status>(
  "PASSED",
  "FAIL_WARN",
  "FAIL_BLOCK",
  "RAW",
  "NOT_APPLICABLE",
);
const text = fc.string({ unit: "grapheme", maxLength: 8 });
const number = fc.double();
const stamp = fc.record({
  seconds: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  nanos: fc.integer({ min: 0, max: 999_999_999 }),
});
const word = fc.string({ minLength: 1, maxLength: 8 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const options: fc.Arbitrary<MetricOptions> = fc.record({
  description: maybe(text),
  status: maybe(status),
  importance: maybe(fc.constantFrom("ZERO", "LOW", "MEDIUM", "HIGH", "CRITICAL")),
  shouldDisplay: maybe(fc.boolean()),
  blocking: maybe(fc.boolean()),
  order: maybe(fc.float({ noNaN: true, noDefaultInfinity: true })),
  tags: maybe(fc.dictionary(word, word, { maxKeys: 3 })),
  eventMetric: maybe(fc.boolean()),
});

const bounds = fc.record({
  failsAbove: maybe(fc.double({ noNaN: true })),
  failsBelow: maybe(fc.double({ noNaN: true })),
});

/** A length, and one list of each kind of that length. */
const columns = fc.integer({ min: 1, max: 6 }).chain((length) => {
  const list = <T>(element: fc.Arbitrary<T>) =>
    fc.array(element, { minLength: length, maxLength: length });
  return fc.record({
    doubles: list(number),
    others: list(number),
    strings: list(text),
    timestamps: list(stamp),
    uuids: list(fc.uuid()),
    statuses: maybe(list(status)),
    zones: list(fc.constantFrom("a", "b", "__proto__", "7")),
    grouped: fc.boolean(),
    typed: fc.boolean(),
    position: fc.nat(length - 1),
  });
});
type Columns = typeof columns extends fc.Arbitrary<infer T> ? T : never;

function numbers(given: Columns): number[] | Float64Array {
  return given.typed ? Float64Array.from(given.doubles) : given.doubles;
}

/** Values over time with statuses, grouped or not: what types would check is known by construction. */
function overTime(given: Columns, at: number): DoubleOverTimeLine<DoublesOverTime> {
  const time = timestamps(`time ${at}`, given.timestamps);
  const values = doubles(`values ${at}`, numbers(given), { unit: "m", index: time });
  const zones = strings(`zones ${at}`, given.zones);
  const verdicts = given.statuses && statuses(`verdicts ${at}`, given.statuses, { index: time });
  if (!given.grouped) return { values, statuses: verdicts };
  return {
    values: groupBy(values, zones),
    statuses: verdicts && groupBy(verdicts, zones),
  } as DoubleOverTimeLine<DoublesOverTime>;
}

const scalar = fc.tuple(options, bounds, fc.double({ noNaN: true }), maybe(text)).map(
  ([common, thresholds, value, unit]): Step =>
    (writer, at) => {
      writer.addScalarMetric(`scalar ${at}`, { ...common, ...thresholds, value, unit });
    },
);

const doubleOverTime = fc.tuple(options, bounds, columns, maybe(stamp)).map(
  ([common, thresholds, given, startTime]): Step =>
    (writer, at) => {
      const line = { ...overTime(given, at), ...thresholds };
      const lines = [line, { values: line.values, legend: "again" }];
      writer.addDoubleOverTimeMetric(`over time ${at}`, { ...common, lines, startTime });
    },
);

const linePlot = fc.tuple(options, columns).map(
  ([common, given]): Step =>
    (writer, at) => {
      const x = doubles(`x ${at}`, given.others);
      const y = doubles(`y ${at}`, numbers(given));
      const verdicts = given.statuses && statuses(`line verdicts ${at}`, given.statuses);
      writer.addLinePlotMetric(`line ${at}`, { ...common, lines: [{ x, y, statuses: verdicts }] });
    },
);

const summary = fc
  .tuple(options, bounds, columns, fc.constantFrom("uuids", "strings", "timestamps", "none"))
  .map(
    ([common, thresholds, given, kind]): Step =>
      (writer, at) => {
        const all = { ...common, ...thresholds };
        const name = `summary ${at}`;
        const { position } = given;
        if (kind === "uuids") {
          const index = uuids(`ids ${at}`, given.uuids);
          const value = doubles(`value ${at}`, numbers(given), { index });
          writer.addDoubleSummaryMetric(name, { ...all, value, index: given.uuids[position] });
        } else if (kind === "strings") {
          const index = strings(`labels ${at}`, given.strings);
          const value = doubles(`value ${at}`, numbers(given), { index });
          writer.addDoubleSummaryMetric(name, { ...all, value, index: given.strings[position] });
        } else if (kind === "timestamps") {
          const index = timestamps(`clock ${at}`, given.timestamps);
          const value = doubles(`value ${at}`, numbers(given), { index });
          writer.addDoubleSummaryMetric(name, { ...all, value, index: given.timestamps[position] });
        } else {
          const value = doubles(`value ${at}`, numbers(given));
          writer.addDoubleSummaryMetric(name, { ...all, value, index: position });
        }
      },
  );

const barChart = fc.tuple(options, columns).map(
  ([common, given]): Step =>
    (writer, at) => {
      const index = strings(`bar labels ${at}`, given.strings);
      const values = doubles(`bars ${at}`, numbers(given), { index });
      const verdicts = given.statuses && statuses(`bar verdicts ${at}`, given.statuses, { index });
      const bars = [{ values, statuses: verdicts }];
      writer.addBarChartMetric(`bar chart ${at}`, { ...common, bars, stackBars: given.grouped });
    },
);

const batchwise = fc
  .tuple(options, columns, fc.uuid(), maybe(fc.constantFrom("#12ab9F", "#00000080")))
  .map(
    ([common, given, projectID, color]): Step =>
      (writer, at) => {
        const index = uuids(`batches ${at}`, given.uuids);
        const values = doubles(`counts ${at}`, numbers(given), { index });
        const times = timestamps(`batch times ${at}`, given.timestamps, { index });
        const categories = [
          { category: "A", values, times, color },
          { category: "B", values, times },
        ];
        writer.addBatchwiseBarChartMetric(`batchwise ${at}`, { ...common, categories, projectID });
      },
  );

const statesOverTime = fc.tuple(options, columns, fc.boolean()).map(
  ([common, given, fail]): Step =>
    (writer, at) => {
      const index = timestamps(`state clock ${at}`, given.timestamps);
      const states: Strings<string, Timestamps> = strings(`states ${at}`, given.strings, { index });
      const failureStates = fail ? given.strings.slice(0, 1) : undefined;
      writer.addStatesOverTimeMetric(`timeline ${at}`, {
        ...common,
        series: [{ states }],
        failureStates,
      });
    },
);

const histogram = fc.tuple(options, columns).map(
  ([common, given]): Step =>
    (writer, at) => {
      const plain: Doubles = doubles(`counted ${at}`, numbers(given));
      const values: AnyDoubles = given.grouped
        ? (groupBy(plain, strings(`by ${at}`, given.zones)) as AnyDoubles)
        : plain;
      const verdicts: AnyStatuses | undefined =
        given.grouped || given.statuses === undefined
          ? undefined
          : statuses(`counted verdicts ${at}`, given.statuses);
      writer.addHistogramMetric(`histogram ${at}`, {
        ...common,
        values,
        statuses: verdicts,
        buckets: histogramBuckets({ from: 0, to: 2, count: 3 }),
      } as HistogramOptions<AnyDoubles>);
    },
);

const plotly = fc
  .tuple(options, fc.dictionary(word, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 4 }), columns)
  .map(
    ([common, layout, given]): Step =>
      (writer, at) => {
        const data = [{ x: numbers(given) as number[] }];
        // Whatever JSON says, not what plotly knows.
        const figure: PlotlyFigure = { data, layout: layout as PlotlyFigure["layout"] };
        writer.addPlotlyMetric(`figure ${at}`, { ...common, figure });
      },
  );

const pictures = fc.tuple(options, fc.nat(2)).map(
  ([common, more]): Step =>
    (writer, at) => {
      const images = Array.from({ length: more + 1 }, (_, one) =>
        externalFile(`file ${at}-${one}`, `frames/${at}/${one}.png`),
      );
      const [image] = images;
      if (image !== undefined) writer.addImageMetric(`image ${at}`, { ...common, image });
      writer.addImageListMetric(`images ${at}`, { ...common, images });
    },
);

const event = fc.tuple(stamp, fc.array(word, { maxLength: 2 }), maybe(status), fc.boolean()).map(
  ([timestamp, tags, verdict, described]): Step =>
    (writer, at) => {
      const metric = writer.addTextMetric("What happened", { text: "It fell.", eventMetric: true });
      writer.addEvent(`event ${at}`, {
        timestamp,
        tags,
        status: verdict,
        metrics: described ? [metric] : [],
      });
    },
);

const bare = columns.map(
  (given): Step =>
    (writer, at) => {
      const index = strings(`bare index ${at}`, given.strings);
      const data = doubles(`bare ${at}`, numbers(given), { unit: "V", index });
      writer.addMetricsData(data.map((value) => value + 1, { name: `more ${at}` }));
      writer.addMetricsData(groupBy(data, strings(`bare by ${at}`, given.zones)));
    },
);

/** What a build may do with its writer, in any order and number. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    scalar,
    doubleOverTime,
    linePlot,
    summary,
    barChart,
    batchwise,
    statesOverTime,
    histogram,
    plotly,
    pictures,
    event,
    bare,
  ),
  { maxLength: 8 },
);

/** A writer on which all steps were done. */
export function filled(all: readonly Step[], writer = new MetricsWriter()): MetricsWriter {
  all.forEach((step, at) => {
    step(writer, at);
  });
  return writer;
}
