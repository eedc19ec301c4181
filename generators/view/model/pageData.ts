/** What a page is drawn from. The numbers of series lie beside it, as one block of typed arrays. */
export interface PageData {
  title: string;
  runs: RunView[];
  /** True where a server can tell the page that its source has changed. */
  reload: boolean;
}

/** A number that JSON can hold: NaN and the infinities are written as words. */
export type Num = number | "NaN" | "Infinity" | "-Infinity";

/** Position of a typed array in the page's block of arrays. */
export type ArrayRef = number;

/** A test, the batch, a report, or a message that belongs to none of these. */
export type RunKind = "message" | "test" | "batch" | "report";

/** One message, or one run that failed to write one. */
export interface RunView {
  /** Unique within the page; part of links to the run. */
  id: string;
  kind: RunKind;
  name: string;
  /** MetricStatus of the message; undefined where there is no message. */
  status?: number;
  /** Why there is no message, as its user should read it. */
  failure?: string;
  /** Small facts such as the time that the run took. */
  facts: [name: string, value: string][];
  /** Broken rules: the platform would refuse the message. */
  problems: ProblemView[];
  /** Accepted by the platform, and still worth a look. */
  warnings: ProblemView[];
  metrics: MetricView[];
  events: EventView[];
  files: FileView[];
}

export interface ProblemView {
  code: string;
  path: string;
  /** What is wrong, which value, and what to do, as the validator says it. */
  message: string;
}

/** A file beside the message that no image shows. */
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
  /** The time is a point in calendar time, not one since the start of a test. */
  calendar: boolean;
  timeText: string;
  /** Indices into the run's metrics. */
  metrics: number[];
}

export interface MetricView {
  name: string;
  /** As people read it: `Double over time`. */
  type: string;
  /** MetricStatus and MetricImportance of the wire. */
  status: number;
  importance: number;
  description: string;
  hidden: boolean;
  blocking: boolean;
  /** Drawn with its event, not among the run's own metrics. */
  event: boolean;
  tags: [key: string, value: string][];
  /** What is drawn; one entry a category where the data is grouped. */
  groups: { name: string | null; body: Body }[];
}

export interface Limits {
  failsAbove?: Num;
  failsBelow?: Num;
}

export interface AxisView {
  name: string;
  /** Values are seconds of time. */
  time: boolean;
  /** What zero stands for, where that is a point in calendar time (ISO 8601). */
  origin?: string;
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
  /** What the index of the values is called. */
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
  x: ArrayRef;
  y: ArrayRef;
  statuses: ArrayRef | null;
}

export interface LinesBody extends PartsBody {
  kind: "lines";
  x: AxisView;
  y: AxisView;
  lines: LineView[];
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
  /** For each MetricStatus that occurs, how many values each bucket holds. */
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

export interface TextBody {
  kind: "text";
  text: string;
}

/** The metric cannot be drawn: its values are missing or do not fit together. */
export interface BrokenBody {
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

/** `value` in a form that JSON keeps. */
export function toNum(value: number): Num {
  return Number.isFinite(value) ? value : (String(value) as Num);
}
