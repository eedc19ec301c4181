import type { EmissionTime } from "./Emissions.js";

const second = 1_000_000_000n;

/**
 * Writes moments as digits of nanoseconds. The digits of a whole second are kept: times of a log are
 * close to each other, and turning a bigint into digits costs as much as all the rest of a row's time.
 */
export class Nanoseconds {
  /** Of the second whose digits are kept; at first later than any moment. */
  #start = 1n << 80n;
  #digits = "";

  /** The digits of a moment; undefined for what is not one. */
  digitsOf(time: unknown): string | undefined {
    const nanoseconds = typeof time === "bigint" ? time : nanosecondsOf(time);
    if (nanoseconds === undefined) return undefined;
    const since = Number(nanoseconds - this.#start);
    if (since >= 0 && since < 1e9) return this.#digits + String(1e9 + since).slice(1);
    // Below a second there are no leading digits that could be kept.
    if (nanoseconds < second) return String(nanoseconds);
    const seconds = nanoseconds / second;
    this.#start = seconds * second;
    this.#digits = String(seconds);
    return this.digitsOf(nanoseconds);
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
