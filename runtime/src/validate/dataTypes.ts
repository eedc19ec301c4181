import { MetricsDataType, type Series } from "../generated/proto/resim/metrics/proto/metrics.js";

/** What the elements of a series are, by the member of the series' oneof. */
export type SeriesKind = NonNullable<Series["series"]>["$case"];

const T = MetricsDataType;

/** Data types that say their data is indexed. */
export const indexedTypes: ReadonlySet<MetricsDataType> = new Set([
  T.INDEXED_DOUBLE_SERIES_DATA_TYPE,
  T.INDEXED_TIMESTAMP_SERIES_DATA_TYPE,
  T.INDEXED_UUID_SERIES_DATA_TYPE,
  T.INDEXED_STRING_SERIES_DATA_TYPE,
  T.INDEXED_METRIC_STATUS_SERIES_DATA_TYPE,
]);

/** The data types of a kind of series, bare or indexed: what may index by it. */
export const byKind = {
  doubles: [T.DOUBLE_SERIES_DATA_TYPE, T.INDEXED_DOUBLE_SERIES_DATA_TYPE],
  timestamps: [T.TIMESTAMP_SERIES_DATA_TYPE, T.INDEXED_TIMESTAMP_SERIES_DATA_TYPE],
  uuids: [T.UUID_SERIES_DATA_TYPE, T.INDEXED_UUID_SERIES_DATA_TYPE],
  strings: [T.STRING_SERIES_DATA_TYPE, T.INDEXED_STRING_SERIES_DATA_TYPE],
  statuses: [T.METRIC_STATUS_SERIES_DATA_TYPE, T.INDEXED_METRIC_STATUS_SERIES_DATA_TYPE],
} as const satisfies Record<SeriesKind, readonly MetricsDataType[]>;

/** The ten series types: "any index type" of the rules. */
export const anySeriesType: readonly MetricsDataType[] = Object.values(byKind).flat();

/** The kind that a series must hold. As on the platform, an unknown data type means statuses. */
export function kindOf(type: MetricsDataType): SeriesKind {
  for (const kind of ["doubles", "timestamps", "uuids", "strings"] as const) {
    const types: readonly MetricsDataType[] = byKind[kind];
    if (types.includes(type)) return kind;
  }
  return "statuses";
}

/** How many elements a series holds; undefined where its oneof is unset. */
export function lengthOf(series: Series | undefined): number | undefined {
  return series?.series?.value.series.length;
}
