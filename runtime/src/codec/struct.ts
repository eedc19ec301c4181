import { MetricDefinitionError } from "../errors.js";
import { type ByteReader, deepestMessage } from "./byteReader.js";
import { type ByteWriter, type LengthPlan, varintSize } from "./byteWriter.js";
import { entrySize, readEntry, setOwn, writeEntry } from "./map.js";
import type { MessageCodec } from "./message.js";

const firstTag = (1 << 3) | 2;
const tags = { null: 8, number: 17, text: 26, bool: 32, struct: 42, list: 50 };

type Json = Record<string, unknown>;

/**
 * google.protobuf.Struct as the plain object that it stands for. Typed arrays are written as lists
 * of numbers; `undefined` stands for a value that says nothing of its kind. Unknown fields inside
 * are not kept: a plain object has no place for them.
 */
export const struct: MessageCodec<Json> = {
  name: "google.protobuf.Struct",
  create: () => ({}),
  size: (value, plan) => structSize(value, plan, plan.figureDepth),
  write(value, writer) {
    for (const [key, member] of Object.entries(value)) {
      writer.uint32(firstTag);
      writeEntry(key, { held: member, depth: 0 }, boxed, writer);
    }
  },
  read(reader, value) {
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag !== firstTag) {
        reader.unknown(tag);
        continue;
      }
      const entry = readEntry(reader, "fields", boxed);
      setOwn(value, entry.key, entry.value.held);
    }
  },
};

/** google.protobuf.Value, boxed: its object is whatever JSON holds. */
interface Boxed {
  held: unknown;
  /** How many messages it stands in, counted while its size is found. */
  depth: number;
}

const boxed: MessageCodec<Boxed> = {
  name: "google.protobuf.Value",
  create: () => ({ held: undefined, depth: 0 }),
  size: (value, plan) => valueSize(value.held, plan, value.depth),
  write: (value, writer) => writeValue(value.held, writer),
  read(reader, value) {
    value.held = readValue(reader, value.held);
  },
};

function structSize(value: Json, plan: LengthPlan, depth: number): number {
  let size = 0;
  for (const [key, held] of Object.entries(value)) {
    size += 1 + entrySize(key, { held, depth: depth + 2 }, boxed, plan);
  }
  return size;
}

function valueSize(value: unknown, plan: LengthPlan, depth: number): number {
  checkDepth(depth);
  switch (typeof value) {
    case "number":
      return 9;
    case "string":
      return 1 + plan.text(value);
    case "boolean":
      return 2;
    case "undefined":
      return 0;
    case "object":
      return value === null ? 2 : 1 + nestedSize(value, plan, depth + 1);
    default:
      throw new MetricDefinitionError(`a figure cannot hold a ${typeof value}`, {
        hint: "A figure holds what JSON holds: null, numbers, texts, booleans, lists and objects.",
      });
  }
}

function nestedSize(value: object, plan: LengthPlan, depth: number): number {
  checkDepth(depth);
  const place = plan.reserve();
  const list = listOf(value);
  const size =
    list === undefined ? structSize(value as Json, plan, depth) : listSize(list, plan, depth);
  plan.set(place, size);
  return varintSize(size) + size;
}

/**
 * What is deeper could be written but not read: not here, and not by the platform. A figure that
 * holds itself ends here, too.
 */
function checkDepth(depth: number): void {
  if (depth <= deepestMessage) return;
  throw new MetricDefinitionError("a figure is nested too deeply for the format", {
    hint: "About 30 objects or 45 lists can stand in each other. Does the figure hold itself?",
  });
}

function listOf(value: object): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value;
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? (value as unknown as ArrayLike<unknown>)
    : undefined;
}

function listSize(list: ArrayLike<unknown>, plan: LengthPlan, depth: number): number {
  let size = 0;
  if (list.length > 0) checkDepth(depth + 1);
  for (let at = 0; at < list.length; at++) {
    const element = list[at];
    // Numbers, by far the most, need no planned length: they always take nine bytes.
    if (typeof element === "number") {
      size += 11;
      continue;
    }
    const place = plan.reserve();
    const inner = valueSize(element, plan, depth + 1);
    plan.set(place, inner);
    size += 1 + varintSize(inner) + inner;
  }
  return size;
}

function writeValue(value: unknown, writer: ByteWriter): void {
  if (typeof value === "number") {
    writer.uint32(tags.number);
    writer.double(value);
  } else if (typeof value === "string") {
    writer.uint32(tags.text);
    writer.string(value);
  } else if (typeof value === "boolean") {
    writer.uint32(tags.bool);
    writer.uint32(value ? 1 : 0);
  } else if (value === null) {
    writer.uint32(tags.null);
    writer.uint32(0);
  } else if (typeof value === "object") {
    const list = listOf(value);
    writer.uint32(list === undefined ? tags.struct : tags.list);
    writer.uint32(writer.plan.next());
    if (list === undefined) struct.write(value as Json, writer);
    else writeList(list, writer);
  }
}

function writeList(list: ArrayLike<unknown>, writer: ByteWriter): void {
  for (let at = 0; at < list.length; at++) {
    const element = list[at];
    writer.uint32(firstTag);
    writer.uint32(typeof element === "number" ? 9 : writer.plan.next());
    writeValue(element, writer);
  }
}

function readValue(reader: ByteReader, before: unknown): unknown {
  let value = before;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === tags.number) value = reader.double();
    else if (tag === tags.text) value = reader.string();
    else if (tag === tags.bool) value = reader.bool();
    else if (tag === tags.struct) value = readStruct(reader, value);
    else if (tag === tags.list) value = readList(reader, value);
    else if (tag === tags.null) {
      reader.int32();
      value = null;
    } else reader.unknown(tag);
  }
  return value;
}

function readStruct(reader: ByteReader, before: unknown): Json {
  const mergeable = typeof before === "object" && before !== null && !Array.isArray(before);
  const target = mergeable ? (before as Json) : {};
  const outer = reader.enter("struct_value");
  struct.read(reader, target);
  reader.leave(outer);
  return target;
}

function readList(reader: ByteReader, before: unknown): unknown[] {
  const list: unknown[] = Array.isArray(before) ? before : [];
  const outer = reader.enter("list_value");
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== firstTag) {
      reader.unknown(tag);
      continue;
    }
    const element = reader.enter("values", list.length);
    list.push(readValue(reader, undefined));
    reader.leave(element);
  }
  reader.leave(outer);
  return list;
}
