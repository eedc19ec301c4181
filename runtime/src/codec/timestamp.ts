import { MetricDefinitionError } from "../errors.js";
import type { Timestamp } from "../generated/proto/google/protobuf/timestamp.js";
import type { TimestampSeries } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { ByteReader } from "./byteReader.js";
import { type ByteWriter, int32Size, int64Size, varintSize } from "./byteWriter.js";
import {
  checkInt32,
  keepUnknown,
  type MessageCodec,
  unknownSize,
  writeUnknown,
} from "./message.js";

const secondsTag = 1 << 3;
const nanosTag = 2 << 3;
const seriesTag = (1 << 3) | 2;

/**
 * google.protobuf.Timestamp, written by hand because a series may hold a million of them.
 *
 * Seconds beyond 2^53 do not fit a number: `seconds` is then the nearest one, and the exact varint
 * is kept among the unknown fields under the same tag. As the last of a field counts, writing the
 * message again says the exact seconds.
 */
export const timestamp: MessageCodec<Timestamp> = {
  name: "google.protobuf.Timestamp",
  create: () => ({ seconds: 0, nanos: 0 }),
  size: timestampSize,
  write: writeTimestamp,
  read: readTimestamp,
};

function timestampSize(value: Timestamp): number {
  const { seconds, nanos } = value;
  let size = 0;
  if (seconds !== 0) size += 1 + int64Size(checkSeconds(seconds));
  if (nanos !== 0) size += 1 + int32Size(checkInt32(nanos));
  return value._unknownFields === undefined ? size : size + unknownSize(value);
}

function checkSeconds(seconds: number): number {
  if (seconds >>> 0 === seconds) return seconds;
  if (Number.isInteger(seconds) && seconds >= -(2 ** 63) && seconds <= 2 ** 63) return seconds;
  throw new MetricDefinitionError(`a timestamp cannot have ${seconds} seconds`, {
    hint: "Seconds are a whole number of 64 bits; fractions belong in nanos.",
  });
}

function writeTimestamp(value: Timestamp, writer: ByteWriter): void {
  if (value.seconds !== 0) {
    writer.uint32(secondsTag);
    // The nearest number to the largest int64 is one beyond it.
    writer.int64(value.seconds === 2 ** 63 ? 2n ** 63n - 1n : value.seconds);
  }
  if (value.nanos !== 0) {
    writer.uint32(nanosTag);
    writer.int32(value.nanos);
  }
  if (value._unknownFields !== undefined) writeUnknown(value, writer);
}

function readTimestamp(reader: ByteReader, value: Timestamp): void {
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === secondsTag) value.seconds = readSeconds(reader, value);
    else if (tag === nanosTag) value.nanos = reader.int32();
    else keepUnknown(reader, value, tag);
  }
}

function readSeconds(reader: ByteReader, value: Timestamp): number {
  const start = reader.position;
  let seconds = 0;
  let weight = 1;
  // Seven varint bytes are 49 bits: no bigint is needed for any time that a clock shows.
  for (let at = start; at < reader.end && at < start + 7; at++) {
    const byte = reader.bytes[at] ?? 0;
    seconds += (byte & 0x7f) * weight;
    if (byte < 0x80) {
      reader.position = at + 1;
      forgetExact(value);
      return seconds;
    }
    weight *= 0x80;
  }
  const exact = reader.int64();
  const nearest = Number(exact);
  forgetExact(value);
  if (!Number.isSafeInteger(nearest)) {
    value._unknownFields ??= {};
    value._unknownFields[secondsTag] = [reader.bytes.slice(start, reader.position)];
  }
  return nearest;
}

function forgetExact(value: Timestamp): void {
  if (value._unknownFields !== undefined) delete value._unknownFields[secondsTag];
}

/** A series of timestamps. */
export const timestampSeries: MessageCodec<TimestampSeries> = {
  name: "resim.metrics.proto.TimestampSeries",
  create: () => ({ series: [] }),
  size(value) {
    let size = 0;
    for (const element of value.series) {
      const inner = timestampSize(element);
      size += 1 + varintSize(inner) + inner;
    }
    return size + unknownSize(value);
  },
  write(value, writer) {
    const { bytes } = writer;
    for (const element of value.series) {
      bytes[writer.position] = seriesTag;
      // Without unknown fields a timestamp is so short that one byte, filled in afterwards, holds
      // its length.
      if (element._unknownFields === undefined) {
        const start = writer.position + 2;
        writer.position = start;
        writeTimestamp(element, writer);
        bytes[start - 1] = writer.position - start;
      } else {
        writer.position += 1;
        writer.uint32(timestampSize(element));
        writeTimestamp(element, writer);
      }
    }
    writeUnknown(value, writer);
  },
  read(reader, value) {
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag !== seriesTag) {
        keepUnknown(reader, value, tag);
        continue;
      }
      const outer = reader.end;
      const length = reader.length();
      reader.end = reader.position + length;
      const element = { seconds: 0, nanos: 0 };
      readTimestamp(reader, element);
      reader.end = outer;
      value.series.push(element);
    }
  },
};
