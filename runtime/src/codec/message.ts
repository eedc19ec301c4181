import { MetricDefinitionError } from "../errors.js";
import type { ByteReader } from "./byteReader.js";
import { type ByteWriter, type LengthPlan, varintSize } from "./byteWriter.js";

/** Fields that the format does not know, by tag: the bytes behind each tag, in order. */
export type UnknownFields = { [tag: number]: Uint8Array[] };

/** How one message type is read and written. `size` and `write` walk in the same order. */
export interface MessageCodec<T> {
  /** The type's name in the wire format. */
  readonly name: string;
  create(): T;
  /** Bytes of the message's body; plans the lengths inside it. */
  size(message: T, plan: LengthPlan): number;
  write(message: T, writer: ByteWriter): void;
  /** Reads up to the reader's end and merges what it finds into `message`. */
  read(reader: ByteReader, message: T): void;
}

/** How one property of a message's object is read and written; a oneof is one property. */
export interface PropertyCodec {
  /** What the property is in a message where nothing is set. */
  initial(): unknown;
  size(value: unknown, plan: LengthPlan): number;
  write(value: unknown, writer: ByteWriter): void;
  /** For each tag that belongs here: reads one value and returns the property's new value. */
  readonly readers: ReadonlyMap<number, (reader: ByteReader, current: unknown) => unknown>;
}

/** Makes a property's codec, once its name is known. */
export type PropertySpec = (wireName: string) => PropertyCodec;

/** One spec for each property of a generated message type; the compiler names what is missing. */
export type MessageSpec<T> = {
  [K in keyof T as K extends "_unknownFields" ? never : K]-?: PropertySpec;
};

/** `metricsDataId` -> `metrics_data_id`. */
export function wireName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The codec of a message whose properties are all described by a spec. */
export function message<T extends object>(name: string, spec: MessageSpec<T>): MessageCodec<T> {
  const properties = Object.entries<PropertySpec>(spec).map(
    ([key, make]): [string, PropertyCodec] => [key, make(wireName(key))],
  );
  const readers: { key: string; read: (reader: ByteReader, current: unknown) => unknown }[] = [];
  for (const [key, property] of properties) {
    for (const [tag, read] of property.readers) readers[tag] = { key, read };
  }
  // Copies of one object share its hidden class, which objects that grow key by key do not for long.
  const empty = Object.fromEntries(properties.map(([key, property]) => [key, property.initial()]));
  const owned = properties.filter(([key]) => typeof empty[key] === "object");
  return {
    name,
    create() {
      const created = { ...empty };
      for (const [key, property] of owned) created[key] = property.initial();
      return created as T;
    },
    size(value, plan) {
      const values = value as Record<string, unknown>;
      let size = 0;
      for (const [key, property] of properties) size += property.size(values[key], plan);
      return size + unknownSize(value);
    },
    write(value, writer) {
      const values = value as Record<string, unknown>;
      for (const [key, property] of properties) property.write(values[key], writer);
      writeUnknown(value, writer);
    },
    read(reader, value) {
      const values = value as Record<string, unknown>;
      while (reader.position < reader.end) {
        const tag = reader.tag();
        const found = readers[tag];
        if (found === undefined) keepUnknown(reader, value, tag);
        else values[found.key] = found.read(reader, values[found.key]);
      }
    },
  };
}

/** Any message's object. */
export interface MayHoldUnknown {
  _unknownFields?: UnknownFields | undefined;
}

/** Keeps a field that the format does not know, so that it survives being written again. */
export function keepUnknown(reader: ByteReader, message: MayHoldUnknown, tag: number): void {
  const bytes = reader.unknown(tag);
  message._unknownFields ??= {};
  const kept = message._unknownFields[tag];
  if (kept === undefined) message._unknownFields[tag] = [bytes];
  else kept.push(bytes);
}

export function unknownSize(message: MayHoldUnknown): number {
  let size = 0;
  if (message._unknownFields === undefined) return size;
  for (const [tag, values] of Object.entries(message._unknownFields)) {
    for (const value of values) size += varintSize(Number(tag)) + value.length;
  }
  return size;
}

export function writeUnknown(message: MayHoldUnknown, writer: ByteWriter): void {
  if (message._unknownFields === undefined) return;
  for (const [tag, values] of Object.entries(message._unknownFields)) {
    for (const value of values) {
      writer.uint32(Number(tag));
      writer.raw(value);
    }
  }
}

/** Refuses what an int32 or an enum would silently change. */
export function checkInt32(value: number): number {
  if ((value | 0) !== value) {
    throw new MetricDefinitionError(`${value} is not a whole number of 32 bits`, {
      hint: "Enum numbers, nanoseconds and other whole numbers must fit into 32 bits.",
    });
  }
  return value;
}
