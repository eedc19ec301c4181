/** The data of a comparison's page. */
export interface CompareData {
  title: string;
  /** The compared sides, the newest last. */
  sides: SideView[];
  /** `2 worse, 6 changed`. */
  tally: string;
  notes: string[];
  /** Differences between the first side and the last, worst first. */
  rows: CompareRow[];
  /** Number of rows above the maximum of a page. */
  moreRows: number;
  /** Every scalar, with its values by test and side. */
  scalars: ScalarView[];
}

export interface SideView {
  name: string;
  /** Its project, time and commit. */
  facts: string;
}

/** The group of a row, for filters. */
export type RowGroup = "worse" | "better" | "changed" | "renamed" | "new" | "missing";

/** A row of the table, in words. */
export interface CompareRow {
  group: RowGroup;
  run: string;
  what: string;
  before: string;
  after: string;
  change: string;
  status: string;
  fails: boolean;
  details: string[];
  /** Its drawings; undefined if there are none, or too many rows. */
  detail?: DetailView;
}

/** The value of each side, in order; null if it has none. */
export type BySide<T> = (T | null)[];

/** The drawings of a metric on all sides. */
export type DetailView =
  | CurvesView
  | StatesView
  | BarsView
  | { kind: "pictures"; pictures: { name: string; sides: BySide<string> }[] }
  | { kind: "figures"; sides: BySide<{ data?: unknown; layout?: unknown }> }
  | { kind: "texts"; sides: BySide<string> };

/** Points of a line; null interrupts it. */
export interface Curve {
  x: (number | null)[];
  y: (number | null)[];
}

/** Overlaid lines, and the last minus the first. */
export interface CurvesView {
  kind: "curves";
  xName: string;
  yName: string;
  lines: {
    name: string;
    sides: BySide<Curve>;
    /** Undefined if the units differ, or x is not ascending. */
    difference?: Curve;
  }[];
}

export interface StatesView {
  kind: "states";
  xName: string;
  states: string[];
  lanes: { name: string; sides: BySide<{ times: number[]; states: number[] }> }[];
}

export interface BarsView {
  kind: "bars";
  xName: string;
  yName: string;
  bars: { name: string; sides: BySide<{ labels: string[]; values: (number | null)[] }> }[];
}

/** A scalar over all tests. */
export interface ScalarView {
  name: string;
  unit: string;
  tests: string[];
  /** By test, then by side; null if it has none, or one in another unit. */
  values: BySide<number>[];
  statuses: BySide<string>[];
}
