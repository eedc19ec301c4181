import { encodeInteger, encodeNumber } from "./encodeValue.js";

/** The digits of 000 to 999, three bytes each. */
const threeDigits = Buffer.from(
  Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, "0")).join(""),
  "latin1",
);

const zero = 0x30;
const minus = 0x2d;
const point = 0x2e;

/** Below this, `scaled / scale` is accurate enough to give the shortest digits, because 15 digits are. */
const mostScaled = 1e15;

/** More bytes than any number needs. */
const numberLength = 32;

/**
 * Lines of ASCII, written as bytes. Numbers of up to nine decimals are written without a string.
 * Turning doubles into strings and joining them took most of a row's time (bench `emissions`).
 */
export class LineBytes {
  #bytes: Buffer;
  #length = 0;
  #whole = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** Bytes of complete lines. */
  get length(): number {
    return this.#whole;
  }

  /** The complete lines; valid until the next change. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#whole);
  }

  endLine(): void {
    this.#whole = this.#length;
  }

  /** Drops what was added since the last complete line. */
  dropLine(): void {
    this.#length = this.#whole;
  }

  /** Drops all but the first `length` bytes. */
  truncate(length: number): void {
    this.#whole = length;
    this.#length = length;
  }

  raw(part: Uint8Array): void {
    const bytes = this.#room(part.length);
    let at = this.#length;
    for (let from = 0; from < part.length; from++) bytes[at++] = part[from] ?? 0;
    this.#length = at;
  }

  /** Adds a string that contains only ASCII. */
  ascii(part: string): void {
    const bytes = this.#room(part.length);
    if (part.length > 64) {
      this.#length += bytes.write(part, this.#length, "latin1");
      return;
    }
    let at = this.#length;
    for (let from = 0; from < part.length; from++) bytes[at++] = part.charCodeAt(from);
    this.#length = at;
  }

  /**
   * Adds a number as {@link encodeNumber} writes it.
   * @throws {BadValue} for NaN and infinities
   */
  float(value: number): void {
    const size = Math.abs(value);
    if (Number.isInteger(value)) {
      if (size < mostScaled && (value !== 0 || Object.is(value, 0))) this.#whole15(value, size);
      else this.ascii(encodeNumber(value));
      return;
    }
    // Smaller ones have an exponent.
    if (size >= 1e-6 && size < 1e9) {
      const scale = size < 1e6 ? 1e9 : 1e6;
      const scaled = Math.round(size * scale);
      if (scaled / scale === size) {
        this.#decimal(value < 0, scaled, scale);
        return;
      }
    }
    this.ascii(encodeNumber(value));
  }

  /** Adds an integer as {@link encodeInteger} writes it. */
  integer(value: number): void {
    const size = Math.abs(value);
    if (size < mostScaled) this.#whole15(value, size);
    else this.ascii(encodeInteger(value));
  }

  /** Adds an integer below 1e9 with leading zeros, as nine digits. */
  nineDigits(value: number): void {
    this.#room(numberLength);
    this.#nine(value);
  }

  #whole15(value: number, size: number): void {
    const bytes = this.#room(numberLength);
    if (value < 0) bytes[this.#length++] = minus;
    if (size < 1e9) {
      this.#upToNine(size);
      return;
    }
    const high = Math.floor(size / 1e9);
    this.#upToNine(high);
    this.#nine(size - high * 1e9);
  }

  #decimal(isNegative: boolean, scaled: number, scale: number): void {
    const bytes = this.#room(numberLength);
    if (isNegative) bytes[this.#length++] = minus;
    const whole = Math.floor(scaled / scale);
    this.#upToNine(whole);
    bytes[this.#length++] = point;
    let rest = scaled - whole * scale;
    for (let unit = scale / 1000; rest > 0; unit /= 1000) {
      const three = Math.floor(rest / unit);
      rest -= three * unit;
      this.#three(three);
    }
    while (bytes[this.#length - 1] === zero) this.#length--;
  }

  #nine(value: number): void {
    const millions = Math.floor(value / 1e6);
    const rest = value - millions * 1e6;
    const thousands = Math.floor(rest / 1000);
    this.#three(millions);
    this.#three(thousands);
    this.#three(rest - thousands * 1000);
  }

  /** A number below 1e9 without leading zeros. */
  #upToNine(value: number): void {
    let rest = value;
    if (value >= 1e6) {
      const millions = Math.floor(rest / 1e6);
      rest -= millions * 1e6;
      this.#upToThree(millions);
      const thousands = Math.floor(rest / 1000);
      rest -= thousands * 1000;
      this.#three(thousands);
      this.#three(rest);
    } else if (value >= 1000) {
      const thousands = Math.floor(rest / 1000);
      this.#upToThree(thousands);
      this.#three(rest - thousands * 1000);
    } else this.#upToThree(rest);
  }

  #upToThree(value: number): void {
    this.#three(value);
    if (value >= 100) return;
    const bytes = this.#bytes;
    const end = this.#length;
    if (value >= 10) {
      bytes[end - 3] = bytes[end - 2] ?? zero;
      bytes[end - 2] = bytes[end - 1] ?? zero;
      this.#length = end - 1;
    } else {
      bytes[end - 3] = bytes[end - 1] ?? zero;
      this.#length = end - 2;
    }
  }

  #three(value: number): void {
    const bytes = this.#bytes;
    const from = value * 3;
    let at = this.#length;
    bytes[at++] = threeDigits[from] ?? zero;
    bytes[at++] = threeDigits[from + 1] ?? zero;
    bytes[at++] = threeDigits[from + 2] ?? zero;
    this.#length = at;
  }

  /** The buffer, with room for that many bytes more. */
  #room(more: number): Buffer {
    if (this.#length + more > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.#length + more));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
