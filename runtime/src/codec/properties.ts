import { MetricDefinitionError } from "../errors.js";
import type { ByteReader } from "./byteReader.js";
import { type ByteWriter, int32Size, type LengthPlan, varintSize } from "./byteWriter.js";
import {
  checkInt32,
  type MessageCodec,
  type PropertyCodec,
  type PropertySpec,
  wireName,
} from "./message.js";

/** One value of a type, behind a tag of its own. */
interface ValueCodec {
  readonly wireType: 0 | 1 | 2 | 5;
  /** What a value is that was never written. */
  readonly zero: unknown;
  size(value: unknown, plan: LengthPlan): number;
  write(value: unknown, writer: ByteWriter): void;
  read(reader: ByteReader, name: string, index: number | undefined, current: unknown): unknown;
}

/** The types of single values, as named in a .proto file. */
export type ScalarType = "string" | "bool" | "enum" | "int32" | "uint32" | "float" | "double";

/** What a property's values are: a scalar type, or the codec of a message type. */
export type ValueType = ScalarType | MessageCodec<unknown>;

const int32: ValueCodec = {
  wireType: 0,
  zero: 0,
  size: (value) => int32Size(checkInt32(value as number)),
  write: (value, writer) => writer.int32(value as number),
  read: (reader) => reader.int32(),
};

const scalars: Record<ScalarType, ValueCodec> = {
  string: {
    wireType: 2,
    zero: "",
    size: (value, plan) => plan.text(value as string),
    write: (value, writer) => writer.string(value as string),
    read: (reader) => reader.string(),
  },
  bool: {
    wireType: 0,
    zero: false,
    size: () => 1,
    write: (value, writer) => writer.uint32(value === true ? 1 : 0),
    read: (reader) => reader.bool(),
  },
  enum: int32,
  int32,
  uint32: {
    wireType: 0,
    zero: 0,
    size: (value) => varintSize(checkUint32(value as number)),
    write: (value, writer) => writer.uint32(value as number),
    read: (reader) => reader.uint32(),
  },
  float: {
    wireType: 5,
    zero: 0,
    size: () => 4,
    write: (value, writer) => writer.float(value as number),
    read: (reader) => reader.float(),
  },
  double: {
    wireType: 1,
    zero: 0,
    size: () => 8,
    write: (value, writer) => writer.double(value as number),
    read: (reader) => reader.double(),
  },
};

function checkUint32(value: number): number {
  if (value >>> 0 !== value) {
    throw new MetricDefinitionError(`${value} is not a whole number from 0 to 4294967295`, {
      hint: "A series_index counts elements from 0.",
    });
  }
  return value;
}

function valueCodec(type: ValueType): ValueCodec {
  if (typeof type === "string") return scalars[type];
  const codec = type;
  return {
    wireType: 2,
    zero: undefined,
    size(value, plan) {
      const place = plan.reserve();
      const size = codec.size(value, plan);
      plan.set(place, size);
      return varintSize(size) + size;
    },
    write(value, writer) {
      writer.uint32(writer.plan.next());
      codec.write(value, writer);
    },
    read(reader, name, index, current) {
      const target = current ?? codec.create();
      const outer = reader.enter(name, index);
      codec.read(reader, target);
      reader.leave(outer);
      return target;
    },
  };
}

/** A singular field. Scalars that are unset and those that hold their zero are the same. */
export function field(number: number, type: ValueType): PropertySpec {
  return (name) => singular(number, valueCodec(type), name, "implicit");
}

/** A singular field declared `optional`: a zero that was written stays. */
export function optional(number: number, type: ValueType): PropertySpec {
  return (name) => singular(number, valueCodec(type), name, "explicit");
}

function singular(
  number: number,
  codec: ValueCodec,
  name: string,
  presence: "implicit" | "explicit",
): PropertyCodec {
  const tag = (number << 3) | codec.wireType;
  const tagSize = varintSize(tag);
  const unset = presence === "implicit" ? codec.zero : undefined;
  return {
    initial: () => unset,
    size: (value, plan) =>
      value === undefined || value === unset ? 0 : tagSize + codec.size(value, plan),
    write(value, writer) {
      if (value === undefined || value === unset) return;
      writer.uint32(tag);
      codec.write(value, writer);
    },
    readers: new Map([[tag, (reader, current) => codec.read(reader, name, undefined, current)]]),
  };
}

/** A repeated field of texts or messages. (Repeated numbers have codecs of their own.) */
export function repeated(number: number, type: "string" | MessageCodec<unknown>): PropertySpec {
  const codec = valueCodec(type);
  const tag = (number << 3) | codec.wireType;
  const tagSize = varintSize(tag);
  return (name) => ({
    initial: () => [],
    size(value, plan) {
      let size = 0;
      for (const element of value as unknown[]) size += tagSize + codec.size(element, plan);
      return size;
    },
    write(value, writer) {
      for (const element of value as unknown[]) {
        writer.uint32(tag);
        codec.write(element, writer);
      }
    },
    readers: new Map([
      [
        tag,
        (reader, current) => {
          const elements = current as unknown[];
          elements.push(codec.read(reader, name, elements.length, undefined));
          return elements;
        },
      ],
    ]),
  });
}

interface Case {
  $case: string;
  value: unknown;
}

/** Fields of which at most one is set; the property holds `{ $case, value }`. */
export function oneof(members: Record<string, [number: number, type: ValueType]>): PropertySpec {
  const codecs = new Map(
    Object.entries(members).map(([key, [number, type]]) => {
      const codec = valueCodec(type);
      return [key, { codec, tag: (number << 3) | codec.wireType, name: wireName(key) }];
    }),
  );
  const memberOf = (chosen: Case) => {
    const member = codecs.get(chosen.$case);
    if (member !== undefined) return member;
    throw new MetricDefinitionError(`there is no member ${chosen.$case} in this oneof`, {
      hint: `Use one of ${[...codecs.keys()].join(", ")}.`,
    });
  };
  return () => ({
    initial: () => undefined,
    size(value, plan) {
      if (value === undefined) return 0;
      const { codec, tag } = memberOf(value as Case);
      return varintSize(tag) + codec.size((value as Case).value, plan);
    },
    write(value, writer) {
      if (value === undefined) return;
      const { codec, tag } = memberOf(value as Case);
      writer.uint32(tag);
      codec.write((value as Case).value, writer);
    },
    readers: new Map(
      [...codecs].map(([key, { codec, tag, name }]) => [
        tag,
        (reader: ByteReader, current: unknown): Case => {
          const before = current as Case | undefined;
          const merged = before?.$case === key ? before.value : undefined;
          return { $case: key, value: codec.read(reader, name, undefined, merged) };
        },
      ]),
    ),
  });
}
