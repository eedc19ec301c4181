import { MetricDefinitionError } from "../errors.js";
import { type ByteReader, deepestMessage } from "./byteReader.js";
import type { ByteWriter } from "./byteWriter.js";
import { type MessageCodec, setOwn } from "./messageCodec.js";

/** Field tags of an object, of a list, and of an object's entry. */
const fieldsTag = (1 << 3) | 2;
const valuesTag = (1 << 3) | 2;
const keyTag = (1 << 3) | 2;
const valueTag = (2 << 3) | 2;
const tags = { null: 8, number: 17, string: 26, bool: 32, struct: 42, list: 50 };

/** A number in a list: the tag, the length of the rest, the number's tag, and its 8 bytes. */
const numberSize = 11;

type Json = Record<string, unknown>;

/**
 * google.protobuf.Struct as a plain object. Typed arrays are written as lists of numbers;
 * `undefined` represents a value of no kind. Unknown fields inside are not kept: plain objects,
 * lists and numbers have no place for them.
 */
export const struct: MessageCodec<Json> = {
  create: () => ({}),
  encode(message, writer) {
    for (const [key, value] of Object.entries(message)) {
      writer.uint32(fieldsTag).fork();
      writer.uint32(keyTag).string(key);
      writeValue(value, writer.uint32(valueTag).fork()).join();
      writer.join();
    }
    return writer;
  },
  decode(reader, outer, message = {}) {
    while (reader.pos < reader.end) {
      const tag = reader.nextTag();
      if (tag === fieldsTag) readEntry(reader, message);
      else reader.drop(tag);
    }
    return reader.finish(outer, message);
  },
};

/** Writes google.protobuf.Value into an open message. */
function writeValue(value: unknown, writer: ByteWriter): ByteWriter {
  checkDepth(writer.depth);
  switch (typeof value) {
    case "number":
      return writer.uint32(tags.number).double(value);
    case "string":
      return writer.uint32(tags.string).string(value);
    case "boolean":
      return writer.uint32(tags.bool).bool(value);
    case "undefined":
      return writer;
    case "object": {
      if (value === null) return writer.uint32(tags.null).uint32(0);
      checkDepth(writer.depth + 1);
      const list = listOf(value);
      if (list !== undefined) return writeList(list, writer.uint32(tags.list).fork()).join();
      return struct.encode(value as Json, writer.uint32(tags.struct).fork()).join();
    }
    default:
      throw new MetricDefinitionError(`a figure cannot contain a ${typeof value}`, {
        hint: "A figure may contain JSON values: null, numbers, strings, booleans, lists and objects.",
      });
  }
}

/**
 * Deeper figures could be written, but neither this code nor the platform could read them. Also stops a figure that
 * contains itself.
 */
function checkDepth(depth: number): void {
  if (depth <= deepestMessage) return;
  throw new MetricDefinitionError("a figure is nested too deeply for the format", {
    hint: "About 30 objects or 45 lists can be nested. Does the figure contain itself?",
  });
}

function listOf(value: object): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value;
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? (value as unknown as ArrayLike<unknown>)
    : undefined;
}

function writeList(list: ArrayLike<unknown>, writer: ByteWriter): ByteWriter {
  if (list.length > 0) checkDepth(writer.depth + 1);
  for (let at = 0; at < list.length; at++) {
    const value = list[at];
    if (typeof value === "number") writeNumber(value, writer);
    else writeValue(value, writer.uint32(valuesTag).fork()).join();
  }
  return writer;
}

/** Numbers, the most frequent values, always have the same length. */
function writeNumber(value: number, writer: ByteWriter): void {
  writer.reserve(numberSize);
  const { bytes, view, position } = writer;
  bytes[position] = valuesTag;
  bytes[position + 1] = numberSize - 2;
  bytes[position + 2] = tags.number;
  view.setFloat64(position + 3, value, true);
  writer.position = position + numberSize;
}

/** Reads one entry. A missing key or value is the empty one. */
function readEntry(reader: ByteReader, target: Json): void {
  const outer = reader.enter("fields");
  let key = "";
  let value: unknown;
  while (reader.pos < reader.end) {
    const tag = reader.nextTag();
    if (tag === keyTag) key = reader.string();
    else if (tag === valueTag) value = readValue(reader, reader.enter("value"), value);
    else reader.drop(tag);
  }
  reader.leave(outer);
  setOwn(target, key, value);
}

/** Reads google.protobuf.Value; merges repeated fields. */
function readValue(reader: ByteReader, outer: number, before?: unknown): unknown {
  let value = before;
  while (reader.pos < reader.end) {
    const tag = reader.nextTag();
    if (tag === tags.number) value = reader.double();
    else if (tag === tags.string) value = reader.string();
    else if (tag === tags.bool) value = reader.bool();
    else if (tag === tags.struct) {
      value = struct.decode(reader, reader.enter("struct_value"), isObject(value) ? value : {});
    } else if (tag === tags.list) {
      value = readList(reader, reader.enter("list_value"), Array.isArray(value) ? value : []);
    } else if (tag === tags.null) {
      reader.int32();
      value = null;
    } else reader.drop(tag);
  }
  reader.leave(outer);
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readList(reader: ByteReader, outer: number, list: unknown[]): unknown[] {
  while (reader.pos < reader.end) {
    const tag = reader.nextTag();
    if (tag === valuesTag) list.push(readValue(reader, reader.enter("values", list.length)));
    else reader.drop(tag);
  }
  reader.leave(outer);
  return list;
}
