import type { RunKind } from "../digest/RunDigest.js";

/** One difference between two runs: a line of the table. */
export interface Row {
  /** The name of the test, or the rehearsal's name for the batch or report. */
  readonly run: string;
  readonly runKind: RunKind;
  /** `run`: the run as a whole. */
  readonly of: "run" | "metric" | "event" | "data";
  /** The name of the metric, event or data in HEAD, or of the run. */
  readonly name: string;
  /** Its name in BASE, if that is different. */
  readonly was?: string;
  readonly change: "changed" | "new" | "missing" | "renamed";
  /** `worse` and `better` by the status alone: the desired direction of a number is unknown. */
  readonly verdict: "worse" | "better" | "neither";
  readonly statusBefore?: string;
  readonly statusAfter?: string;
  /** Name of the numbers: `mean of front`; empty for a metric's only figure. */
  readonly figure?: string;
  readonly before?: number;
  readonly after?: number;
  readonly unitBefore?: string;
  readonly unitAfter?: string;
  /** After minus before; undefined if the units differ. */
  readonly difference?: number;
  /** Share of the absolute value before; undefined if that is 0. */
  readonly percent?: number;
  /** Other changes, each in a few words. */
  readonly details: readonly string[];
  /** Hash of everything that a renamed metric keeps. */
  readonly identity?: string;
}
