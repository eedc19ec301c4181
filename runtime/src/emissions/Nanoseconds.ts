import type { EmissionTime } from "./Emissions.js";
import type { LineBytes } from "./LineBytes.js";

const second = 1_000_000_000n;

/**
 * Writes timestamps as digits of nanoseconds. It caches the digits of a whole second. Timestamps of
 * a log are close together, and converting a bigint to digits takes half of a row's time.
 */
export class Nanoseconds {
  /** Start of the second with cached digits; initially later than any timestamp. */
  #start = 1n << 80n;
  #digits: Uint8Array = new Uint8Array();

  /**
   * Adds the digits of a time to a line.
   * @returns the sign of the nanoseconds; undefined, without adding anything, if it is not a timestamp
   */
  write(line: LineBytes, time: unknown): "positive" | "negative" | undefined {
    const nanoseconds = typeof time === "bigint" ? time : nanosecondsOf(time);
    if (nanoseconds === undefined) return undefined;
    let since = Number(nanoseconds - this.#start);
    if (!(since >= 0 && since < 1e9)) {
      // Below one second, there are no leading digits to cache.
      if (nanoseconds < second) {
        line.ascii(String(nanoseconds));
        return nanoseconds < 0n ? "negative" : "positive";
      }
      const seconds = nanoseconds / second;
      this.#start = seconds * second;
      this.#digits = Buffer.from(String(seconds), "latin1");
      since = Number(nanoseconds - this.#start);
    }
    line.raw(this.#digits);
    line.nineDigits(since);
    return "positive";
  }
}

function nanosecondsOf(time: unknown): bigint | undefined {
  if (time instanceof Date) {
    const milliseconds = time.getTime();
    return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1_000_000n;
  }
  if (typeof time !== "object" || time === null) return undefined;
  const { seconds, nanos } = time as Partial<Exclude<EmissionTime, bigint | Date>>;
  if (!Number.isSafeInteger(seconds) || !Number.isInteger(nanos)) return undefined;
  return BigInt(seconds ?? 0) * second + BigInt(nanos ?? 0);
}
