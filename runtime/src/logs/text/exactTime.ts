/** Unit of a numeric timestamp. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

/** Decimal digits between a unit and nanoseconds. */
const digitsOf: Record<TimeUnit, number> = { s: 9, ms: 6, us: 3, ns: 0 };

/**
 * A timestamp in exact nanoseconds: a number in `unit`, or an ISO 8601 date and time (UTC without a zone). Undefined if it
 * is neither. Truncates digits beyond nanoseconds.
 */
export function exactTime(written: string, unit: TimeUnit): bigint | undefined {
  const text = written.trim();
  const digits = digitsOf[unit];
  const dot = text.indexOf(".");
  if (dot >= 0) {
    // An exponent or a date after the digits counts, too: 1.700000000123456789e+09, as numpy.savetxt writes it.
    if (!decimal.test(text)) return scientific(text, digits) ?? isoTime(text);
    const rest = text.slice(dot + 1, dot + 1 + digits);
    return BigInt(text.slice(0, dot) + rest.padEnd(digits, "0"));
  }
  try {
    return text === "" ? undefined : BigInt(text) * 10n ** BigInt(digits);
  } catch {
    return scientific(text, digits) ?? isoTime(text);
  }
}

const decimal = /^[+-]?\d+\.\d*$/;

/** `1.7000e+09`, `.5` */
function scientific(text: string, digits: number): bigint | undefined {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  const [, sign = "", whole = "", rest = "", exponent = "0"] = found ?? [];
  if (whole + rest === "") return undefined;
  const places = Number(exponent) + digits - rest.length;
  const all = BigInt(whole + rest);
  const size = places >= 0 ? all * 10n ** BigInt(places) : all / 10n ** BigInt(-places);
  return sign === "-" ? -size : size;
}

const iso =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s*(?:Z|UTC|GMT|([+-]\d{2})(?::?(\d{2}))?)?$/i;

function isoTime(text: string): bigint | undefined {
  const found = iso.exec(text);
  if (found === null) return undefined;
  const [, date, clock, rest = "", hours = "+00", minutes = "00"] = found;
  const milliseconds = Date.parse(`${date}T${clock}${hours}:${minutes}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(rest.slice(0, 9).padEnd(9, "0"));
}
