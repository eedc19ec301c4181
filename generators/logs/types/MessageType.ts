/** A message type as a log's schema tells it, with what reading makes of its fields. */
export interface MessageType {
  /** As the schema spells it: `nav_msgs/msg/Odometry`. */
  readonly name: string;
  readonly comment?: string | undefined;
  readonly fields: readonly MessageField[];
  readonly constants: readonly MessageConstant[];
  /** It is not a message: its constants name the numbers of a field. */
  readonly isEnum?: true;
}

export interface MessageField {
  readonly name: string;
  readonly comment?: string | undefined;
  readonly type: FieldType;
  /** Whether reading may leave it out. */
  readonly optional?: boolean | undefined;
}

export interface MessageConstant {
  readonly name: string;
  readonly value: number | bigint | boolean | string;
  readonly comment?: string | undefined;
}

/** What reading makes of a field. */
export type FieldType =
  | { readonly kind: "plain"; readonly name: PlainType; readonly note?: string }
  /** A point in time or a duration, as two numbers. */
  | { readonly kind: "time"; readonly rest: "nsec" | "nanosec" }
  | { readonly kind: "message"; readonly name: string }
  /** A number that the constants of a type have names for. */
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

/** A number of a known width, or an array of such; undefined for what is not a number. */
export function numberType(
  type: string,
  { isArray, length }: { isArray: boolean; length?: number | undefined },
): FieldType | undefined {
  if (!Object.hasOwn(numbers, type)) return undefined;
  const list = numbers[type] ?? "unknown";
  if (isArray) return plain(list, length === undefined ? undefined : `${length} elements`);
  const isLarge = type === "int64" || type === "uint64";
  // A number of TypeScript is one of 64 bits.
  return plain(isLarge ? "bigint" : "number", type === "float64" ? undefined : type);
}

/** The types that a log's channels hold: by full name, and which is a topic's own. */
export interface ChannelTypes {
  readonly types: readonly MessageType[];
  /** What messages of the channel are. */
  readonly root: FieldType;
}
