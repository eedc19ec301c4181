import { type SeriesKind, seriesDataTypes } from "../facts.js";
import type { MetricsDataType, Series } from "../generated/proto/resim/metrics/proto/metrics.js";

const kinds = Object.keys(seriesDataTypes) as SeriesKind[];

/** Data types that say their data is indexed. */
export const indexedTypes: ReadonlySet<MetricsDataType> = new Set(
  kinds.map((kind) => seriesDataTypes[kind].indexed),
);

/** The data types of a kind of series, bare or indexed: what may index by it. */
export function typesOf(kind: SeriesKind): readonly MetricsDataType[] {
  const { plain, indexed } = seriesDataTypes[kind];
  return [plain, indexed];
}

/** The ten series types: "any index type" of the rules. */
export const anySeriesType: readonly MetricsDataType[] = kinds.flatMap(typesOf);

/** The kind that a series must hold. As on the platform, an unknown data type means statuses. */
export function kindOf(type: MetricsDataType): SeriesKind {
  return kinds.find((kind) => typesOf(kind).includes(type)) ?? "statuses";
}

/** How many elements a series holds; undefined where its oneof is unset. */
export function lengthOf(series: Series | undefined): number | undefined {
  return series?.series?.value.series.length;
}
