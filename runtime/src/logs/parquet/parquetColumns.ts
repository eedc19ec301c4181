import type { FileMetaData, SchemaElement } from "hyparquet";
import type { LogColumn } from "../LogFormat.js";

/** A column of a Parquet file. */
export interface ParquetColumn extends LogColumn {
  /** Whether its cells are timestamps, which are read as bigint nanoseconds. */
  readonly isTime: boolean;
}

/** The top-level columns of the schema; lists and groups count as one column. */
export function parquetColumns({ schema }: FileMetaData): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  for (let at = 1; at < schema.length; at = endOf(schema, at)) {
    const element = schema[at];
    if (element !== undefined) columns.push(columnOf(element));
  }
  return columns;
}

/** Position of the element after this one and its children. */
function endOf(schema: readonly SchemaElement[], at: number): number {
  let end = at + 1;
  for (let left = schema[at]?.num_children ?? 0; left > 0 && end < schema.length; left--) {
    end = endOf(schema, end);
  }
  return end;
}

function columnOf(element: SchemaElement): ParquetColumn {
  const { name, type, logical_type: logical, converted_type: converted } = element;
  const note = logical === undefined ? (converted ?? type) : describe(logical);
  const base = { name, ...(note && { note }), isTime: false };
  if ((element.num_children ?? 0) > 0 || element.repetition_type === "REPEATED") {
    return { ...base, kind: "unknown" };
  }
  const isTimestamp = logical?.type === "TIMESTAMP" || converted?.startsWith("TIMESTAMP") === true;
  if (isTimestamp || (type === "INT96" && converted === undefined)) {
    return { ...base, kind: "bigint", isTime: true };
  }
  if (converted === "DATE" || logical?.type === "DATE") return { ...base, kind: "bigint" };
  if (converted === "DECIMAL" || logical?.type === "DECIMAL" || logical?.type === "FLOAT16") {
    return { ...base, kind: "number" };
  }
  switch (type) {
    case "BOOLEAN":
      return { ...base, kind: "boolean" };
    case "INT32":
      return { ...base, kind: "integer" };
    case "INT64":
    case "INT96":
      return { ...base, kind: "bigint" };
    case "FLOAT":
    case "DOUBLE":
      return { ...base, kind: "number" };
    case "BYTE_ARRAY":
    case "FIXED_LEN_BYTE_ARRAY":
      return { ...base, kind: isText(element) ? "string" : "unknown" };
  }
  return { ...base, kind: "unknown" };
}

function isText({
  type,
  logical_type: logical,
  converted_type: converted,
}: SchemaElement): boolean {
  if (logical?.type === "UUID" || logical?.type === "STRING" || logical?.type === "ENUM")
    return true;
  // Old writers omitted the string type.
  return converted === "UTF8" || (type === "BYTE_ARRAY" && !logical && !converted);
}

function describe(logical: NonNullable<SchemaElement["logical_type"]>): string {
  return "unit" in logical ? `${logical.type}(${logical.unit})` : logical.type;
}
