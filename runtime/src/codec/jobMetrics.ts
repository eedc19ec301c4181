import { MetricsError } from "../errors.js";
import type * as types from "../generated/proto/resim/metrics/proto/metrics.js";
import { ByteReader, type ByteSlice } from "./byteReader.js";
import { ByteWriter } from "./byteWriter.js";
import { JobMetrics, Metric, MetricsData } from "./generated/resim/metrics/proto/metrics.js";
import type { MessageCodec } from "./messageCodec.js";

/**
 * Reads a metrics.binproto. The bytes can be thrown away afterwards: nothing points into them.
 *
 * A decoded message holds doubles as `Float64Array`, statuses as `Uint8Array` (as a list of numbers
 * where one does not fit into 7 bits), and timestamps as `{ seconds, nanos }`. Fields that the
 * format does not know are kept under `_unknownFields` and written again by
 * {@link encodeJobMetrics}, except inside a figure, which is plain JSON. Enum numbers that it does
 * not know are kept as numbers. Nothing is validated.
 *
 * @throws {@link DecodeError} where the bytes are no such message: cut off, invalid UTF-8, nested
 * deeper than 100 messages.
 */
export function decodeJobMetrics(bytes: Uint8Array): types.JobMetrics {
  return decode("JobMetrics", JobMetrics, bytes);
}

/** Reads one metric, as the platform stores it: see {@link decodeJobMetrics}. */
export function decodeMetric(bytes: Uint8Array): types.Metric {
  return decode("Metric", Metric, bytes);
}

/** Reads one piece of metrics data, as the platform stores it: see {@link decodeJobMetrics}. */
export function decodeMetricsData(bytes: Uint8Array): types.MetricsData {
  return decode("MetricsData", MetricsData, bytes);
}

/** A metrics.binproto, and where its parts stand in the bytes. */
export interface SlicedJobMetrics {
  message: types.JobMetrics;
  /**
   * Where the bytes of a metric or of a piece of metrics data of `message` are, in bytes from the
   * start: {@link decodeMetric} and {@link decodeMetricsData} read them on their own, as the
   * platform stores them.
   *
   * @throws {@link MetricsError} for an object that is not part of `message`
   */
  sliceOf(part: types.Metric | types.MetricsData): ByteSlice;
}

/**
 * Reads a metrics.binproto as {@link decodeJobMetrics} does, and takes down where its metrics and
 * metrics data stand.
 *
 * @throws {@link DecodeError} as `decodeJobMetrics`
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
 * The bytes of a metrics.binproto. Doubles given as `Float64Array` and statuses given as
 * `Uint8Array` are copied as they are, lists are converted. Nothing is validated.
 *
 * @throws {@link MetricDefinitionError} for what the format cannot say: seconds that are no whole
 * number, an enum number beyond 32 bits, a function in a figure.
 */
export function encodeJobMetrics(message: types.JobMetrics): Uint8Array {
  return encode(JobMetrics, message);
}

/** The bytes of one metric: see {@link encodeJobMetrics}. */
export function encodeMetric(message: types.Metric): Uint8Array {
  return encode(Metric, message);
}

/** The bytes of one piece of metrics data: see {@link encodeJobMetrics}. */
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
    // What the library finds: a number that leads beyond all bytes, or never ends.
    const cutOff = error instanceof RangeError;
    return reader.fail(cutOff ? "a number is cut off" : "a number is longer than ten bytes", error);
  }
  reader.done();
  return message;
}

/** Most messages are small: they share one writer and its buffer. */
let idle: ByteWriter | undefined = new ByteWriter();

function encode<T>(codec: MessageCodec<T>, message: T): Uint8Array {
  // A getter in a message may encode another one meanwhile.
  const writer = idle ?? new ByteWriter();
  idle = undefined;
  try {
    return codec.encode(message, writer).finish();
  } finally {
    writer.clear();
    idle = writer;
  }
}
