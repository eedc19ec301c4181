/**
 * Functions of the platform's Trino that DuckDB has under another name, with the same arguments. A name
 * that starts with `trino_` is a macro of {@link trinoMacros}.
 */
export const trinoNames: Readonly<Record<string, string>> = {
  approx_distinct: "approx_count_distinct",
  approx_percentile: "quantile_cont",
  array_average: "list_avg",
  array_distinct: "list_distinct",
  array_except: "trino_array_except",
  array_intersect: "list_intersect",
  array_join: "array_to_string",
  array_max: "list_max",
  array_min: "list_min",
  array_position: "trino_array_position",
  array_remove: "trino_array_remove",
  array_sort: "list_sort",
  array_sum: "list_sum",
  arrays_overlap: "list_has_any",
  cardinality: "len",
  codepoint: "unicode",
  date: "trino_date",
  date_add: "trino_date_add",
  date_format: "trino_date_format",
  date_parse: "trino_unknown",
  day_of_month: "day",
  day_of_week: "isodow",
  day_of_year: "dayofyear",
  dow: "isodow",
  element_at: "trino_element_at",
  every: "bool_and",
  filter: "list_filter",
  format: "printf",
  format_datetime: "trino_unknown",
  from_iso8601_timestamp: "trino_from_iso8601_timestamp",
  from_unixtime: "to_timestamp",
  from_unixtime_nanos: "trino_from_unixtime_nanos",
  geometric_mean: "geomean",
  infinity: "trino_infinity",
  is_finite: "isfinite",
  is_infinite: "isinf",
  is_nan: "isnan",
  json_extract_scalar: "json_extract_string",
  json_format: "trino_json_format",
  json_parse: "json",
  json_size: "trino_json_size",
  map_agg: "trino_map_agg",
  nan: "trino_nan",
  numeric_histogram: "trino_unknown",
  rand: "random",
  reduce: "trino_unknown",
  regexp_like: "regexp_matches",
  regexp_replace: "trino_regexp_replace",
  repeat: "trino_repeat",
  sequence: "generate_series",
  slice: "trino_slice",
  split: "str_split",
  to_iso8601: "trino_to_iso8601",
  to_unixtime: "epoch",
  transform: "list_transform",
  truncate: "trunc",
  unnest: "unnest",
  width_bucket: "trino_width_bucket",
};

/** Functions that DuckDB lacks, as macros in its SQL. */
export const trinoMacros: readonly string[] = [
  "trino_array_except(a, b) AS list_distinct(list_filter(a, lambda e: NOT list_contains(b, e)))",
  "trino_array_position(a, e) AS coalesce(list_position(a, e), 0)",
  "trino_array_remove(a, e) AS list_filter(a, lambda x: x <> e)",
  "trino_date(t) AS CAST(t AS DATE)",
  `trino_date_add(unit, n, t) AS CASE lower(unit)
     WHEN 'millisecond' THEN t + to_milliseconds(n) WHEN 'second' THEN t + to_seconds(n)
     WHEN 'minute' THEN t + to_minutes(n) WHEN 'hour' THEN t + to_hours(n)
     WHEN 'day' THEN t + to_days(CAST(n AS INTEGER)) WHEN 'week' THEN t + to_weeks(CAST(n AS INTEGER))
     WHEN 'month' THEN t + to_months(CAST(n AS INTEGER))
     WHEN 'year' THEN t + to_years(CAST(n AS INTEGER)) END`,
  "trino_date_format(t, f) AS strftime(t, replace(replace(replace(f, '%M', '%B'), '%i', '%M'), '%s', '%S'))",
  "trino_element_at(a, i) AS a[i]",
  "trino_from_iso8601_timestamp(s) AS CAST(s AS TIMESTAMPTZ)",
  "trino_from_unixtime_nanos(n) AS make_timestamp_ns(CAST(n AS BIGINT))",
  "trino_infinity() AS CAST('inf' AS DOUBLE)",
  "trino_json_format(j) AS CAST(j AS VARCHAR)",
  "trino_json_size(j, p) AS coalesce(json_array_length(j, p), 0)",
  "trino_map_agg(k, v) AS map(list(k), list(v))",
  "trino_nan() AS CAST('nan' AS DOUBLE)",
  "trino_regexp_replace(s, p, r := '') AS regexp_replace(s, p, r, 'g')",
  "trino_repeat(e, n) AS list_transform(range(n), lambda i: e)",
  "trino_slice(a, s, n) AS list_slice(a, s, s + n - 1)",
  "trino_to_iso8601(t) AS strftime(t, '%Y-%m-%dT%H:%M:%S')",
  `trino_width_bucket(x, low, high, n) AS CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1
     ELSE CAST(floor((x - low) * n / CAST(high - low AS DOUBLE)) AS BIGINT) + 1 END`,
];

/** Maps names of macros, and of placeholders for unavailable functions, back to Trino's. */
export function trinoNameOf(name: string): string {
  const lower = name.toLowerCase();
  const found = Object.entries(trinoNames).find(([, ours]) => ours === lower);
  return (found?.[0] ?? lower).toUpperCase();
}
