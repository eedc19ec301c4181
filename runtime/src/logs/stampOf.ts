const nanosecondsInSecond = 1_000_000_000n;

/**
 * The message's own timestamp in nanoseconds: the stamp of its header, of its first transform, or its `stamp` or
 * `timestamp`. Undefined if it has none.
 */
export function stampOf(message: unknown): bigint | undefined {
  if (!isObject(message)) return undefined;
  const own = timeIn(message);
  if (own !== undefined) return own;
  const transforms = message.transforms ?? message.markers;
  const first = Array.isArray(transforms) ? (transforms[0] as unknown) : undefined;
  return isObject(first) ? timeIn(first) : undefined;
}

function timeIn(message: Record<string, unknown>): bigint | undefined {
  const header = message.header;
  const time = isObject(header)
    ? header.stamp
    : (message.stamp ?? message.timestamp ?? message.clock);
  return isObject(time) ? toNanoseconds(time) : undefined;
}

/** Seconds and nanoseconds, with the names of each encoding. */
function toNanoseconds(time: Record<string, unknown>): bigint | undefined {
  const seconds = time.sec ?? time.secs ?? time.seconds;
  const nanos = time.nsec ?? time.nanosec ?? time.nsecs ?? time.nanos;
  const [whole, rest] = [toBigInt(seconds), toBigInt(nanos)];
  return whole === undefined || rest === undefined ? undefined : whole * nanosecondsInSecond + rest;
}

function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
