import { metricTypeWord } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import {
  importanceNumbers,
  seriesDataTypes,
  statusNumbers,
  timestampTypeNumbers,
} from "../../runtime/src/facts.js";
import {
  MetricImportance,
  MetricStatus,
  MetricsDataType,
  MetricType,
  TimestampType,
} from "../../runtime/src/generated/proto/resim/metrics/proto/metrics.js";

/** The words of an enum of the wire format, without what all of them end with, and 0 left out. */
function wordsOf(wire: Record<string, string | number>, ending: string): Record<string, number> {
  const words = Object.entries(wire).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] !== 0,
  );
  return Object.fromEntries(words.map(([word, number]) => [word.replace(ending, ""), number]));
}

describe("facts", () => {
  it("are the words and numbers of the wire format", () => {
    expect(statusNumbers).toEqual(wordsOf(MetricStatus, "_METRIC_STATUS"));
    expect(importanceNumbers).toEqual(wordsOf(MetricImportance, "_IMPORTANCE"));
    expect(timestampTypeNumbers).toEqual(wordsOf(TimestampType, "_TIMESTAMP"));
    expect({
      DOUBLE: seriesDataTypes.doubles.plain,
      TIMESTAMP: seriesDataTypes.timestamps.plain,
      UUID: seriesDataTypes.uuids.plain,
      STRING: seriesDataTypes.strings.plain,
      METRIC_STATUS: seriesDataTypes.statuses.plain,
      INDEXED_DOUBLE: seriesDataTypes.doubles.indexed,
      INDEXED_TIMESTAMP: seriesDataTypes.timestamps.indexed,
      INDEXED_UUID: seriesDataTypes.uuids.indexed,
      INDEXED_STRING: seriesDataTypes.strings.indexed,
      INDEXED_METRIC_STATUS: seriesDataTypes.statuses.indexed,
      EXTERNAL_FILE_DATA_TYPE: 11,
    }).toEqual(wordsOf(MetricsDataType, "_SERIES_DATA_TYPE"));
  });

  it("name the types of metrics, known or not", () => {
    const types = Object.entries(wordsOf(MetricType, "_METRIC_TYPE"));
    expect(types.map(([, number]) => metricTypeWord(number))).toEqual(types.map(([word]) => word));
    expect([metricTypeWord(0), metricTypeWord(99)]).toEqual(["UNSPECIFIED", "UNKNOWN_99"]);
  });
});
