import type { AnyDoubles } from "../data/series.js";
import { type MetricTypeWord, type UnknownWord, unknownWord } from "../facts.js";
import type { Metric as MetricMessage } from "../generated/proto/resim/metrics/proto/metrics.js";
import * as bars from "./barChart.js";
import * as batchwise from "./batchwiseBarChart.js";
import type { AnyDefinition } from "./definition.js";
import type { ValuesCase } from "./describeType.js";
import * as overTime from "./doubleOverTime.js";
import * as summary from "./doubleSummary.js";
import * as histogram from "./histogram.js";
import * as image from "./image.js";
import * as imageList from "./imageList.js";
import * as linePlot from "./linePlot.js";
import type { MetricBase } from "./metric.js";
import * as plotly from "./plotly.js";
import { type PlacedReference, referencesIn } from "./references.js";
import * as scalar from "./scalar.js";
import * as states from "./statesOverTime.js";
import * as text from "./text.js";

/** All metric types. The compiler reports types of the wire format that are missing here. */
const metricTypes = {
  SCALAR: scalar.scalarMetric,
  DOUBLE_SUMMARY: summary.doubleSummaryMetric,
  DOUBLE_OVER_TIME: overTime.doubleOverTimeMetric,
  LINE_PLOT: linePlot.linePlotMetric,
  BAR_CHART: bars.barChartMetric,
  BATCHWISE_BAR_CHART: batchwise.batchwiseBarChartMetric,
  STATES_OVER_TIME: states.statesOverTimeMetric,
  HISTOGRAM: histogram.histogramMetric,
  PLOTLY: plotly.plotlyMetric,
  IMAGE: image.imageMetric,
  IMAGE_LIST: imageList.imageListMetric,
  TEXT: text.textMetric,
} as const satisfies { readonly [W in MetricTypeWord]: { readonly type: { readonly word: W } } };

type Table = typeof metricTypes;

/** Any metric; `type` discriminates. */
export type Metric = { [W in MetricTypeWord]: ReturnType<Table[W]["create"]> }[MetricTypeWord];

/** A metric of the type `T`. */
export type MetricOfType<T extends MetricTypeWord> = Extract<Metric, { type: T }>;

type Pascal<Word extends string> = Word extends `${infer First}_${infer Rest}`
  ? `${Capitalize<Lowercase<First>>}${Pascal<Rest>}`
  : Capitalize<Lowercase<Word>>;

/** The methods that add metrics, one per type. The compiler reports missing ones. */
type AddMethods = { [W in MetricTypeWord as `add${Pascal<W>}Metric`]: Table[W]["create"] };

/** The methods that create and add a metric of each type. */
export abstract class MetricAdder implements AddMethods {
  /** Adds an existing metric. */
  abstract addMetric<M extends Metric>(metric: M): M;

  /** Adds one number. NaN is refused (rule C1). */
  addScalarMetric(name: string, options: scalar.ScalarOptions): scalar.ScalarMetric {
    return this.addMetric(scalar.scalarMetric.create(name, options));
  }

  /** Adds one element of a series of doubles (rule D1), or all elements of a short series. */
  addDoubleSummaryMetric<V extends AnyDoubles>(
    name: string,
    options: summary.DoubleSummaryOptions<V>,
  ): summary.DoubleSummaryMetric {
    return this.addMetric(summary.doubleSummaryMetric.create(name, options));
  }

  /** Adds lines of doubles over time, each indexed by timestamps (rule O1). */
  addDoubleOverTimeMetric<const L extends readonly overTime.DoublesOverTime[]>(
    name: string,
    options: overTime.DoubleOverTimeOptions<L>,
  ): overTime.DoubleOverTimeMetric {
    return this.addMetric(overTime.doubleOverTimeMetric.create(name, options));
  }

  /** Adds lines through pairs of doubles: x and y share an index, of timestamps if any (rule L1). */
  addLinePlotMetric<const L extends readonly linePlot.LineDoubles[]>(
    name: string,
    options: linePlot.LinePlotOptions<L>,
  ): linePlot.LinePlotMetric {
    return this.addMetric(linePlot.linePlotMetric.create(name, options));
  }

  /** Adds sets of bars: doubles indexed by the strings that label them (rule B1). */
  addBarChartMetric<const L extends readonly bars.BarDoubles[]>(
    name: string,
    options: bars.BarChartOptions<L>,
  ): bars.BarChartMetric {
    return this.addMetric(bars.barChartMetric.create(name, options));
  }

  /** Adds bars of several batches over time: doubles indexed by the UUIDs of batches (rules W1 to W5). */
  addBatchwiseBarChartMetric<const L extends readonly batchwise.BatchDoubles[]>(
    name: string,
    options: batchwise.BatchwiseBarChartOptions<L>,
  ): batchwise.BatchwiseBarChartMetric {
    return this.addMetric(batchwise.batchwiseBarChartMetric.create(name, options));
  }

  /** Adds timelines of named states: strings indexed by timestamps (rules S1 to S3). */
  addStatesOverTimeMetric<const L extends readonly states.StatesSeries[]>(
    name: string,
    options: states.StatesOverTimeOptions<L>,
  ): states.StatesOverTimeMetric {
    return this.addMetric(states.statesOverTimeMetric.create(name, options));
  }

  /** Adds a histogram of doubles with contiguous buckets (rules H1 and H2). */
  addHistogramMetric<V extends AnyDoubles>(
    name: string,
    options: histogram.HistogramOptions<V>,
  ): histogram.HistogramMetric {
    return this.addMetric(histogram.histogramMetric.create(name, options));
  }

  /** Adds any plotly.js figure (rule P1). */
  addPlotlyMetric(name: string, options: plotly.PlotlyOptions): plotly.PlotlyMetric {
    return this.addMetric(plotly.plotlyMetric.create(name, options));
  }

  /** Adds one picture in the outputs folder (rule I1). */
  addImageMetric(name: string, options: image.ImageOptions): image.ImageMetric {
    return this.addMetric(image.imageMetric.create(name, options));
  }

  /** Adds one or more pictures in the outputs folder (rule I2). */
  addImageListMetric(name: string, options: imageList.ImageListOptions): imageList.ImageListMetric {
    return this.addMetric(imageList.imageListMetric.create(name, options));
  }

  /** Adds Markdown, which must not be empty (rule X1). */
  addTextMetric(name: string, options: text.TextOptions): text.TextMetric {
    return this.addMetric(text.textMetric.create(name, options));
  }
}

const definitions = Object.values(metricTypes) as unknown as readonly AnyDefinition[];
const byWord = new Map(definitions.map((one) => [one.type.word, one]));
const byNumber = new Map<number, AnyDefinition>(definitions.map((one) => [one.type.number, one]));
const byMember = new Map(definitions.map((one) => [one.type.member, one]));

/** The properties of a metric type. */
export interface MetricTypeInfo {
  /** The name in the platform's API: `DOUBLE_OVER_TIME`. */
  readonly word: MetricTypeWord;
  /** Readable name: `Double over time`. */
  readonly label: string;
  /** Whether its values have statuses. If not, a metric is `NOT_APPLICABLE` by default. */
  readonly judged: boolean;
}

/** All metric types. */
export const metricTypeList: readonly MetricTypeInfo[] = definitions.map(
  ({ type: { word, label, judged } }) => ({ word, label, judged }),
);

/** The definition of a type of metric. */
export function definitionOf(word: MetricBase["type"]): AnyDefinition | undefined {
  return byWord.get(word);
}

/** The definition of the type of metric that sets a member of a values message. */
export function definitionByMember(member: ValuesCase): AnyDefinition | undefined {
  return byMember.get(member);
}

/** The name of a type's wire number; `UNSPECIFIED` for 0, and for example `UNKNOWN_99` for an unknown number. */
export function metricTypeWord(number: number): MetricTypeWord | UnknownWord {
  return byNumber.get(number)?.type.word ?? unknownWord(number);
}

/** The readable name of a type's wire number: `Double over time`. */
export function metricTypeLabel(number: number): string {
  return byNumber.get(number)?.type.label ?? (number === 0 ? "No type" : `Type ${number}`);
}

/**
 * All references of a metric's message to metrics data, in field order. Each has the field, the
 * position if it is a list, the ID, and the expected kind of data. Does not check the targets.
 */
export function dataReferencesOf(metric: MetricMessage): PlacedReference[] {
  const values = metric.metricValues?.metricValues;
  const definition = values === undefined ? undefined : definitionByMember(values.$case);
  return values === undefined || definition === undefined
    ? []
    : referencesIn(definition.type, values.value);
}
