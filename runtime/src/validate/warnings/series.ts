import type { MetricsData, Series } from "../../generated/proto/resim/metrics/proto/metrics.js";

/** A series of metrics data, and its path. */
export interface PlacedSeries {
  readonly series: Series;
  readonly path: string;
}

/** Every series of one metrics data: one, one per category, or none. */
export function eachSeries({ data }: MetricsData, path: string): PlacedSeries[] {
  if (data?.$case === "series") return [{ series: data.value, path: `${path}.series` }];
  if (data?.$case !== "seriesPerCategory") return [];
  return Object.entries(data.value.categoryToSeries).map(([name, series]) => ({
    series,
    path: `${path}.series_per_category.category_to_series[${JSON.stringify(name)}]`,
  }));
}
