/** What a page of a comparison is drawn from. */
export interface CompareData {
  title: string;
  /** What is compared: those before, and the newest last. */
  sides: SideView[];
  /** `2 worse, 6 changed`. */
  tally: string;
  notes: string[];
  /** What differs between the first side and the last, worst first. */
  rows: CompareRow[];
  /** Rows beyond the most that a page lists. */
  moreRows: number;
  /** Every scalar, with its value in each test and on each side. */
  scalars: ScalarView[];
}

export interface SideView {
  name: string;
  /** Its project, time and commit. */
  facts: string;
}

/** The group of a row, by which the page filters. */
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
  /** What is drawn of it; undefined if there is nothing to draw, or there are too many. */
  detail?: DetailView;
}

/** A value of each side, in their order; null if it has none. */
export type BySide<T> = (T | null)[];

/** What both sides draw of a metric. */
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

/** Lines over each other, and what is left when the first is taken from the last. */
export interface CurvesView {
  kind: "curves";
  xName: string;
  yName: string;
  lines: {
    name: string;
    sides: BySide<Curve>;
    /** Undefined if the units differ, or x does not ascend. */
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
