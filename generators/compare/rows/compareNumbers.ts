import { roundingOfDigests } from "../digest/digestSeries.js";
import type { FigureDigest, MetricDigest, SeriesDigest } from "../digest/RunDigest.js";
import { sameNumber, type Tolerance } from "../message/compareValues.js";
import type { Row } from "./Row.js";

/** An earlier number is shown if its change is at least this share of the largest one. */
const nearlyMost = 0.9;

/** One number of a metric, before and after, and its figure or series. */
type Pair = Required<Pick<Row, "figure" | "before" | "after" | "unitBefore" | "unitAfter">> & {
  readonly of: string;
};

/** The numbers of a row, and remarks about the metric's other numbers. */
export type NumbersOfRow = Pick<
  Row,
  "figure" | "before" | "after" | "unitBefore" | "unitAfter" | "difference" | "percent"
> & { readonly details: readonly string[] };

/**
 * The differences in a metric's numbers: the one that changed most, and how many others did.
 * Undefined if none differs.
 */
export function compareNumbers(
  base: MetricDigest,
  head: MetricDigest,
  tolerance: Tolerance,
): NumbersOfRow | undefined {
  const inSeries: Tolerance = {
    absolute: tolerance.absolute,
    relative: Math.max(tolerance.relative, roundingOfDigests),
  };
  const pairs = [
    ...pairsOf(base.figures, head.figures, tolerance),
    ...seriesPairs(base.series, head.series, inSeries),
  ];
  const details = [
    ...sidesOf("figure", base.figures, head.figures),
    ...sidesOf("series", base.series, head.series),
    ...countsOf(base.series, head.series),
  ];
  const most = pairs.reduce((weight, pair) => Math.max(weight, weightOf(pair)), 0);
  // If all changed equally, the first one represents them.
  const shown = pairs.find((pair) => weightOf(pair) >= nearlyMost * most);
  if (shown === undefined) return details.length === 0 ? undefined : { details };
  const others = new Set(pairs.map(({ of }) => of)).size - 1;
  if (others > 0) details.push(`${others} more series changed`);
  const { of: _, ...pair } = shown;
  return { ...pair, ...changeOf(pair), details };
}

/** The numbers of a metric, the one that represents it first: its figures, then the means of its series. */
export function numbersOf(metric: MetricDigest): { figure: string; value: number; unit: string }[] {
  return [
    ...metric.figures.map(({ name, value, unit }) => ({ figure: name, value, unit })),
    ...metric.series.flatMap(({ name, mean, unit }) =>
      mean === undefined ? [] : [{ figure: nameOf("mean", name), value: mean, unit }],
    ),
  ];
}

/** A difference, and its share of the value before. Values in different units are never subtracted. */
export function changeOf({ before, after, unitBefore, unitAfter }: Omit<Pair, "figure" | "of">): {
  difference?: number;
  percent?: number;
} {
  if (unitBefore !== unitAfter) return {};
  const difference = after - before;
  if (!Number.isFinite(difference)) return {};
  const percent = (difference / Math.abs(before)) * 100;
  return { difference, ...(Number.isFinite(percent) ? { percent } : {}) };
}

function pairsOf(
  base: readonly FigureDigest[],
  head: readonly FigureDigest[],
  tolerance: Tolerance,
): Pair[] {
  const before = new Map(base.map((one) => [one.name, one]));
  return head.flatMap(({ name, value, unit }) => {
    const other = before.get(name);
    if (other === undefined) return [];
    if (other.unit === unit && sameNumber(other.value, value, tolerance)) return [];
    return [
      {
        of: name,
        figure: name,
        before: other.value,
        after: value,
        unitBefore: other.unit,
        unitAfter: unit,
      },
    ];
  });
}

function seriesPairs(
  base: readonly SeriesDigest[],
  head: readonly SeriesDigest[],
  tolerance: Tolerance,
): Pair[] {
  const before = new Map(base.map((one) => [one.name, one]));
  return head.flatMap((series) => {
    const other = before.get(series.name);
    if (other === undefined) return [];
    const stats = statsOf(series);
    return statsOf(other).flatMap(([name, x], i) => {
      const [, y] = stats[i] ?? [];
      if (y === undefined) return [];
      if (other.unit === series.unit && sameNumber(x, y, tolerance)) return [];
      return [
        {
          of: series.name,
          figure: nameOf(name, series.name),
          before: x,
          after: y,
          unitBefore: other.unit,
          unitAfter: series.unit,
        },
      ];
    });
  });
}

/** In order of preference: of equal changes, the first is shown. */
function statsOf({ mean, quantiles }: SeriesDigest): [name: string, value: number][] {
  if (mean === undefined || quantiles === undefined) return [];
  const [least, first, median, third, most] = quantiles;
  return [
    ["mean", mean],
    ["maximum", most],
    ["minimum", least],
    ["median", median],
    ["lower quartile", first],
    ["upper quartile", third],
  ];
}

function nameOf(stat: string, series: string): string {
  return series === "" ? stat : `${stat} of ${series}`;
}

/** The weight of a change, from 0 to 2; other units, and values that are not numbers, weigh most. */
function weightOf({ before, after, unitBefore, unitAfter }: Pair): number {
  const difference = Math.abs(after - before);
  if (unitBefore !== unitAfter || !Number.isFinite(difference)) return 3;
  return difference / Math.max(Math.abs(before), Math.abs(after));
}

function sidesOf(
  word: string,
  base: readonly { name: string }[],
  head: readonly { name: string }[],
): string[] {
  const before = new Set(base.map(({ name }) => name));
  const after = new Set(head.map(({ name }) => name));
  const only = (names: Set<string>, others: Set<string>) =>
    [...names].filter((name) => !others.has(name));
  const list = (names: string[]) =>
    names.length > 3
      ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
      : names.join(", ");
  const [gone, added] = [only(before, after), only(after, before)];
  return [
    ...(gone.length === 0 ? [] : [`${word} missing: ${list(gone) || "the only one"}`]),
    ...(added.length === 0 ? [] : [`${word} new: ${list(added) || "a single one"}`]),
  ];
}

function countsOf(base: readonly SeriesDigest[], head: readonly SeriesDigest[]): string[] {
  const before = new Map(base.map((one) => [one.name, one]));
  return head.flatMap(({ name, count, failing, notFinite }) => {
    const other = before.get(name);
    if (other === undefined) return [];
    const of = name === "" ? "" : ` of ${name}`;
    return [
      ...(other.failing === failing
        ? []
        : [`failing values${of}: ${other.failing} → ${failing} (of ${count})`]),
      ...(other.count === count ? [] : [`values${of}: ${other.count} → ${count}`]),
      ...(other.notFinite === notFinite
        ? []
        : [`values that are not finite${of}: ${other.notFinite} → ${notFinite}`]),
    ];
  });
}
