import Long from "long";
import protobuf from "protobufjs";
import type { MessageDecoder } from "../LogFormat.js";
import { bytesOf } from "./bytesOf.js";
import type { Encoding } from "./Encoding.js";
import "protobufjs/ext/descriptor.js";

// protobufjs does not find it in every bundle, and then rounds 64-bit integers.
if (protobuf.util.Long !== Long) {
  protobuf.util.Long = Long;
  protobuf.configure();
}

/** Protobuf messages with a FileDescriptorSet as schema. 64-bit integers become bigints. */
export function protobufDecoder({ schema, type }: Encoding): MessageDecoder {
  const root = protobuf.Root.fromDescriptor(schema).resolveAll();
  const message = root.lookupType(type);
  const convert = converterOf(message, new Map());
  return { decode: (data) => convert(message.decode(bytesOf(data))) };
}

type Convert = (value: unknown) => unknown;

/**
 * Converts decoded messages to plain objects: with all fields that have a default, 64-bit integers as bigints, enums as
 * numbers, and bytes as bytes.
 */
function converterOf(type: protobuf.Type, known: Map<protobuf.Type, Convert>): Convert {
  const found = known.get(type);
  if (found !== undefined) return found;
  let fields: { name: string; absent: () => unknown; convert: Convert }[] = [];
  const convert: Convert = (value) => {
    const from = value as Record<string, unknown>;
    const to: Record<string, unknown> = {};
    for (const { name, absent, convert } of fields) {
      to[name] = Object.hasOwn(from, name) && from[name] != null ? convert(from[name]) : absent();
    }
    return to;
  };
  known.set(type, convert);
  fields = type.fieldsArray.map((field) => fieldConverter(field, known));
  return convert;
}

function fieldConverter(field: protobuf.Field, known: Map<protobuf.Type, Convert>) {
  const one = valueConverter(field, known);
  if (field.map) {
    const keyOf = keyReader(field);
    const convert: Convert = (value) =>
      Object.fromEntries(
        Object.entries(value as object).map(([key, entry]) => [keyOf(key), one(entry)]),
      );
    return { name: field.name, absent: () => ({}), convert };
  }
  if (field.repeated) {
    const convert: Convert = (value) => (value as unknown[]).map(one);
    return { name: field.name, absent: () => [], convert };
  }
  const optional = field.partOf != null || field.resolvedType instanceof protobuf.Type;
  const absent = () => (optional ? undefined : one(field.typeDefault));
  return { name: field.name, absent, convert: one };
}

/** protobufjs packs 64-bit integers into eight characters if they are map keys. */
function keyReader(field: protobuf.Field): (key: string) => string {
  const keyType = field instanceof protobuf.MapField ? field.keyType : "string";
  if (!/64$/.test(keyType)) return (key) => key;
  const unsigned = !/^s?int64$|^sfixed64$/.test(keyType);
  return (key) => String(toBigInt(protobuf.util.longFromHash(key, unsigned), !unsigned));
}

function valueConverter(field: protobuf.Field, known: Map<protobuf.Type, Convert>): Convert {
  if (field.resolvedType instanceof protobuf.Type) return converterOf(field.resolvedType, known);
  switch (field.type) {
    case "int64":
    case "sint64":
    case "sfixed64":
      return (value) => toBigInt(value, true);
    case "uint64":
    case "fixed64":
      return (value) => toBigInt(value, false);
    default:
      return (value) => value;
  }
}

/** A 64-bit value has two halves; a default may be a number. */
function toBigInt(value: unknown, signed: boolean): bigint {
  if (!Long.isLong(value)) return BigInt(value as number);
  const { high, low } = value;
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return signed ? BigInt.asIntN(64, bits) : bits;
}
