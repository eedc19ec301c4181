import type { ByteReader } from "./byteReader.js";
import { type ByteWriter, type LengthPlan, varintSize } from "./byteWriter.js";
import type { MessageCodec, PropertyCodec, PropertySpec } from "./message.js";

const keyTag = (1 << 3) | 2;
const valueTag = (2 << 3) | 2;

/** Sets an own property under any key: assigning to `__proto__` would change the prototype. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else {
    const own = { value, enumerable: true, writable: true, configurable: true };
    Object.defineProperty(target, key, own);
  }
}

/** A `map<string, message>` field; the property holds an object. */
export function map<T>(number: number, type: MessageCodec<T>): PropertySpec {
  return (name) => mapOf(number, type, name);
}

function mapOf<T>(number: number, type: MessageCodec<T>, name: string): PropertyCodec {
  const tag = (number << 3) | 2;
  const readers = new Map([
    [
      tag,
      (reader: ByteReader, current: unknown) => {
        const { key, value } = readEntry(reader, name, type);
        setOwn(current as Record<string, unknown>, key, value);
        return current;
      },
    ],
  ]);
  return {
    initial: () => ({}),
    size(value, plan) {
      let size = 0;
      for (const [key, member] of Object.entries(value as Record<string, T>)) {
        size += varintSize(tag) + entrySize(key, member, type, plan);
      }
      return size;
    },
    write(value, writer) {
      for (const [key, member] of Object.entries(value as Record<string, T>)) {
        writer.uint32(tag);
        writeEntry(key, member, type, writer);
      }
    },
    readers,
  };
}

/** The size of one entry, with its length before it. */
export function entrySize<T>(
  key: string,
  value: T,
  type: MessageCodec<T>,
  plan: LengthPlan,
): number {
  const place = plan.reserve();
  const keySize = 1 + plan.text(key);
  const valuePlace = plan.reserve();
  const valueSize = type.size(value, plan);
  plan.set(valuePlace, valueSize);
  const size = keySize + 1 + varintSize(valueSize) + valueSize;
  plan.set(place, size);
  return varintSize(size) + size;
}

export function writeEntry<T>(
  key: string,
  value: T,
  type: MessageCodec<T>,
  writer: ByteWriter,
): void {
  writer.uint32(writer.plan.next());
  writer.uint32(keyTag);
  writer.string(key);
  writer.uint32(valueTag);
  writer.uint32(writer.plan.next());
  type.write(value, writer);
}

/** Reads one entry. A key or a value that was left out is the empty one. */
export function readEntry<T>(
  reader: ByteReader,
  name: string,
  type: MessageCodec<T>,
): { key: string; value: T } {
  const outer = reader.enter(name);
  let key = "";
  const value = type.create();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === keyTag) key = reader.string();
    else if (tag === valueTag) {
      const inner = reader.enter("value");
      type.read(reader, value);
      reader.leave(inner);
    } else reader.unknown(tag);
  }
  reader.leave(outer);
  return { key, value };
}
