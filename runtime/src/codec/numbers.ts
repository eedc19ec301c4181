import type * as types from "../generated/proto/resim/metrics/proto/metrics.js";
import type { ByteReader } from "./byteReader.js";
import { type ByteWriter, littleEndian } from "./byteWriter.js";
import type { MessageCodec } from "./messageCodec.js";

const packedTag = (1 << 3) | 2;
const doubleTag = (1 << 3) | 1;
const varintTag = 1 << 3;

/**
 * A series of doubles: read as a Float64Array, and written from one or from a list. Copies all bytes at once if the
 * machine's byte order allows it.
 */
export const doubleSeries: MessageCodec<types.DoubleSeries> = {
  create: () => ({ series: [] }),
  encode(message, writer) {
    const { series } = message;
    if (series.length > 0) {
      writer.uint32(packedTag).uint32(series.length * 8);
      writeDoubles(writer, series);
    }
    return writer.unknown(message);
  },
  decode(reader, outer, message = { series: [] }) {
    while (reader.pos < reader.end) {
      const tag = reader.nextTag();
      if (tag === packedTag) append(reader, message, readDoubles(reader), compactDoubles);
      else if (tag === doubleTag) append(reader, message, [reader.double()], compactDoubles);
      else reader.keep(message, tag);
    }
    return reader.finish(outer, message);
  },
};

/** `bulk`: whether the machine has the byte order of the format. */
export function writeDoubles(
  writer: ByteWriter,
  series: number[] | Float64Array,
  bulk = littleEndian,
): void {
  if (series instanceof Float64Array && bulk) {
    writer.raw(new Uint8Array(series.buffer, series.byteOffset, series.byteLength));
    return;
  }
  writer.reserve(series.length * 8);
  const { view, position } = writer;
  for (let at = 0; at < series.length; at++) {
    view.setFloat64(position + at * 8, series[at] ?? 0, true);
  }
  writer.position += series.length * 8;
}

/** `bulk`: as in {@link writeDoubles}. */
export function readDoubles(reader: ByteReader, bulk = littleEndian): Float64Array {
  const length = reader.length();
  if (length % 8 !== 0) {
    reader.fail(`a series of doubles takes ${length} bytes, which is not a multiple of 8`);
  }
  const doubles = new Float64Array(length / 8);
  if (bulk) {
    const { source, pos } = reader;
    new Uint8Array(doubles.buffer).set(source.subarray(pos, pos + length));
    reader.pos += length;
  } else {
    for (let at = 0; at < doubles.length; at++) doubles[at] = reader.double();
  }
  return doubles;
}

/**
 * Adds a chunk to a series. More than one chunk is rare: then the series is a list, which grows in place until the
 * whole message is read.
 */
function append<S extends ArrayLike<number>>(
  reader: ByteReader,
  message: { series: S | number[] },
  piece: S | number[],
  compact: (list: number[]) => S | number[],
): void {
  if (piece.length === 0) return;
  if (message.series.length === 0 && !Array.isArray(piece)) {
    message.series = piece;
    return;
  }
  let list: number[];
  if (Array.isArray(message.series) && message.series.length > 0) list = message.series;
  else {
    list = Array.from(message.series);
    message.series = list;
    reader.whenDone(() => {
      message.series = compact(list);
    });
  }
  for (let at = 0; at < piece.length; at++) list.push(piece[at] ?? 0);
}

function compactDoubles(list: number[]): Float64Array {
  return Float64Array.from(list);
}

function compactStatuses(list: number[]): Uint8Array | number[] {
  return list.every(isShort) ? Uint8Array.from(list) : list;
}

/** Whether a number is encoded as a single byte. */
function isShort(value: number): boolean {
  return value >= 0 && value < 0x80;
}

/**
 * A series of statuses: read as bytes with one copy if every number is below 128, else as a list of 32-bit numbers.
 * Written from either.
 */
export const metricStatusSeries: MessageCodec<types.MetricStatusSeries> = {
  create: () => ({ series: [] }),
  encode(message, writer) {
    const { series } = message;
    if (series.length > 0) {
      writer.uint32(packedTag);
      if (series instanceof Uint8Array && !hasLong(series)) {
        writer.uint32(series.length).raw(series);
      } else {
        writer.fork();
        for (let at = 0; at < series.length; at++) writer.int32(series[at] ?? 0);
        writer.join();
      }
    }
    return writer.unknown(message);
  },
  decode(reader, outer, message = { series: [] }) {
    while (reader.pos < reader.end) {
      const tag = reader.nextTag();
      if (tag === packedTag) append(reader, message, readStatuses(reader), compactStatuses);
      else if (tag === varintTag) append(reader, message, [reader.int32()], compactStatuses);
      else reader.keep(message, tag);
    }
    return reader.finish(outer, message);
  },
};

/** Whether a byte is 128 or more, which needs two bytes as a varint. */
function hasLong(bytes: Uint8Array): boolean {
  let any = 0;
  for (let at = 0; at < bytes.length; at++) any |= bytes[at] ?? 0;
  return any > 0x7f;
}

function readStatuses(reader: ByteReader): Uint8Array | number[] {
  const outer = reader.enter("series");
  const chunk = reader.source.slice(reader.pos, reader.end);
  const statuses: Uint8Array | number[] = hasLong(chunk) ? [] : chunk;
  if (Array.isArray(statuses)) while (reader.pos < reader.end) statuses.push(reader.int32());
  else reader.pos = reader.end;
  reader.leave(outer);
  return statuses;
}
