import { MetricsError } from "../errors.js";
import type * as types from "../generated/proto/resim/metrics/proto/metrics.js";
import { ByteReader, type ByteSlice } from "./byteReader.js";
import { ByteWriter } from "./byteWriter.js";
import { JobMetrics, Metric, MetricsData } from "./generated/resim/metrics/proto/metrics.js";
import type { MessageCodec } from "./messageCodec.js";

/**
 * Decodes a metrics.binproto. The bytes can be discarded afterwards: nothing refers to them.
 *
 * A decoded message has doubles as `Float64Array`, and timestamps as `{ seconds, nanos }`. Statuses
 * are a `Uint8Array`, or a list of numbers if one does not fit into 7 bits. Unknown fields are kept
 * in `_unknownFields` and written again by {@link encodeJobMetrics}, except inside a figure, which
 * is plain JSON. Unknown enum numbers are kept as numbers. Nothing is validated.
 *
 * @throws {@link DecodeError} if the bytes are not such a message: truncated, invalid UTF-8, or nested deeper than
 * 100 messages.
 */
export function decodeJobMetrics(bytes: Uint8Array): types.JobMetrics {
  return decode("JobMetrics", JobMetrics, bytes);
}

/** Decodes one metric, as the platform stores it: see {@link decodeJobMetrics}. */
export function decodeMetric(bytes: Uint8Array): types.Metric {
  return decode("Metric", Metric, bytes);
}

/** Decodes one metrics data, as the platform stores it: see {@link decodeJobMetrics}. */
export function decodeMetricsData(bytes: Uint8Array): types.MetricsData {
  return decode("MetricsData", MetricsData, bytes);
}

/** A metrics.binproto, and the positions of its parts in the bytes. */
export interface SlicedJobMetrics {
  message: types.JobMetrics;
  /**
   * The byte range of a metric or metrics data of `message`. {@link decodeMetric} and {@link decodeMetricsData} read
   * such a range separately, as the platform stores it.
   *
   * @throws {@link MetricsError} for an object that is not part of `message`
   */
  sliceOf(part: types.Metric | types.MetricsData): ByteSlice;
}

/**
 * Decodes a metrics.binproto as {@link decodeJobMetrics} does, and records the positions of its metrics and metrics
 * data.
 *
 * @throws {@link DecodeError} as `decodeJobMetrics` does
 */
export function sliceJobMetrics(bytes: Uint8Array): SlicedJobMetrics {
  const slices = new Map<object, ByteSlice>();
  const message = decode("JobMetrics", JobMetrics, bytes, slices);
  return {
    message,
    sliceOf(part) {
      const slice = slices.get(part);
      if (slice === undefined) throw new MetricsError("this object is not part of the message");
      return slice;
    },
  };
}

/**
 * Encodes a metrics.binproto. Doubles in a `Float64Array` and statuses in a `Uint8Array` are copied directly; lists
 * are converted. Nothing is validated.
 *
 * @throws {@link MetricDefinitionError} for what the format cannot represent: fractional seconds,
 * an enum number beyond 32 bits, or a function in a figure.
 */
export function encodeJobMetrics(message: types.JobMetrics): Uint8Array {
  return encode(JobMetrics, message);
}

/** Encodes one metric: see {@link encodeJobMetrics}. */
export function encodeMetric(message: types.Metric): Uint8Array {
  return encode(Metric, message);
}

/** Encodes one metrics data: see {@link encodeJobMetrics}. */
export function encodeMetricsData(message: types.MetricsData): Uint8Array {
  return encode(MetricsData, message);
}

function decode<T>(
  name: string,
  codec: MessageCodec<T>,
  bytes: Uint8Array,
  slices?: Map<object, ByteSlice>,
): T {
  const reader = new ByteReader(bytes, `resim.metrics.proto.${name}`, slices);
  let message: T;
  try {
    message = codec.decode(reader, reader.end);
  } catch (error) {
    if (error instanceof MetricsError) throw error;
    // Errors of the library: a number that extends beyond the bytes, or never ends.
    const cutOff = error instanceof RangeError;
    return reader.fail(cutOff ? "a number is cut off" : "a number is longer than ten bytes", error);
  }
  reader.done();
  return message;
}

/** Most messages are small, and share one writer with its buffer. */
let idle: ByteWriter | undefined = new ByteWriter();

function encode<T>(codec: MessageCodec<T>, message: T): Uint8Array {
  // A getter in a message may encode another message meanwhile.
  const writer = idle ?? new ByteWriter();
  idle = undefined;
  try {
    return codec.encode(message, writer).finish();
  } finally {
    writer.clear();
    idle = writer;
  }
}
