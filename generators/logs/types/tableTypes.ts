import type { LogColumn } from "@metrics-project/runtime/logs";
import {
  type ChannelTypes,
  type FieldType,
  type MessageField,
  numberType,
  plain,
} from "./MessageType.js";

/**
 * The row type of a table. A cell without a value is NaN in a column of numbers, else undefined, or an empty string
 * if the format cannot distinguish them.
 */
export function tableTypes(
  name: string,
  columns: readonly LogColumn[],
  { emptyStrings }: { emptyStrings: boolean },
): ChannelTypes {
  const fields = columns.map((column): MessageField => {
    const { kind } = column;
    const type = typeOf(column);
    const isThere =
      kind === "number" ||
      kind === "integer" ||
      kind === "unknown" ||
      (kind === "string" && emptyStrings);
    return {
      name: column.name,
      comment: column.note,
      type: isThere ? type : { kind: "union", of: [type, plain("undefined")] },
    };
  });
  return { types: [{ name, fields, constants: [] }], root: { kind: "message", name } };
}

function typeOf({ kind }: LogColumn): FieldType {
  switch (kind) {
    case "number":
    case "integer":
      return plain("number");
    case "bigint":
    case "boolean":
    case "string":
    case "unknown":
      return plain(kind);
  }
}

/** The types of PX4's ULog: one definition per line, the message's own first. */
export function ulogTypes(type: string, text: string): ChannelTypes {
  const types = text.split("\n").flatMap((line) => {
    const [name, rest] = splitOnce(line, ":");
    if (rest === undefined) return [];
    const fields = rest.split(";").flatMap((part): MessageField[] => {
      const [, kind, length, field] = /^([^\s[]+)(?:\[(\d+)\])? (\S+)$/.exec(part) ?? [];
      if (kind === undefined || field === undefined || field.startsWith("_padding")) return [];
      return [
        { name: field, type: ulogType(kind, length === undefined ? undefined : Number(length)) },
      ];
    });
    return [{ name, fields, constants: [] }];
  });
  return { types, root: { kind: "message", name: type } };
}

function ulogType(type: string, length: number | undefined): FieldType {
  const isArray = length !== undefined;
  const width = { float: "float32", double: "float64" }[type] ?? type.replace(/_t$/, "");
  const number = numberType(width, { isArray, length });
  if (number !== undefined) return number;
  if (type === "char") return plain("string");
  const one: FieldType = type === "bool" ? plain("boolean") : { kind: "message", name: type };
  return isArray ? { kind: "array", of: one, note: `${length} elements` } : one;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
