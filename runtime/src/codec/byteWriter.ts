import { MetricDefinitionError } from "../errors.js";
import type { MayHoldUnknown } from "./mayHoldUnknown.js";

/** Whether this machine has the byte order of the wire format. */
export const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Messages above this size are not moved to make room for their length. */
const movable = 1024;

/** Maximum buffer size that a reused writer keeps. */
const mostKept = 1 << 20;

/** Bytes to insert before position `at`. */
interface Insert {
  at: number;
  bytes: Uint8Array;
}

/**
 * Writes protobuf's wire format, for the generated codecs. It has the methods of the library's writer that they
 * call. Large values are copied only once, into the result: series are used directly, and a long message does not
 * move when its length is known.
 */
export class ByteWriter {
  position = 0;
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  #text = Buffer.from(this.bytes.buffer);
  #inserts: Insert[] = [];
  #inserted = 0;
  /** For each open message: its start, and the number and bytes of the inserts before it. */
  readonly #open: number[] = [];

  /** Number of open messages. */
  get depth(): number {
    return this.#open.length / 3;
  }

  /** Reserves this many bytes after the position. */
  reserve(length: number): void {
    const wanted = this.position + length;
    if (wanted <= this.bytes.length) return;
    let size = Math.max(256, this.bytes.length);
    while (size < wanted) size *= 2;
    const larger = Buffer.allocUnsafeSlow(size);
    larger.set(this.bytes.subarray(0, this.position));
    this.#text = larger;
    this.bytes = new Uint8Array(larger.buffer);
    this.view = new DataView(larger.buffer);
  }

  /** A copy of all written bytes. */
  finish(): Uint8Array {
    const buffer = Buffer.allocUnsafeSlow(this.position + this.#inserted);
    const result = new Uint8Array(buffer.buffer);
    let from = 0;
    let to = 0;
    for (const { at, bytes } of this.#inserts) {
      result.set(this.bytes.subarray(from, at), to);
      to += at - from;
      from = at;
      result.set(bytes, to);
      to += bytes.length;
    }
    result.set(this.bytes.subarray(from, this.position), to);
    return result;
  }

  /** Discards what was written. */
  clear(): void {
    this.position = 0;
    this.#inserts = [];
    this.#inserted = 0;
    this.#open.length = 0;
    if (this.bytes.length > mostKept) {
      this.bytes = new Uint8Array(0);
      this.view = new DataView(this.bytes.buffer);
      this.#text = Buffer.from(this.bytes.buffer);
    }
  }

  /** Starts a length-delimited value; reserves one byte for its length. */
  fork(): this {
    this.#open.push(this.position, this.#inserts.length, this.#inserted);
    this.reserve(1);
    this.position += 1;
    return this;
  }

  /** Ends it, and writes its length before it. */
  join(): this {
    const inserted = this.#inserted - (this.#open.pop() ?? 0);
    const insertsBefore = this.#open.pop() ?? 0;
    const start = this.#open.pop() ?? 0;
    const { position } = this;
    const written = position - start - 1;
    const length = written + inserted;
    if (length < 0x80) {
      this.bytes[start] = length;
    } else if (inserted === 0 && length < movable) {
      this.reserve(1);
      this.bytes.copyWithin(start + 2, start + 1, position);
      this.bytes[start] = (length & 0x7f) | 0x80;
      this.bytes[start + 1] = length >>> 7;
      this.position = position + 1;
    } else {
      this.bytes[start] = (length & 0x7f) | 0x80;
      this.#insert(insertsBefore, start + 1, varint(length >>> 7));
    }
    return this;
  }

  uint32(value: number): this {
    if (value >>> 0 !== value) {
      throw new MetricDefinitionError(`${value} is not an integer from 0 to 4294967295`, {
        hint: "For example, a series_index starts at 0.",
      });
    }
    this.reserve(5);
    const { bytes } = this;
    let at = this.position;
    let rest = value;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.position = at;
    return this;
  }

  int32(value: number): this {
    if ((value | 0) !== value) {
      throw new MetricDefinitionError(`${value} is not a 32-bit integer`, {
        hint: "Enum numbers, nanoseconds and other integers must fit into 32 bits.",
      });
    }
    return value >= 0 ? this.uint32(value) : this.int64(value);
  }

  int64(value: number | bigint): this {
    this.reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.bytes[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.position++] = Number(rest);
    return this;
  }

  bool(value: boolean): this {
    return this.uint32(value ? 1 : 0);
  }

  float(value: number): this {
    this.reserve(4);
    this.view.setFloat32(this.position, value, true);
    this.position += 4;
    return this;
  }

  double(value: number): this {
    this.reserve(8);
    this.view.setFloat64(this.position, value, true);
    this.position += 8;
    return this;
  }

  /** A string, preceded by its length. */
  string(value: string): this {
    const { length } = value;
    if (length < 48) {
      this.reserve(length + 1);
      const { bytes, position } = this;
      bytes[position] = length;
      let at = 0;
      for (; at < length; at++) {
        const code = value.charCodeAt(at);
        if (code > 0x7f) break;
        bytes[position + 1 + at] = code;
      }
      if (at === length) {
        this.position = position + 1 + length;
        return this;
      }
    }
    const size = Buffer.byteLength(value);
    this.uint32(size);
    this.reserve(size);
    this.#text.write(value, this.position, size, "utf8");
    this.position += size;
    return this;
  }

  /** Raw bytes. Long ones are not copied before {@link finish}. */
  raw(value: Uint8Array): this {
    if (value.length >= movable) {
      this.#insert(this.#inserts.length, this.position, value);
    } else {
      this.reserve(value.length);
      this.bytes.set(value, this.position);
      this.position += value.length;
    }
    return this;
  }

  /** The unknown fields of a message, as they were read. */
  unknown(message: MayHoldUnknown): this {
    if (message._unknownFields === undefined) return this;
    for (const [tag, values] of Object.entries(message._unknownFields)) {
      for (const value of values) this.uint32(Number(tag)).raw(value);
    }
    return this;
  }

  /** Inserts are kept in writing order: `index` is the position among them. */
  #insert(index: number, at: number, bytes: Uint8Array): void {
    this.#inserts.splice(index, 0, { at, bytes });
    this.#inserted += bytes.length;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
