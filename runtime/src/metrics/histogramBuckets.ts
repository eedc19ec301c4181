import { describeValue } from "../data/describeValue.js";
import type { AnyDoubles } from "../data/series.js";
import { groupedOf, seriesOf } from "../data/seriesData.js";
import { MetricDefinitionError } from "../errors.js";

/** A range of values, from `lower` up to `upper`. */
export interface HistogramBucket {
  readonly lower: number;
  readonly upper: number;
}

/** Where buckets begin and end: by numbers, or by data. */
export type BucketRange =
  | {
      /** Where the first bucket begins. */
      from: number;
      /** Where the last bucket ends. */
      to: number;
      values?: undefined;
    }
  | {
      /** Where the first bucket begins. Default: the least finite value of `values`. */
      from?: number | undefined;
      /** Where the last bucket ends. Default: the greatest finite value of `values`. */
      to?: number | undefined;
      /** Doubles to take the range from: a series or a list. */
      values: AnyDoubles | ArrayLike<number>;
    };

/** Options of {@link histogramBuckets}: a range, and how to divide it. */
export type HistogramBucketsOptions = BucketRange & {
  /** How many buckets. Default: 20, or what `width` asks for. */
  count?: number | undefined;
  /** How wide each bucket is; the last one ends at or beyond `to`. Default: what `count` asks for. */
  width?: number | undefined;
};

const most = 100_000;

/**
 * Buckets of one width that fit together, for a histogram.
 *
 *     histogramBuckets({ from: 0, to: 2, count: 20 })
 *     histogramBuckets({ values: speed, count: 20 })
 *     histogramBuckets({ from: 0, values: speed, width: 0.1 })
 *
 * @throws {@link MetricDefinitionError} without a range, where it is empty, or where there would be
 * no bucket or more than 100,000.
 */
export function histogramBuckets(options: HistogramBucketsOptions): HistogramBucket[] {
  const range = options.values === undefined ? undefined : rangeOf(options.values);
  const from = checkEnd("from", options.from ?? range?.from);
  let to = checkEnd("to", options.to ?? range?.to);
  // All values alike, but for noise in their last digits, still deserve a picture. One more than a
  // very large number is that number.
  const noise = Math.max(Math.abs(from), Math.abs(to), 1e-290) * 1e-9;
  if (options.to === undefined && to - from <= noise) {
    to = from + (options.width ?? Math.max(1, noise));
  }
  if (to <= from) fail(`they would go from ${from} to ${to}`, "`to` must lie above `from`.");
  const count = countOf(options, to - from);
  const width = options.width ?? (to - from) / count;
  const last = options.width === undefined ? to : from + count * width;
  const edges = Array.from({ length: count + 1 }, (_, at) =>
    at === count ? last : from + at * width,
  );
  const buckets: HistogramBucket[] = [];
  for (const [at, lower] of edges.slice(0, -1).entries()) {
    const upper = edges[at + 1] ?? last;
    if (!(lower < upper)) {
      fail(`${count} of them do not fit between ${from} and ${to}`, "Ask for fewer of them.");
    }
    buckets.push({ lower, upper });
  }
  return buckets;
}

function countOf({ count, width }: HistogramBucketsOptions, span: number): number {
  if (count !== undefined && width !== undefined) {
    fail("both count and width are given", "Give one of them: the other follows from it.");
  }
  if (width !== undefined && !(width > 0 && Number.isFinite(width))) {
    fail(`their width is ${describeValue(width)}`, "A width is a number above 0.");
  }
  // Whole quotients come out a little above or below: 0.3 / 0.1 is 2.9999999999999996.
  const wanted = width === undefined ? (count ?? 20) : Math.ceil(span / width - 1e-9);
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= most) return wanted;
  return fail(`there would be ${describeValue(wanted)} of them`, `Ask for 1 to ${most} buckets.`);
}

function checkEnd(what: string, end: number | undefined): number {
  if (typeof end === "number" && Number.isFinite(end)) return end;
  return fail(
    `${what} is ${describeValue(end)}`,
    "Give from and to as finite numbers, or values that hold at least one.",
  );
}

function fail(problem: string, hint: string): never {
  throw new MetricDefinitionError(`histogram buckets: ${problem}`, { hint });
}

function rangeOf(values: AnyDoubles | ArrayLike<number>): { from?: number; to?: number } {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const list of listsOf(values)) {
    for (let at = 0; at < list.length; at++) {
      const value = list[at] as number;
      if (!Number.isFinite(value)) continue;
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  return from <= to ? { from, to } : {};
}

function listsOf(values: AnyDoubles | ArrayLike<number>): ArrayLike<number>[] {
  if (!("kind" in values)) return [values];
  return values.grouped
    ? [...groupedOf(values).columns.values()].map((column) => column.held as Float64Array)
    : [seriesOf(values).column.held as Float64Array];
}
