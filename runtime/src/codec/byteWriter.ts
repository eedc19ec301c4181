/** Whether this machine lays out numbers as the wire format does. */
export const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** How many bytes an unsigned 32-bit number takes as a varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** The same for a signed one: negative numbers always take ten. */
export function int32Size(value: number): number {
  return value < 0 ? 10 : varintSize(value);
}

/** The same for a signed 64-bit one. 2^63, the double nearest to the largest, is written as that. */
export function int64Size(value: number): number {
  if (value < 0) return 10;
  if (value <= 0xffffffff) return varintSize(value);
  let size = 4;
  for (let rest = Math.floor(value / 0x10000000); rest > 0; rest = Math.floor(rest / 0x80)) size++;
  return Math.min(size, 9);
}

/**
 * The lengths of nested messages and texts, in the order in which they are written. They are found
 * before the first byte is written, so that the output is allocated once and never copied.
 */
export class LengthPlan {
  /** In how many messages a plotly figure's struct stands. */
  readonly figureDepth: number;
  readonly #lengths: number[] = [];
  #next = 0;

  constructor(figureDepth = 0) {
    this.figureDepth = figureDepth;
  }

  /** Takes a place in the order; {@link set} fills it. */
  reserve(): number {
    return this.#lengths.push(0) - 1;
  }

  set(place: number, length: number): void {
    this.#lengths[place] = length;
  }

  /** The planned size of a text with its length before it. */
  text(value: string): number {
    const length = Buffer.byteLength(value);
    this.#lengths.push(length);
    return varintSize(length) + length;
  }

  next(): number {
    return this.#lengths[this.#next++] ?? 0;
  }
}

/** Writes protobuf's wire format into one buffer of the size that was planned. */
export class ByteWriter {
  position = 0;
  readonly plan: LengthPlan;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #text: Buffer;

  constructor(size: number, plan: LengthPlan) {
    this.plan = plan;
    this.#text = Buffer.allocUnsafeSlow(size);
    this.bytes = new Uint8Array(this.#text.buffer, this.#text.byteOffset, size);
    this.view = new DataView(this.#text.buffer, this.#text.byteOffset, size);
  }

  uint32(value: number): void {
    const { bytes } = this;
    let at = this.position;
    let rest = value;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.position = at;
  }

  int32(value: number): void {
    if (value >= 0) this.uint32(value);
    else this.int64(BigInt(value));
  }

  int64(value: number | bigint): void {
    if (typeof value === "number" && value >= 0 && value <= 0xffffffff) {
      this.uint32(value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.bytes[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.position++] = Number(rest);
  }

  float(value: number): void {
    this.view.setFloat32(this.position, value, true);
    this.position += 4;
  }

  double(value: number): void {
    this.view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  /** A text with its planned length before it. */
  string(value: string): void {
    const length = this.plan.next();
    this.uint32(length);
    if (length === value.length && length < 48) {
      for (let at = 0; at < length; at++) this.bytes[this.position + at] = value.charCodeAt(at);
    } else {
      this.#text.write(value, this.position, length, "utf8");
    }
    this.position += length;
  }

  raw(value: Uint8Array): void {
    this.bytes.set(value, this.position);
    this.position += value.length;
  }
}
