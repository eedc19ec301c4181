import { SchemaError } from "../logErrors.js";
import { type BasicType, basicSizes, isBasic, isPadding, type ULogType } from "./ulogFormat.js";

/** Reads messages of one type. */
export interface ULogDecoder {
  /** Bytes of a message, without the padding at its end, which loggers omit. */
  readonly size: number;
  /** Offset of `timestamp` in a message; undefined if the type has none. */
  readonly timestampAt: number | undefined;
  decode(bytes: Uint8Array): Record<string, unknown>;
}

type Read = (view: DataView, at: number) => unknown;

/**
 * @throws SchemaError if the type of a field is missing, or contains itself
 */
export function ulogDecoder(name: string, types: ReadonlyMap<string, ULogType>): ULogDecoder {
  const { read, fields } = compile(name, types, []);
  const last = fields.findLast(({ padding }) => !padding);
  const size = last === undefined ? 0 : last.at + last.size;
  const timestamp = fields.find((field) => field.name === "timestamp");
  return {
    size,
    timestampAt: timestamp?.type === "uint64_t" ? timestamp.at : undefined,
    decode(bytes) {
      if (bytes.length < size) {
        throw new RangeError(`it has ${bytes.length} bytes, but its type has ${size}`);
      }
      return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    },
  };
}

interface PlacedField {
  name: string;
  type: string;
  padding: boolean;
  at: number;
  size: number;
  read: Read;
}

interface Compiled {
  fields: PlacedField[];
  size: number;
  read(view: DataView, at: number): Record<string, unknown>;
}

function compile(
  name: string,
  types: ReadonlyMap<string, ULogType>,
  within: readonly string[],
): Compiled {
  const type = types.get(name);
  if (type === undefined) throw new SchemaError(`the log does not define the type ${name}`);
  if (within.includes(name)) throw new SchemaError(`the type ${name} contains itself`);
  const fields: PlacedField[] = [];
  let size = 0;
  for (const field of type.fields) {
    const element = isBasic(field.type)
      ? { size: basicSizes[field.type], ...basicReader(field.type) }
      : nested(compile(field.type, types, [...within, name]));
    const { length } = field;
    const fieldSize = element.size * (length ?? 1);
    fields.push({
      name: field.name,
      type: field.type,
      padding: isPadding(field),
      at: size,
      size: fieldSize,
      read: length === undefined ? element.one : element.many(length),
    });
    size += fieldSize;
  }
  const shown = fields.filter(({ padding }) => !padding);
  return {
    fields,
    size,
    read(view, start) {
      const message: Record<string, unknown> = {};
      for (const { name: key, read, at } of shown) message[key] = read(view, start + at);
      return message;
    },
  };
}

interface Element {
  one: Read;
  many(length: number): Read;
}

function nested({ size, read }: Compiled): Element & { size: number } {
  return {
    size,
    one: read,
    many: (length) => (view, at) =>
      Array.from({ length }, (_, index) => read(view, at + index * size)),
  };
}

const text = new TextDecoder();

function basicReader(type: BasicType): Element {
  switch (type) {
    case "int8_t":
      return numbers((view, at) => view.getInt8(at), Int8Array);
    case "uint8_t":
      return numbers((view, at) => view.getUint8(at), Uint8Array);
    case "int16_t":
      return numbers((view, at) => view.getInt16(at, true), Int16Array);
    case "uint16_t":
      return numbers((view, at) => view.getUint16(at, true), Uint16Array);
    case "int32_t":
      return numbers((view, at) => view.getInt32(at, true), Int32Array);
    case "uint32_t":
      return numbers((view, at) => view.getUint32(at, true), Uint32Array);
    case "float":
      return numbers((view, at) => view.getFloat32(at, true), Float32Array);
    case "double":
      return numbers((view, at) => view.getFloat64(at, true), Float64Array);
    case "int64_t":
      return numbers((view, at) => view.getBigInt64(at, true), BigInt64Array);
    case "uint64_t":
      return numbers((view, at) => view.getBigUint64(at, true), BigUint64Array);
    case "bool":
      return {
        one: (view, at) => view.getUint8(at) !== 0,
        many: (length) => (view, at) =>
          Array.from({ length }, (_, index) => view.getUint8(at + index) !== 0),
      };
    case "char":
      return {
        one: (view, at) => String.fromCharCode(view.getUint8(at)),
        // Shorter strings are padded with zeros.
        many: (length) => (view, at) => {
          const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
          const end = bytes.indexOf(0);
          return text.decode(end < 0 ? bytes : bytes.subarray(0, end));
        },
      };
  }
}

function numbers<T extends number | bigint>(
  one: (view: DataView, at: number) => T,
  List: { new (length: number): { [index: number]: T; BYTES_PER_ELEMENT: number } },
): Element {
  return {
    one,
    many: (length) => (view, at) => {
      const list = new List(length);
      for (let index = 0; index < length; index++) {
        list[index] = one(view, at + index * list.BYTES_PER_ELEMENT);
      }
      return list;
    },
  };
}
