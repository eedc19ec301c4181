import type {
  DoubleSeries,
  MetricStatusSeries,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { ByteReader } from "./byteReader.js";
import { type ByteWriter, int32Size, littleEndian, varintSize } from "./byteWriter.js";
import {
  checkInt32,
  keepUnknown,
  type MessageCodec,
  unknownSize,
  writeUnknown,
} from "./message.js";

const packedTag = (1 << 3) | 2;
const doubleTag = (1 << 3) | 1;
const varintTag = 1 << 3;

/**
 * A series of doubles: read as a Float64Array, written from one or from a list, both by copying
 * all bytes at once where the machine's byte order allows it.
 */
export const doubleSeries: MessageCodec<DoubleSeries> = {
  name: "resim.metrics.proto.DoubleSeries",
  create: () => ({ series: [] }),
  size(value) {
    const size = value.series.length * 8;
    return (size === 0 ? 0 : 1 + varintSize(size) + size) + unknownSize(value);
  },
  write(value, writer) {
    const { series } = value;
    if (series.length > 0) {
      writer.uint32(packedTag);
      writer.uint32(series.length * 8);
      writeDoubles(writer, series);
    }
    writeUnknown(value, writer);
  },
  read(reader, value) {
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === packedTag) {
        append(reader, value, readDoubles(reader), compactDoubles);
      } else if (tag === doubleTag) {
        append(reader, value, [reader.double()], compactDoubles);
      } else {
        keepUnknown(reader, value, tag);
      }
    }
  },
};

/** `bulk` says whether the machine's own byte order is that of the format. */
export function writeDoubles(
  writer: ByteWriter,
  series: number[] | Float64Array,
  bulk = littleEndian,
): void {
  if (series instanceof Float64Array && bulk) {
    writer.raw(new Uint8Array(series.buffer, series.byteOffset, series.byteLength));
  } else {
    for (let at = 0; at < series.length; at++) writer.double(series[at] ?? 0);
  }
}

/** `bulk` as for {@link writeDoubles}. */
export function readDoubles(reader: ByteReader, bulk = littleEndian): Float64Array {
  const length = reader.length();
  if (length % 8 !== 0) {
    reader.fail(`a series of doubles takes ${length} bytes, which is no multiple of 8`);
  }
  const doubles = new Float64Array(length / 8);
  if (bulk) {
    const { bytes, position } = reader;
    new Uint8Array(doubles.buffer).set(bytes.subarray(position, position + length));
    reader.position += length;
  } else {
    for (let at = 0; at < doubles.length; at++) doubles[at] = reader.double();
  }
  return doubles;
}

/**
 * Adds a piece to a series. More than one piece is rare: the series is then a list, which grows in
 * place, until the whole message is read.
 */
function append<S extends ArrayLike<number>>(
  reader: ByteReader,
  value: { series: S | number[] },
  piece: S | number[],
  compact: (list: number[]) => S | number[],
): void {
  if (piece.length === 0) return;
  if (value.series.length === 0 && !Array.isArray(piece)) {
    value.series = piece;
    return;
  }
  let list: number[];
  if (Array.isArray(value.series) && value.series.length > 0) list = value.series;
  else {
    list = Array.from(value.series);
    value.series = list;
    reader.whenDone(() => {
      value.series = compact(list);
    });
  }
  for (let at = 0; at < piece.length; at++) list.push(piece[at] ?? 0);
}

function compactDoubles(list: number[]): Float64Array {
  return Float64Array.from(list);
}

function compactStatuses(list: number[]): Uint8Array | number[] {
  return list.every((status) => status >= 0 && status < 0x80) ? Uint8Array.from(list) : list;
}

/**
 * A series of statuses: read as bytes where every number is below 128, which is one copy, else as
 * a list of 32-bit numbers; written from either or from a list.
 */
export const metricStatusSeries: MessageCodec<MetricStatusSeries> = {
  name: "resim.metrics.proto.MetricStatusSeries",
  create: () => ({ series: [] }),
  size(value, plan) {
    let size = 0;
    if (value.series.length > 0) {
      const inner = statusesSize(value.series);
      plan.set(plan.reserve(), inner);
      size = 1 + varintSize(inner) + inner;
    }
    return size + unknownSize(value);
  },
  write(value, writer) {
    const { series } = value;
    if (series.length > 0) {
      const inner = writer.plan.next();
      writer.uint32(packedTag);
      writer.uint32(inner);
      if (series instanceof Uint8Array && inner === series.length) writer.raw(series);
      else for (let at = 0; at < series.length; at++) writer.int32(series[at] ?? 0);
    }
    writeUnknown(value, writer);
  },
  read(reader, value) {
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === packedTag) {
        append(reader, value, readStatuses(reader), compactStatuses);
      } else if (tag === varintTag) {
        append(reader, value, [reader.int32()], compactStatuses);
      } else {
        keepUnknown(reader, value, tag);
      }
    }
  },
};

function statusesSize(series: ArrayLike<number>): number {
  if (series instanceof Uint8Array) return series.length + longBytes(series);
  let size = 0;
  for (let at = 0; at < series.length; at++) {
    const status = series[at] ?? 0;
    size += status >= 0 && status < 0x80 ? 1 : int32Size(status);
    checkInt32(status);
  }
  return size;
}

/** How many bytes are 128 or more: as numbers they take a second byte. */
function longBytes(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) count += (bytes[at] ?? 0) >>> 7;
  return count;
}

function readStatuses(reader: ByteReader): Uint8Array | number[] {
  const length = reader.length();
  const chunk = reader.bytes.subarray(reader.position, reader.position + length);
  if (longBytes(chunk) === 0) {
    reader.position += length;
    return chunk.slice();
  }
  const outer = reader.end;
  reader.end = reader.position + length;
  const statuses: number[] = [];
  while (reader.position < reader.end) statuses.push(reader.int32());
  reader.end = outer;
  return statuses;
}
