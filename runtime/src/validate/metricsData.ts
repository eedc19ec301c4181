import { isUUID } from "../facts.js";
import {
  type MetricsData,
  MetricsDataType,
  type Series,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { FindingCode } from "../metrics/messageRules.js";
import { called, Found, idExpected, shown } from "../metrics/rules.js";
import { kindOf, lengthOf } from "./dataTypes.js";
import { follow } from "./pair.js";
import { enumName, listed } from "./problem.js";
import { idOf, type Scope } from "./scope.js";

const typeNames: Readonly<Record<number, string>> = MetricsDataType;

/** Rules A1 to A5 for one piece of metrics data. */
export function judgeMetricsData(scope: Scope, data: MetricsData, path: string): void {
  scope.subject = called(data);
  if (!isUUID(idOf(data.metricsDataId))) {
    const id = idOf(data.metricsDataId);
    scope.report("A1", `${path}.metrics_data_id`, id, idExpected, "Give it a fresh random UUID.");
  }
  if (data.dataType === MetricsDataType.NO_DATA_TYPE) {
    const remedy = "Set the type of the elements, and whether they are indexed.";
    scope.report("A1", `${path}.data_type`, new Found(0, "NO_DATA_TYPE"), "a data type", remedy);
  }
  if (data.dataType === MetricsDataType.EXTERNAL_FILE_DATA_TYPE) judgeFile(scope, data, path);
  else if (data.isPerCategory) judgeCategories(scope, data, path);
  else judgePlain(scope, data, path);
  if (data.isIndexed) judgeIndex(scope, data, path);
}

function judgeFile(scope: Scope, { data }: MetricsData, path: string): void {
  if (data?.$case !== "externalFile") {
    const remedy = "Set the path of the file, relative to the folder of metrics.binproto.";
    scope.report("A2", `${path}.external_file`, undefined, "the path of a file", remedy);
  } else if (data.value.path === "") {
    const remedy = "Set the path of the file, relative to the folder of metrics.binproto.";
    scope.report("A2", `${path}.external_file.path`, "", "a path that is not empty", remedy);
  }
}

function judgePlain(scope: Scope, { data, dataType }: MetricsData, path: string): void {
  if (data?.$case === "series") {
    judgeSeries(scope, "A4", data.value, dataType, `${path}.series`);
    return;
  }
  scope.report(
    "A4",
    path,
    foundMember(data),
    "a series, as data_type is that of a series and is_per_category is not set",
    "Set series, or make data_type and is_per_category match the data.",
  );
}

function foundMember(data: MetricsData["data"]): Found {
  const text = data === undefined ? "without any data" : `with ${data.$case}`;
  return new Found(data?.$case, text);
}

function judgeSeries(
  scope: Scope,
  code: FindingCode,
  series: Series,
  type: MetricsDataType,
  path: string,
): void {
  const length = lengthOf(series);
  if (series.series === undefined || length === 0) {
    const remedy = "Omit data without elements from the message.";
    scope.report(code, path, new Found(length, "empty"), "at least one element", remedy);
    return;
  }
  const kind = kindOf(type);
  if (type === MetricsDataType.NO_DATA_TYPE || series.series.$case === kind) return;
  scope.report(
    code,
    path,
    new Found(series.series.$case, `a series of ${series.series.$case}`),
    `a series of ${kind}, as data_type is ${enumName(typeNames, type)}`,
    "Make the data_type match the elements.",
  );
}

function judgeCategories(scope: Scope, value: MetricsData, path: string): void {
  const { data, dataType, categoryNames } = value;
  if (data?.$case !== "seriesPerCategory") {
    scope.report(
      "A3",
      path,
      foundMember(data),
      "a series per category, as is_per_category is set",
      "Set series_per_category, or clear is_per_category.",
    );
    return;
  }
  const categories = data.value.categoryToSeries;
  for (const [name, series] of Object.entries(categories)) {
    const at = `${path}.series_per_category.category_to_series[${JSON.stringify(name)}]`;
    judgeSeries(scope, "A3", series, dataType, at);
  }
  const names = new Set(categoryNames);
  const missing = Object.keys(categories).find((name) => !names.has(name));
  const extra = categoryNames.find((name) => !Object.hasOwn(categories, name));
  if (categoryNames.length > 0 && missing === undefined && extra === undefined) return;
  const expected =
    missing !== undefined
      ? `every category, including ${shown(missing)}`
      : extra !== undefined
        ? `only categories with a series; ${shown(extra)} has none`
        : "at least one category";
  scope.report(
    "A3",
    `${path}.category_names`,
    new Found(categoryNames, listed(categoryNames)),
    expected,
    "List exactly the categories of series_per_category.",
  );
}

function judgeIndex(scope: Scope, data: MetricsData, path: string): void {
  const index = follow(scope, "A5", { id: data.indexDataId, path: `${path}.index_data_id` });
  if (index === undefined) return;
  if (data.indexDataType !== index.dataType) {
    scope.report(
      "A5",
      `${path}.index_data_type`,
      new Found(data.indexDataType, enumName(typeNames, data.indexDataType)),
      `${enumName(typeNames, index.dataType)}, the type of ${called(index)}`,
      "Copy the data_type of the index data.",
    );
  }
  const problem = scope.agreements.of(data, index);
  if (problem === undefined) return;
  scope.report(
    "A5/V4",
    `${path}.index_data_id`,
    new Found(idOf(data.indexDataId), `${called(index)} ${problem.found}`),
    `${problem.expected}, as in the data that it indexes`,
    "Add one element of the index for every element of the data.",
  );
}
