/** What a run is of; `message` where a file says nothing else. */
export type RunKind = "message" | "test" | "batch" | "report";

/** Of one run, what a comparison needs: scalars, summaries of series, and hashes of all else. */
export interface RunDigest {
  readonly kind: RunKind;
  /** The test's name; of a batch or report, what the rehearsal calls it. */
  readonly name: string;
  /** As the platform words it, or ERROR where the run wrote no message. */
  readonly status: string;
  /** Why there is no message, in one line. */
  readonly failure?: string;
  readonly metrics: readonly MetricDigest[];
  readonly events: readonly EventDigest[];
}

export interface MetricDigest {
  /** Unique within the run: event metrics bear the names of their events, repeated names a number. */
  readonly name: string;
  /** The platform's word: SCALAR, DOUBLE_OVER_TIME, … */
  readonly type: string;
  readonly status: string;
  readonly figures: readonly FigureDigest[];
  readonly series: readonly SeriesDigest[];
  /** Hash of all that is said besides numbers: texts, limits, names of axes, states. */
  readonly content: string;
  /** Hash of the type and of all data, numbers included, without any name: what a renamed metric keeps. */
  readonly identity: string;
}

/** A single number: a scalar's value, a summary's value of a group. */
export interface FigureDigest {
  /** Empty for a metric's only figure. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A series of doubles, summed up. Values are in `unit`; all but the counts are undefined where no value is finite. */
export interface SeriesDigest {
  /** The line's or bar's name and its group's; empty for a metric's only series. */
  readonly name: string;
  readonly unit: string;
  readonly count: number;
  /** Values whose status is a failure. */
  readonly failing: number;
  /** Values that are not finite. */
  readonly notFinite: number;
  /** Minimum, quartiles and maximum of the finite values. */
  readonly quantiles?: readonly [number, number, number, number, number];
  readonly mean?: number;
}

/** All events of one name. */
export interface EventDigest {
  readonly name: string;
  readonly count: number;
  /** The gravest of them. */
  readonly status: string;
  /** Hash of their times, tags and descriptions. */
  readonly content: string;
}
