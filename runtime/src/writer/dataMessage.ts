import type { Column } from "../data/column.js";
import { Origin } from "../data/origin.js";
import type { AnyData, AnyGrouped, AnySeries } from "../data/series.js";
import { groupedOf, seriesOf } from "../data/seriesData.js";
import { seriesDataTypes } from "../facts.js";
import {
  type MetricsData as MetricsDataMessage,
  MetricsDataType,
  type Series as SeriesMessage,
} from "../generated/proto/resim/metrics/proto/metrics.js";

/** Metrics data as a message, under a name that may differ from its own. */
export function dataMessage(data: AnyData, name: string): MetricsDataMessage {
  const { origin } = data;
  if (!(origin instanceof Origin)) return freshMessage(data, name);
  const changed = origin.changedIn(data).filter((key) => key !== "name");
  const { message } = origin;
  if (changed.length === 0) return message.name === name ? message : { ...message, name };
  return { ...message, ...freshMessage(data, name) };
}

function freshMessage(data: AnyData, name: string): MetricsDataMessage {
  const metricsDataId = { id: { data: data.id } };
  if (data.kind === "externalFile") {
    return {
      metricsDataId,
      dataType: MetricsDataType.EXTERNAL_FILE_DATA_TYPE,
      name,
      unit: "",
      isPerCategory: false,
      categoryNames: [],
      isIndexed: false,
      indexDataId: undefined,
      indexDataType: MetricsDataType.NO_DATA_TYPE,
      data: { $case: "externalFile", value: { path: data.path } },
    };
  }
  const { index } = data;
  return {
    metricsDataId,
    dataType: dataTypeOf(data),
    name,
    unit: data.unit,
    isPerCategory: data.grouped,
    categoryNames: data.grouped ? [...data.categories] : [],
    isIndexed: index !== undefined,
    indexDataId: index === undefined ? undefined : { id: { data: index.id } },
    indexDataType: index === undefined ? MetricsDataType.NO_DATA_TYPE : dataTypeOf(index),
    data: data.grouped
      ? { $case: "seriesPerCategory", value: { categoryToSeries: categoriesOf(data) } }
      : { $case: "series", value: seriesMessage(seriesOf(data).column) },
  };
}

/** The data type on the wire; for data that was read, the type of its message. */
function dataTypeOf(data: AnySeries | AnyGrouped): MetricsDataType {
  const { origin } = data;
  if (origin instanceof Origin && !origin.changedIn(data).includes("index")) {
    return origin.message.dataType;
  }
  const { plain, indexed } = seriesDataTypes[data.kind];
  return data.index === undefined ? plain : indexed;
}

function categoriesOf(data: AnyGrouped): Record<string, SeriesMessage> {
  return Object.fromEntries(
    [...groupedOf(data).columns].map(([category, column]) => [category, seriesMessage(column)]),
  );
}

/** The elements, without a copy if the message can use them directly. */
function seriesMessage(column: Column): SeriesMessage {
  if (isOf(column, "uuids")) {
    const series = column.held.map((data) => ({ data }));
    return { series: { $case: "uuids", value: { series } } };
  }
  const series = column.held as never;
  return { series: { $case: column.kind as "doubles", value: { series } } };
}

function isOf<K extends Column["kind"]>(column: Column, kind: K): column is Column<K> {
  return column.kind === kind;
}
