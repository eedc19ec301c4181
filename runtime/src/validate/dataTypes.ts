import { type SeriesKind, seriesDataTypes } from "../facts.js";
import type { MetricsDataType, Series } from "../generated/proto/resim/metrics/proto/metrics.js";

const kinds = Object.keys(seriesDataTypes) as SeriesKind[];

/** Data types of indexed data. */
export const indexedTypes: ReadonlySet<MetricsDataType> = new Set(
  kinds.map((kind) => seriesDataTypes[kind].indexed),
);

/** The data types of a kind of series, plain or indexed: what may be indexed by it. */
export function typesOf(kind: SeriesKind): readonly MetricsDataType[] {
  const { plain, indexed } = seriesDataTypes[kind];
  return [plain, indexed];
}

/** The ten series types: "any index type" of the rules. */
export const anySeriesType: readonly MetricsDataType[] = kinds.flatMap(typesOf);

/** The kind of elements that a data type requires. As on the platform, an unknown data type means statuses. */
export function kindOf(type: MetricsDataType): SeriesKind {
  return kinds.find((kind) => typesOf(kind).includes(type)) ?? "statuses";
}

/** Number of elements of a series; undefined if its oneof is unset. */
export function lengthOf(series: Series | undefined): number | undefined {
  return series?.series?.value.series.length;
}
