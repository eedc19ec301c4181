/** A message type of a log's schema, with the types that reading returns for its fields. */
export interface MessageType {
  /** Its name in the schema: `nav_msgs/msg/Odometry`. */
  readonly name: string;
  readonly comment?: string | undefined;
  readonly fields: readonly MessageField[];
  readonly constants: readonly MessageConstant[];
  /** It is an enum, not a message: its constants name the numbers of a field. */
  readonly isEnum?: true;
}

export interface MessageField {
  readonly name: string;
  readonly comment?: string | undefined;
  readonly type: FieldType;
  /** Whether it may be missing after reading. */
  readonly optional?: boolean | undefined;
}

export interface MessageConstant {
  readonly name: string;
  readonly value: number | bigint | boolean | string;
  readonly comment?: string | undefined;
}

/** The type of a field after reading. */
export type FieldType =
  | { readonly kind: "plain"; readonly name: PlainType; readonly note?: string }
  /** A point in time or a duration, as two numbers. */
  | { readonly kind: "time"; readonly rest: "nsec" | "nanosec" }
  | { readonly kind: "message"; readonly name: string }
  /** A number that is named by the constants of a type. */
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "array"; readonly of: FieldType; readonly note?: string }
  | { readonly kind: "map"; readonly of: FieldType }
  | { readonly kind: "union"; readonly of: readonly FieldType[] }
  | { readonly kind: "object"; readonly fields: readonly MessageField[] };

export type PlainType =
  | "number"
  | "bigint"
  | "string"
  | "boolean"
  | "null"
  | "undefined"
  | "unknown"
  | "Int8Array"
  | "Uint8Array"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "Float32Array"
  | "Float64Array"
  | "BigInt64Array"
  | "BigUint64Array";

/** A type by its name alone. */
export function plain(name: PlainType, note?: string): FieldType {
  return { kind: "plain", name, ...(note !== undefined && { note }) };
}

const numbers: Readonly<Record<string, PlainType>> = {
  int8: "Int8Array",
  uint8: "Uint8Array",
  int16: "Int16Array",
  uint16: "Uint16Array",
  int32: "Int32Array",
  uint32: "Uint32Array",
  float32: "Float32Array",
  float64: "Float64Array",
  int64: "BigInt64Array",
  uint64: "BigUint64Array",
};

/** A number of a known width, or an array of such numbers; undefined if it is not a number. */
export function numberType(
  type: string,
  { isArray, length }: { isArray: boolean; length?: number | undefined },
): FieldType | undefined {
  if (!Object.hasOwn(numbers, type)) return undefined;
  const list = numbers[type] ?? "unknown";
  if (isArray) return plain(list, length === undefined ? undefined : `${length} elements`);
  const isLarge = type === "int64" || type === "uint64";
  // A TypeScript number has 64 bits.
  return plain(isLarge ? "bigint" : "number", type === "float64" ? undefined : type);
}

/** The message types of a log's channels: by full name, and the type of each topic. */
export interface ChannelTypes {
  readonly types: readonly MessageType[];
  /** The type of the channel's messages. */
  readonly root: FieldType;
}
