import { MetricDefinitionError } from "../errors.js";
import { type ByteReader, deepestMessage } from "./byteReader.js";
import { type ByteWriter, type LengthPlan, varintSize } from "./byteWriter.js";
import { entrySize, readEntry, setOwn, writeEntry } from "./map.js";
import {
  keepUnknown,
  type MayHoldUnknown,
  type MessageCodec,
  unknownSize,
  writeUnknown,
} from "./message.js";

const firstTag = (1 << 3) | 2;
const tags = { null: 8, number: 17, text: 26, bool: 32, struct: 42, list: 50 };

type Json = Record<string, unknown>;

/**
 * google.protobuf.Struct as the plain object that it stands for. Typed arrays are written as lists
 * of numbers; `undefined` stands for a value that says nothing of its kind. Fields inside that the
 * format does not know are written again as long as the very objects and lists that were read are.
 */
export const struct: MessageCodec<Json> = {
  name: "google.protobuf.Struct",
  create: () => ({}),
  size: (value, plan) => structSize(value, plan, plan.figureDepth),
  write(value, writer) {
    const unknown = strays.get(value);
    for (const [key, held] of Object.entries(value)) {
      writer.uint32(firstTag);
      const _unknownFields = unknown?.members.get(key)?._unknownFields;
      writeEntry(key, { held, depth: 0, _unknownFields }, boxed, writer);
    }
    if (unknown !== undefined) writeUnknown(unknown, writer);
  },
  read(reader, value) {
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag !== firstTag) {
        keepUnknown(reader, straysOf(value), tag);
        continue;
      }
      const entry = readEntry(reader, "fields", boxed);
      setOwn(value, entry.key, entry.value.held);
      keepMember(value, entry.key, entry.value);
    }
  },
};

/** The fields of an object or list, and of its members, that the format does not know. */
interface Strays extends MayHoldUnknown {
  readonly members: Map<string | number, MayHoldUnknown>;
}

/** Beside what was read: plain objects, lists and numbers have no place for them. */
const strays = new WeakMap<object, Strays>();

function straysOf(container: object): Strays {
  const known = strays.get(container) ?? { members: new Map() };
  strays.set(container, known);
  return known;
}

/** The last of several members of one key counts, also in this. */
function keepMember(container: object, key: string | number, member: MayHoldUnknown): void {
  if (member._unknownFields !== undefined) straysOf(container).members.set(key, member);
  else strays.get(container)?.members.delete(key);
}

/** google.protobuf.Value, boxed: its object is whatever JSON holds. */
interface Boxed extends MayHoldUnknown {
  held: unknown;
  /** How many messages it stands in, counted while its size is found. */
  depth: number;
}

const boxed: MessageCodec<Boxed> = {
  name: "google.protobuf.Value",
  create: () => ({ held: undefined, depth: 0 }),
  size: (value, plan) => valueSize(value.held, plan, value.depth) + unknownSize(value),
  write(value, writer) {
    writeValue(value.held, writer);
    writeUnknown(value, writer);
  },
  read: readValue,
};

function structSize(value: Json, plan: LengthPlan, depth: number): number {
  const unknown = strays.get(value);
  let size = unknown === undefined ? 0 : unknownSize(unknown);
  for (const [key, held] of Object.entries(value)) {
    const _unknownFields = unknown?.members.get(key)?._unknownFields;
    size += 1 + entrySize(key, { held, depth: depth + 2, _unknownFields }, boxed, plan);
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
  const unknown = strays.get(list);
  let size = unknown === undefined ? 0 : unknownSize(unknown);
  if (list.length > 0) checkDepth(depth + 1);
  for (let at = 0; at < list.length; at++) {
    const held = list[at];
    // Numbers, by far the most, need no planned length: they always take nine bytes.
    if (typeof held === "number" && unknown === undefined) {
      size += 11;
      continue;
    }
    const place = plan.reserve();
    const _unknownFields = unknown?.members.get(at)?._unknownFields;
    const inner = boxed.size({ held, depth: depth + 1, _unknownFields }, plan);
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
  const unknown = strays.get(list);
  for (let at = 0; at < list.length; at++) {
    const held = list[at];
    writer.uint32(firstTag);
    writer.uint32(typeof held === "number" && unknown === undefined ? 9 : writer.plan.next());
    writeValue(held, writer);
    const member = unknown?.members.get(at);
    if (member !== undefined) writeUnknown(member, writer);
  }
  if (unknown !== undefined) writeUnknown(unknown, writer);
}

function readValue(reader: ByteReader, value: Boxed): void {
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === tags.number) value.held = reader.double();
    else if (tag === tags.text) value.held = reader.string();
    else if (tag === tags.bool) value.held = reader.bool();
    else if (tag === tags.struct) value.held = readStruct(reader, value.held);
    else if (tag === tags.list) value.held = readList(reader, value.held);
    else if (tag === tags.null) {
      reader.int32();
      value.held = null;
    } else keepUnknown(reader, value, tag);
  }
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
      keepUnknown(reader, straysOf(list), tag);
      continue;
    }
    const outside = reader.enter("values", list.length);
    const element = boxed.create();
    readValue(reader, element);
    reader.leave(outside);
    keepMember(list, list.length, element);
    list.push(element.held);
  }
  reader.leave(outer);
  return list;
}
