import { MetricsError } from "../errors.js";
import type {
  JobMetrics,
  Metric,
  MetricsData,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import { ByteReader } from "./byteReader.js";
import { ByteWriter, LengthPlan } from "./byteWriter.js";
import type { MessageCodec } from "./message.js";
import { jobMetrics, metric, metricsData } from "./schema.js";

/**
 * Reads a metrics.binproto. The bytes can be thrown away afterwards: nothing points into them.
 *
 * A decoded message holds doubles as `Float64Array`, statuses as `Uint8Array` (as a list of numbers
 * where one does not fit into 7 bits), and timestamps as `{ seconds, nanos }`. Fields that the
 * format does not know are written again by {@link encodeJobMetrics}; they are kept under
 * `_unknownFields`, those inside a figure out of sight. Enum numbers that it does not
 * know are kept as numbers. Nothing is validated.
 *
 * @throws {@link DecodeError} where the bytes are no such message: cut off, invalid UTF-8, nested
 * deeper than 100 messages.
 */
export function decodeJobMetrics(bytes: Uint8Array): JobMetrics {
  return decode(jobMetrics, bytes);
}

/** Reads one metric, as the platform stores it: see {@link decodeJobMetrics}. */
export function decodeMetric(bytes: Uint8Array): Metric {
  return decode(metric, bytes);
}

/** Reads one piece of metrics data, as the platform stores it: see {@link decodeJobMetrics}. */
export function decodeMetricsData(bytes: Uint8Array): MetricsData {
  return decode(metricsData, bytes);
}

/**
 * The bytes of a metrics.binproto. Doubles given as `Float64Array` and statuses given as
 * `Uint8Array` are copied as they are, lists are converted. Nothing is validated.
 *
 * @throws {@link MetricDefinitionError} for what the format cannot say: seconds that are no whole
 * number, an enum number beyond 32 bits, a function in a figure.
 */
export function encodeJobMetrics(message: JobMetrics): Uint8Array {
  return encode(jobMetrics, message, new LengthPlan(5));
}

/** The bytes of one metric: see {@link encodeJobMetrics}. */
export function encodeMetric(message: Metric): Uint8Array {
  return encode(metric, message, new LengthPlan(3));
}

/** The bytes of one piece of metrics data: see {@link encodeJobMetrics}. */
export function encodeMetricsData(message: MetricsData): Uint8Array {
  return encode(metricsData, message, new LengthPlan());
}

function decode<T>(codec: MessageCodec<T>, bytes: Uint8Array): T {
  const reader = new ByteReader(bytes, codec.name);
  const message = codec.create();
  codec.read(reader, message);
  reader.done();
  return message;
}

function encode<T>(codec: MessageCodec<T>, message: T, plan: LengthPlan): Uint8Array {
  const size = codec.size(message, plan);
  const writer = new ByteWriter(size, plan);
  codec.write(message, writer);
  if (writer.position !== size) {
    throw new MetricsError(`the message changed while it was being encoded`, {
      hint: "Do not share its arrays with code that changes them meanwhile.",
    });
  }
  return writer.bytes;
}
