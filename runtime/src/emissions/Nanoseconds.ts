import type { EmissionTime } from "./Emissions.js";
import type { LineBytes } from "./LineBytes.js";

const second = 1_000_000_000n;

/**
 * Writes moments as digits of nanoseconds. The digits of a whole second are kept: times of a log are
 * close to each other, and turning a bigint into digits costs as much as all the rest of a row's time.
 */
export class Nanoseconds {
  /** Of the second whose digits are kept; at first later than any moment. */
  #start = 1n << 80n;
  #digits: Uint8Array = new Uint8Array();

  /**
   * Adds the digits of a time to a line.
   * @returns the nanoseconds' sign; undefined, and nothing added, for what is not a time
   */
  write(line: LineBytes, time: unknown): "positive" | "negative" | undefined {
    const nanoseconds = typeof time === "bigint" ? time : nanosecondsOf(time);
    if (nanoseconds === undefined) return undefined;
    let since = Number(nanoseconds - this.#start);
    if (!(since >= 0 && since < 1e9)) {
      // Below a second there are no leading digits that could be kept.
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
