import type { Doubles, Timestamps } from "../data/series.js";
import { doubles, timestamps } from "../data/seriesMakers.js";
import type { DoubleOverTimeOptions } from "../metrics/doubleOverTime.js";
import type { NaNStatus } from "../metrics/metric.js";
import { statusesFrom } from "../metrics/statusesFrom.js";
import type { Association } from "./associate.js";
import { badOption, checkFinite, checkLengths, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import type { ErrorSeries } from "./errorSeries.js";
import { exceedanceOf } from "./exceedance.js";

/** A column over time. */
export interface ColumnOverTime {
  /** Nanoseconds. */
  readonly time: TimeColumn;
  readonly values: Float64Array;
  /** The unit of the values. Default: none. */
  readonly unit?: string | undefined;
}

/** Options of {@link overTimeMetric}. */
export interface OverTimeOptions {
  /** In the unit of the values: beyond it, a value gets `FAIL_WARN`. Default: none. */
  warn?: number | undefined;
  /** In the unit of the values: beyond it, a value gets `FAIL_BLOCK`, and the metric is blocking. Default: none. */
  block?: number | undefined;
  /** On which side of the limits values fail. Default: `above`. */
  fails?: "above" | "below" | undefined;
  /**
   * The status of NaN values: missing values must not pass by default. With `FAIL_BLOCK`, the metric is blocking.
   * Default: `NOT_APPLICABLE`.
   */
  nan?: NaNStatus | undefined;
  /** Description of the line. The result for the limits is appended. Default: none. */
  description?: string | undefined;
}

/** Options of {@link MetricsWriter.addDoubleOverTimeMetric} for one line of this name. */
export type OverTimeMetricOptions<N extends string> = DoubleOverTimeOptions<
  readonly [Doubles<N, Timestamps<`${N} time`>>]
>;

/**
 * Options of a double-over-time metric for one column: its series, a status for each value, and a
 * description. The description has the worst value, its time, and how long the limit was exceeded.
 *
 *     writer.addDoubleOverTimeMetric("Clearance", overTimeMetric("clearance", clearance, { warn: 0.5, block: 0.2, fails: "below" }));
 *
 * @param name of the data, unique in the writer; the timestamps are named `NAME time`
 * @throws {@link RoboticsError} for no samples, different lengths, descending times, limits that are not numbers, or a
 * `block` that is less strict than `warn`.
 */
export function overTimeMetric<const N extends string>(
  name: N,
  { time, values, unit }: ColumnOverTime,
  options: OverTimeOptions = {},
): OverTimeMetricOptions<N> {
  checkLengths({ time, values });
  checkTime(time, 1);
  const { warn, block, fails = "above", nan } = options;
  for (const [what, limit] of Object.entries({ warn, block })) {
    if (limit !== undefined) checkFinite(what, limit);
  }
  if (
    warn !== undefined &&
    block !== undefined &&
    (fails === "above" ? block < warn : block > warn)
  ) {
    throw badOption("block", block, `no stricter than warn, which is ${warn}`);
  }
  const index = timestamps(`${name} time`, Array.from(time));
  const series = doubles(name, values, { unit, index });
  const limit = warn ?? block;
  const bound = (value: number | undefined) =>
    value === undefined ? undefined : { [fails]: value };
  const statuses =
    limit === undefined
      ? undefined
      : statusesFrom(series, { warn: bound(warn), block: bound(block), nan });
  const sentences = [options.description, describeWorst(time, values, unit ?? "", limit, fails)];
  return {
    description: sentences.filter((sentence) => sentence !== undefined).join(" "),
    lines: [
      {
        values: series,
        legend: name,
        ...(statuses === undefined ? { nan } : { statuses }),
        ...(fails === "above" ? { failsAbove: limit } : { failsBelow: limit }),
      },
    ],
    yAxisName: `${name.charAt(0).toUpperCase()}${name.slice(1)}${unit ? ` (${unit})` : ""}`,
    blocking: block !== undefined || nan === "FAIL_BLOCK",
  } as OverTimeMetricOptions<N>;
}

/**
 * Options of a double-over-time metric for the error of a trajectory: its series, a status for each
 * pose, and a description. The description has RMSE, mean, median, maximum and the number of
 * matched poses.
 *
 *     const error = trajectoryError(estimate, reference);
 *     writer.addDoubleOverTimeMetric("Position error", trajectoryErrorMetric(error, { warn: 0.1, block: 0.5 }));
 *
 * @param error the result of trajectoryError, or one part of relativePoseError
 * @throws {@link RoboticsError} as {@link overTimeMetric} does.
 */
export function trajectoryErrorMetric<const N extends string = "position error">(
  error: ErrorSeries | { readonly position: ErrorSeries; readonly association: Association },
  options: Omit<OverTimeOptions, "fails"> & {
    /** Name of the data. Default: `position error`. */
    name?: N | undefined;
  } = {},
): OverTimeMetricOptions<N> {
  const series = "position" in error ? error.position : error;
  const { unit } = series;
  const figures = [
    `rmse ${short(series.rmse)} ${unit}`,
    `mean ${short(series.mean)} ${unit}`,
    `median ${short(series.median)} ${unit}`,
  ].join(", ");
  const matched =
    "position" in error
      ? ` ${error.association.matched} of ${error.association.of.a} poses matched.`
      : "";
  const description = [options.description, `${figures}.${matched}`]
    .filter((part) => part !== undefined)
    .join(" ");
  return overTimeMetric((options.name ?? "position error") as N, series, {
    ...options,
    description,
  });
}

function describeWorst(
  time: TimeColumn,
  values: Float64Array,
  unit: string,
  limit: number | undefined,
  fails: "above" | "below",
): string {
  let worst = -1;
  let missing = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (Number.isNaN(value)) {
      missing++;
      continue;
    }
    const best = worst < 0 ? value : (values[worst] as number);
    if (worst < 0 || (fails === "above" ? value > best : value < best)) worst = at;
  }
  const unknown = missing === 0 ? "" : ` ${missing} of ${values.length} values are NaN.`;
  if (worst < 0) return `No value is known.`;
  const seconds = (at: bigint) => (Number(at - (time[0] as bigint)) / 1e9).toFixed(2);
  const extreme = fails === "above" ? "Greatest" : "Least";
  const value = `${short(values[worst] as number)}${unit && ` ${unit}`}`;
  const found = `${extreme} ${value} after ${seconds(time[worst] as bigint)} s`;
  if (limit === undefined) return `${found}.${unknown}`;
  const name = `${short(limit)}${unit && ` ${unit}`}`;
  const beyond = exceedanceOf(time, values, { [fails]: limit });
  if (beyond.longest === undefined) return `${found}; never ${fails} ${name}.${unknown}`;
  const count = beyond.stretches.length;
  return `${found}; ${fails} ${name} for ${beyond.seconds.toFixed(2)} s in ${count} ${count === 1 ? "period" : "periods"}.${unknown}`;
}

/** Four significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
