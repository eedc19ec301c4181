/** A ULog type as in its `F` message: `name:type field;type field;…`. */
export interface ULogType {
  readonly name: string;
  readonly fields: readonly ULogField[];
}

/** A field of a {@link ULogType}. */
export interface ULogField {
  readonly name: string;
  /** A basic type, or the name of another {@link ULogType}. */
  readonly type: string;
  /** Number of elements; undefined for what is not an array. */
  readonly length: number | undefined;
}

/** The basic types, with their size in bytes. */
export const basicSizes = {
  int8_t: 1,
  uint8_t: 1,
  int16_t: 2,
  uint16_t: 2,
  int32_t: 4,
  uint32_t: 4,
  int64_t: 8,
  uint64_t: 8,
  float: 4,
  double: 8,
  bool: 1,
  char: 1,
} as const;

export type BasicType = keyof typeof basicSizes;

export function isBasic(type: string): type is BasicType {
  return Object.hasOwn(basicSizes, type);
}

/** Undefined if `text` is not a type definition. */
export function parseType(text: string): ULogType | undefined {
  const colon = text.indexOf(":");
  if (colon <= 0) return undefined;
  const fields: ULogField[] = [];
  for (const part of text.slice(colon + 1).split(";")) {
    if (part.trim() === "") continue;
    const field = parseField(part);
    if (field === undefined) return undefined;
    fields.push(field);
  }
  return { name: text.slice(0, colon), fields };
}

/** `float[8] gains` or `uint64_t timestamp`; undefined if `text` is not a field. */
function parseField(text: string): ULogField | undefined {
  const match = /^\s*([^\s[]+)(?:\[(\d+)\])?\s+(\S+)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, type = "", length, name = ""] = match;
  return { name, type, length: length === undefined ? undefined : Number(length) };
}

/** Padding fields. */
export function isPadding({ name }: ULogField): boolean {
  return name.startsWith("_padding");
}
