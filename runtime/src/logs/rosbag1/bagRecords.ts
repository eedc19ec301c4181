import type { LogFile } from "../LogFile.js";

/** The magic bytes of version 2.0, the only version in use. */
export const bagMagic = "#ROSBAG V2.0\n";

/** The kinds of records, by the `op` in their header. */
export const bagOp = {
  message: 2,
  bagHeader: 3,
  index: 4,
  chunk: 5,
  chunkInfo: 6,
  connection: 7,
} as const;

/** A record: named fields and data. */
export interface BagRecord {
  readonly op: number;
  readonly fields: ReadonlyMap<string, Uint8Array>;
  readonly data: Uint8Array;
}

/** The bytes are not a valid record; the message is a clause. */
export class BagRecordError extends Error {}

/** Maximum bytes of a header: more indicates invalid bytes. */
const longestHeader = 1 << 24;

/** The consecutive records that fill `bytes`. */
export function* recordsIn(bytes: Uint8Array): Generator<BagRecord> {
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length; ) {
    const headerLength = lengthAt(view, at, bytes.length);
    const dataAt = at + 8 + headerLength;
    const dataLength = lengthAt(view, at + 4 + headerLength, bytes.length);
    if (dataAt + dataLength > bytes.length) {
      throw new BagRecordError(`a record of ${dataLength} bytes extends beyond its chunk`);
    }
    const fields = fieldsIn(bytes.subarray(at + 4, at + 4 + headerLength));
    yield {
      op: opOf(fields),
      fields,
      data: bytes.subarray(dataAt, dataAt + dataLength),
    };
    at = dataAt + dataLength;
  }
}

function lengthAt(view: DataView, at: number, end: number): number {
  if (at + 4 > end) throw new BagRecordError("a record ends within its lengths");
  return view.getUint32(at, true);
}

/** Position and fields of a record in the file, without its data. */
export interface RecordPlace {
  readonly op: number;
  readonly fields: ReadonlyMap<string, Uint8Array>;
  /** Byte offset in the file. */
  readonly dataAt: number;
  readonly dataLength: number;
  /** Start of the next record. */
  readonly end: number;
}

/**
 * Locates the record at `position`; undefined at the end of the file.
 * @throws BagRecordError if there is no valid record, or the file ends within it
 */
export async function placeRecord(
  file: LogFile,
  position: number,
): Promise<RecordPlace | undefined> {
  if (position >= file.size) return undefined;
  // Almost all headers are shorter than this: one read finds the header and the length of the data.
  let head = await file.read(position, 512);
  if (head.length < 4) throw new BagRecordError("the file ends within the header of a record");
  const headerLength = viewOf(head).getUint32(0, true);
  if (headerLength === 0 || headerLength > longestHeader) {
    throw new BagRecordError(
      `there is no valid record: its header would have ${headerLength} bytes`,
    );
  }
  if (headerLength + 8 > head.length) head = await file.read(position, headerLength + 8);
  if (head.length < headerLength + 8) {
    throw new BagRecordError("the file ends within the header of a record");
  }
  const dataLength = viewOf(head).getUint32(4 + headerLength, true);
  const fields = fieldsIn(head.subarray(4, 4 + headerLength));
  const dataAt = position + 8 + headerLength;
  const end = dataAt + dataLength;
  if (end > file.size) {
    throw new BagRecordError(
      `the file ends ${end - file.size} bytes before the end of a record of ${dataLength} bytes`,
    );
  }
  return { op: opOf(fields), fields, dataAt, dataLength, end };
}

/** `name=value` fields, each preceded by its length. */
export function fieldsIn(bytes: Uint8Array): Map<string, Uint8Array> {
  const fields = new Map<string, Uint8Array>();
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(view, at, bytes.length);
    const field = bytes.subarray(at + 4, at + 4 + length);
    const equals = field.indexOf(0x3d);
    if (field.length < length || equals < 0) {
      throw new BagRecordError("the fields of a header are invalid");
    }
    fields.set(textOf(field.subarray(0, equals)), field.subarray(equals + 1));
    at += 4 + length;
  }
  return fields;
}

function opOf(fields: ReadonlyMap<string, Uint8Array>): number {
  const op = fields.get("op");
  if (op?.length !== 1) throw new BagRecordError("a record has no type");
  return op[0] ?? 0;
}

/** @throws BagRecordError if the field is missing or too short */
export function uint32(fields: ReadonlyMap<string, Uint8Array>, name: string): number {
  return viewOf(field(fields, name, 4)).getUint32(0, true);
}

/** @throws BagRecordError if the field is missing, too short, or beyond 2^53 */
export function uint64(fields: ReadonlyMap<string, Uint8Array>, name: string): number {
  const value = viewOf(field(fields, name, 8)).getBigUint64(0, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new BagRecordError(`the field ${name} is ${value}, which is too large`);
  }
  return Number(value);
}

/** Nanoseconds. @throws BagRecordError if the field is missing or too short */
export function time(fields: ReadonlyMap<string, Uint8Array>, name: string): bigint {
  return timeAt(viewOf(field(fields, name, 8)), 0);
}

/** Nanoseconds, from two 32-bit numbers: seconds and nanoseconds. */
export function timeAt(view: DataView, at: number): bigint {
  return BigInt(view.getUint32(at, true)) * 1_000_000_000n + BigInt(view.getUint32(at + 4, true));
}

/** Empty if the field is missing. */
export function text(fields: ReadonlyMap<string, Uint8Array>, name: string): string {
  return textOf(fields.get(name) ?? new Uint8Array());
}

function field(fields: ReadonlyMap<string, Uint8Array>, name: string, length: number): Uint8Array {
  const value = fields.get(name);
  if (value === undefined || value.length < length) {
    throw new BagRecordError(`a record lacks its field ${name}`);
  }
  return value;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const decoder = new TextDecoder();

function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
