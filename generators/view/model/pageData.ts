import type { Extent } from "../common/levels.js";
import type { Num } from "../common/numbers.js";
import type { DistributionView, MetricColumn, PagesAround } from "./overviewData.js";

/**
 * The data of a page before any run is opened. Each run has a separate block, with its metrics and
 * the typed arrays of their series. That way, a page of 500 tests opens as quickly as one of three.
 */
export interface PageData {
  title: string;
  /** In the order of the page's list. */
  runs: RunIndex[];
  /** Names of metrics; their numbers are positions in this list. */
  metricNames: string[];
  /** The metrics of all runs, one column per name. */
  columns: MetricColumn[];
  /** The distribution of each scalar over the tests; empty if there are few tests. */
  distributions: DistributionView[];
  /** True if a server can notify the page that its source has changed. */
  reload: boolean;
  /** Set on the page of one run in a folder of pages: the other pages. */
  around?: PagesAround;
}

/** The encoding of an array in a block, see encodeArray. */
export type ArrayKind = "f64" | "u8" | "decimal" | "split";

/** An array of a run's block: at an offset after the header, or in a separate block. */
export interface ArrayEntry {
  kind: ArrayKind;
  /** Elements. */
  length: number;
  /** Default: 1. */
  scale?: number;
  offset?: number;
  block?: number;
}

/** The overview's data of a run. */
export interface RunIndex {
  /** Position among the page's runs. */
  at: number;
  /** The prefix of links to the run: `test/lap`. Unique. */
  route: string;
  /** The run's own page, relative to this page; undefined if this page contains the run. */
  href?: string;
  kind: RunKind;
  name: string;
  /** A synthetic earlier batch of a rehearsal: it is not counted. */
  madeUp: boolean;
  /** See {@link RunView.shown}. */
  shown: number;
  facts: [name: string, value: string][];
  /** Wall-clock seconds that the run took, if known. */
  seconds?: number;
  /** Number of metrics by shown status, without those of events, the worst first. */
  tally: [status: number, n: number][];
  /** Number of events, and of failed events. */
  events: number;
  failedEvents: number;
  problems: number;
  warnings: number;
  /** The first few reasons for its failure, in the order of {@link RunView.reasons}. */
  reasons: string[];
  moreReasons: number;
}

/** Position of a typed array in the page's block of arrays. */
export type ArrayRef = number;

/** A test, the batch, a report, or another message. */
export type RunKind = "message" | "test" | "batch" | "report";

/** One message, or one run that failed to write one. */
export interface RunView {
  kind: RunKind;
  name: string;
  madeUp: boolean;
  /** MetricStatus of the message; undefined if there is no message. */
  status?: number;
  /** The shown status, see `common/words`: a failed run is worse than any status. */
  shown: number;
  /** Why there is no message, for the user. */
  failure?: string;
  /** Short facts, such as the duration of the run. */
  facts: [name: string, value: string][];
  /** Broken rules: the platform would refuse the message. */
  problems: ProblemView[];
  /** Accepted by the platform, but worth checking. */
  warnings: ProblemView[];
  metrics: MetricView[];
  events: EventView[];
  files: FileView[];
  /** A sentence for each metric, group and event that failed, the worst first. */
  reasons: ReasonView[];
  /** Limits of a "passed" verdict: NaN values, missing images. */
  remarks: ReasonView[];
  /** Failed stretches of time, in order. */
  moments: MomentView[];
  /** Number of moments above the maximum of a page. */
  moreMoments: number;
  /** The output of the run. */
  log?: LogView;
}

/** A sentence and the position that it describes. */
export interface ReasonView {
  text: string;
  status: number;
  /** Index into the run's metrics. */
  metric?: number;
  /** Index into the metric's groups. */
  group?: number;
  /** Index into the run's events. */
  event?: number;
  /** On the run's clock. */
  time?: number;
}

/** A stretch of time in which elements of one series failed, or an event that did. */
export interface MomentView extends ReasonView {
  time: number;
}

/** The output of a run; only its end, if it is long. */
export interface LogView {
  text: string;
  /** Number of omitted bytes at its start. */
  omitted: number;
  /** Link to the complete output. */
  href?: string;
}

export interface ProblemView {
  code: string;
  path: string;
  /** What is wrong, which value, and what to do: the validator's message. */
  message: string;
}

/** A file beside the message that is not shown as an image. */
export interface FileView {
  name: string;
  path: string;
  href?: string;
  missing?: string;
}

export interface EventView {
  name: string;
  description: string;
  status: number;
  importance: number;
  tags: string[];
  /** Seconds on the run's clock, see {@link AxisView.origin}. */
  time: number;
  /** The time is calendar time, not time since the start of a test. */
  calendar: boolean;
  /** The time has no date although the run's data do: it counts from their first sample. */
  undated: boolean;
  timeText: string;
  /** Indices into the run's metrics. */
  metrics: number[];
}

export interface MetricView {
  name: string;
  /** In readable form: `Double over time`. */
  type: string;
  /** MetricStatus and MetricImportance of the message. */
  status: number;
  /** The shown status: passed without any limit is not shown as passed, see `common/words`. */
  shown: number;
  importance: number;
  description: string;
  hidden: boolean;
  blocking: boolean;
  /** Drawn with its event, not among the run's own metrics. */
  event: boolean;
  tags: [key: string, value: string][];
  /** The drawings; one entry per category if the data is grouped. */
  groups: GroupView[];
}

export interface GroupView {
  name: string | null;
  body: Body;
  /** The worst status of its elements; 0 if none has one. */
  status: number;
}

export interface Limits {
  failsAbove?: Num;
  failsBelow?: Num;
}

export interface AxisView {
  name: string;
  /** Values are seconds of time. */
  time: boolean;
  /** The meaning of zero, if that is a calendar time (ISO 8601). */
  origin?: string;
  /** The offset from a time of this axis to the run's clock: only if the run has times of both kinds. */
  shift?: number;
  range?: [Num, Num];
}

export interface ScalarBody extends Limits {
  kind: "scalar";
  value?: Num;
  unit: string;
}

export interface SummaryBody extends Limits {
  kind: "summary";
  unit: string;
  /** The name of the index of the values. */
  indexName: string;
  rows: { category: string | null; label: string; value: Num; status: number }[];
  /** Rows that were left out because there are too many for a table. */
  omitted: number;
}

/** A body of several parts. */
interface PartsBody {
  /** Why parts of the metric are not drawn. */
  leftOut: string[];
}

export interface LineView extends Limits {
  legend: string;
  unit: string;
  x: ArrayRef;
  y: ArrayRef;
  statuses: ArrayRef | null;
  /** Times of the points, for a line plot with values indexed by time. */
  times: ArrayRef | null;
  /** Points: the shorter of x and y. */
  length: number;
  extent: Extent;
  /** The drawing without zoom, for a line that is too long to unpack. */
  whole?: WholeLine;
}

/** A level of a line, by the values themselves. */
interface WholeLine {
  /** NaN interrupts the line. */
  x: ArrayRef;
  y: ArrayRef;
  statuses: ArrayRef | null;
  /** See `Marks` of common/levels; y is not used without values. */
  marks: { status: number; gap: boolean; x: ArrayRef; y: ArrayRef; all: number }[];
}

export interface LinesBody extends PartsBody {
  kind: "lines";
  x: AxisView;
  y: AxisView;
  lines: LineView[];
  /** Times of a line plot's points, if it has any. */
  time?: AxisView;
  /** Both axes are lengths in one unit. */
  map?: boolean;
}

export interface BarsBody extends PartsBody {
  kind: "bars";
  xName: string;
  yName: string;
  stacked: boolean;
  /** `labels` is a list of strings, the others are arrays of numbers. */
  bars: { legend: string; labels: ArrayRef; values: ArrayRef; statuses: ArrayRef | null }[];
}

export interface BatchwiseBody extends PartsBody {
  kind: "batchwise";
  xName: string;
  yName: string;
  stacked: boolean;
  /** All batches in order of time. */
  batches: { id: string; time: string }[];
  bars: {
    legend: string;
    color?: string;
    /** Positions in `batches`. */
    at: number[];
    values: Num[];
    statuses: number[];
  }[];
}

export interface StatesBody extends PartsBody {
  kind: "states";
  x: AxisView;
  states: string[];
  failureStates: string[];
  /** `states` of a lane are positions in the body's list; times ascend as they were written. */
  lanes: { legend: string; times: ArrayRef; states: ArrayRef; statuses: ArrayRef | null }[];
}

export interface HistogramBody {
  kind: "histogram";
  xName: string;
  buckets: { lower: number; upper: number }[];
  /** For each MetricStatus that occurs, how many values each bucket contains. */
  counts: { status: number; counts: number[] }[];
  total: number;
  outside: number;
}

export interface FigureBody {
  kind: "figure";
  json: Record<string, unknown>;
}

export interface PictureView {
  name: string;
  path: string;
  bytes?: ArrayRef;
  mime?: string;
  missing?: string;
}

export interface PicturesBody {
  kind: "pictures";
  pictures: PictureView[];
}

interface TextBody {
  kind: "text";
  text: string;
}

/** The metric cannot be drawn: its values are missing or inconsistent. */
interface BrokenBody {
  kind: "broken";
  reason: string;
}

export type Body =
  | ScalarBody
  | SummaryBody
  | LinesBody
  | BarsBody
  | BatchwiseBody
  | StatesBody
  | HistogramBody
  | FigureBody
  | PicturesBody
  | TextBody
  | BrokenBody;
