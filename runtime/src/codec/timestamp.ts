import { MetricDefinitionError } from "../errors.js";
import type { Timestamp } from "../generated/proto/google/protobuf/timestamp.js";
import type { TimestampSeries } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { ByteReader } from "./byteReader.js";
import type { ByteWriter } from "./byteWriter.js";
import type { MessageCodec } from "./messageCodec.js";

const secondsTag = 1 << 3;
const nanosTag = 2 << 3;
const seriesTag = (1 << 3) | 2;

/**
 * google.protobuf.Timestamp, handwritten because a series may have a million of them.
 *
 * Seconds beyond 2^53 do not fit into a number. Then `seconds` is the nearest one, and the exact
 * varint is kept in the unknown fields under the same tag. The last value of a field counts, so
 * writing the message again gives the exact seconds.
 */
export const timestamp: MessageCodec<Timestamp> = {
  create: () => ({ seconds: 0, nanos: 0 }),
  encode: writeTimestamp,
  decode(reader, outer, message = { seconds: 0, nanos: 0 }) {
    readTimestamp(reader, message);
    return reader.finish(outer, message);
  },
};

function writeTimestamp(message: Timestamp, writer: ByteWriter): ByteWriter {
  const { seconds, nanos } = message;
  if (seconds !== 0) {
    writer.uint32(secondsTag);
    if (seconds >>> 0 === seconds) writer.uint32(seconds);
    else writer.int64(wholeSeconds(seconds));
  }
  if (nanos !== 0) writer.uint32(nanosTag).int32(nanos);
  return message._unknownFields === undefined ? writer : writer.unknown(message);
}

function wholeSeconds(seconds: number): number | bigint {
  // The nearest double to the largest int64 is one larger.
  if (seconds === 2 ** 63) return 2n ** 63n - 1n;
  if (Number.isInteger(seconds) && seconds >= -(2 ** 63) && seconds < 2 ** 63) return seconds;
  throw new MetricDefinitionError(`a timestamp cannot have ${seconds} seconds`, {
    hint: "Seconds must be a 64-bit integer; fractions belong in nanos.",
  });
}

function readTimestamp(reader: ByteReader, message: Timestamp): void {
  while (reader.pos < reader.end) {
    const tag = reader.nextTag();
    if (tag === secondsTag) message.seconds = readSeconds(reader, message);
    else if (tag === nanosTag) message.nanos = reader.int32();
    else reader.keep(message, tag);
  }
}

function readSeconds(reader: ByteReader, message: Timestamp): number {
  const start = reader.pos;
  let seconds = 0;
  let weight = 1;
  // Seven varint bytes are 49 bits: enough for realistic timestamps without a bigint.
  for (let at = start; at < reader.end && at < start + 7; at++) {
    const byte = reader.source[at] ?? 0;
    seconds += (byte & 0x7f) * weight;
    if (byte < 0x80) {
      reader.pos = at + 1;
      forgetExact(message);
      return seconds;
    }
    weight *= 0x80;
  }
  const nearest = Number(reader.int64());
  forgetExact(message);
  if (!Number.isSafeInteger(nearest)) {
    message._unknownFields ??= {};
    message._unknownFields[secondsTag] = [reader.source.slice(start, reader.pos)];
  }
  return nearest;
}

function forgetExact(message: Timestamp): void {
  if (message._unknownFields !== undefined) delete message._unknownFields[secondsTag];
}

/** A series of timestamps. */
export const timestampSeries: MessageCodec<TimestampSeries> = {
  create: () => ({ series: [] }),
  encode(message, writer) {
    for (const element of message.series) {
      writer.uint32(seriesTag);
      if (element._unknownFields === undefined) {
        // Such a timestamp is so short that its length fits into one byte, which is filled in afterwards.
        writer.reserve(1);
        const start = writer.position++;
        writeTimestamp(element, writer);
        writer.bytes[start] = writer.position - start - 1;
      } else {
        writeTimestamp(element, writer.fork()).join();
      }
    }
    return writer.unknown(message);
  },
  decode(reader, outer, message = { series: [] }) {
    const { series } = message;
    while (reader.pos < reader.end) {
      const tag = reader.nextTag();
      if (tag !== seriesTag) {
        reader.keep(message, tag);
        continue;
      }
      const around = reader.end;
      const length = reader.length();
      reader.end = reader.pos + length;
      const element = { seconds: 0, nanos: 0 };
      readTimestamp(reader, element);
      if (reader.pos !== reader.end) reader.fail(`element ${series.length} is cut off`);
      reader.end = around;
      series.push(element);
    }
    return reader.finish(outer, message);
  },
};
