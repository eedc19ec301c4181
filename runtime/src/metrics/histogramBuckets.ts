import { describeValue } from "../data/describeValue.js";
import type { AnyDoubles } from "../data/series.js";
import { groupedOf, seriesOf } from "../data/seriesData.js";
import { MetricDefinitionError } from "../errors.js";

/** A range of values, from `lower` up to `upper`. */
export interface HistogramBucket {
  readonly lower: number;
  readonly upper: number;
}

/** The range of the buckets, from numbers or from data. */
export type BucketRange =
  | {
      /** Start of the first bucket. */
      from: number;
      /** End of the last bucket. */
      to: number;
      values?: undefined;
    }
  | {
      /** Start of the first bucket. Default: the smallest finite value of `values`. */
      from?: number | undefined;
      /** End of the last bucket. Default: the largest finite value of `values`. */
      to?: number | undefined;
      /** Doubles to take the range from: a series or a list. */
      values: AnyDoubles | ArrayLike<number>;
    };

/** Options of {@link histogramBuckets}: a range, and how to divide it. */
export type HistogramBucketsOptions = BucketRange & {
  /** Number of buckets. Default: 20, or as many as `width` requires. */
  count?: number | undefined;
  /** Width of each bucket; the last one ends at or beyond `to`. Default: derived from `count`. */
  width?: number | undefined;
};

const most = 100_000;

/**
 * Contiguous buckets of equal width for a histogram.
 *
 *     histogramBuckets({ from: 0, to: 2, count: 20 })
 *     histogramBuckets({ values: speed, count: 20 })
 *     histogramBuckets({ from: 0, values: speed, width: 0.1 })
 *
 * @throws {@link MetricDefinitionError} without a range, if the range is empty, or if there would be no buckets
 * or more than 100,000.
 */
export function histogramBuckets(options: HistogramBucketsOptions): HistogramBucket[] {
  const range = options.values === undefined ? undefined : rangeOf(options.values);
  const from = checkEnd("from", options.from ?? range?.from);
  let to = checkEnd("to", options.to ?? range?.to);
  // Equal values, apart from noise in the last digits, still need a range. Adding one to a very large
  // number would not change it.
  const noise = Math.max(Math.abs(from), Math.abs(to), 1e-290) * 1e-9;
  if (options.to === undefined && to - from <= noise) {
    to = from + (options.width ?? Math.max(1, noise));
  }
  if (to <= from) fail(`they would go from ${from} to ${to}`, "`to` must be greater than `from`.");
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
      fail(`${count} buckets do not fit between ${from} and ${to}`, "Use fewer buckets.");
    }
    buckets.push({ lower, upper });
  }
  return buckets;
}

function countOf({ count, width }: HistogramBucketsOptions, span: number): number {
  if (count !== undefined && width !== undefined) {
    fail("both count and width are given", "Set only one of them: the other follows from it.");
  }
  if (width !== undefined && !(width > 0 && Number.isFinite(width))) {
    fail(`their width is ${describeValue(width)}`, "The width must be greater than 0.");
  }
  // Integer quotients are slightly off: 0.3 / 0.1 is 2.9999999999999996.
  const wanted = width === undefined ? (count ?? 20) : Math.ceil(span / width - 1e-9);
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= most) return wanted;
  return fail(`there would be ${describeValue(wanted)} buckets`, `Use 1 to ${most} buckets.`);
}

function checkEnd(what: string, end: number | undefined): number {
  if (typeof end === "number" && Number.isFinite(end)) return end;
  return fail(
    `${what} is ${describeValue(end)}`,
    "Pass from and to as finite numbers, or values with at least one finite number.",
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
