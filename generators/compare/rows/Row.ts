import type { RunKind } from "../digest/RunDigest.js";

/** One thing that two runs do not agree on: a line of the table. */
export interface Row {
  /** The test's name; what a rehearsal calls its batch or report. */
  readonly run: string;
  readonly runKind: RunKind;
  /** `run`: the run as a whole. */
  readonly of: "run" | "metric" | "event" | "data";
  /** Of the metric, event or data, as HEAD has it; of a run, its own. */
  readonly name: string;
  /** Its name in BASE, where that is another one. */
  readonly was?: string;
  readonly change: "changed" | "new" | "missing" | "renamed";
  /** `worse` and `better` by the status alone: the desired direction of a number is unknown. */
  readonly verdict: "worse" | "better" | "neither";
  readonly statusBefore?: string;
  readonly statusAfter?: string;
  /** What the numbers are: `mean of front`; empty for a metric's only figure. */
  readonly figure?: string;
  readonly before?: number;
  readonly after?: number;
  readonly unitBefore?: string;
  readonly unitAfter?: string;
  /** After less before; undefined where the units differ. */
  readonly difference?: number;
  /** Of the amount before; undefined where that is 0. */
  readonly percent?: number;
  /** What else changed, each in a few words. */
  readonly details: readonly string[];
  /** Hash of what a renamed metric keeps. */
  readonly identity?: string;
}
