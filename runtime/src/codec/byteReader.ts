import { DecodeError } from "../errors.js";

/** How deep messages may be nested before protobuf's own parsers give up. */
export const deepestMessage = 100;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads protobuf's wire format from bytes that may be anything. It never reads beyond the end of
 * the innermost message, and every failure is a {@link DecodeError} that says where it stood.
 */
export class ByteReader {
  position = 0;
  /** Where the message that is being read ends. */
  end: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #text: Buffer;
  readonly #what: string;
  readonly #names: string[] = [];
  readonly #indexes: (number | undefined)[] = [];
  readonly #unfinished: (() => void)[] = [];
  #depth = 0;

  /** `what` names the type of the outermost message, for failures. */
  constructor(bytes: Uint8Array, what: string) {
    // A Buffer's slice would not copy: whatever comes in is read as plain bytes.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  /** Keeps something for {@link done}. */
  whenDone(finish: () => void): void {
    this.#unfinished.push(finish);
  }

  /** Does what was kept until the whole message is read. */
  done(): void {
    for (const finish of this.#unfinished) finish();
  }

  /** Throws a {@link DecodeError} that names the place. */
  fail(problem: string): never {
    const path = this.#names
      .slice(0, this.#depth)
      .map((name, at) => {
        const index = this.#indexes[at];
        return index === undefined ? name : `${name}[${index}]`;
      })
      .join(".");
    const where = path === "" ? "" : ` (in ${path})`;
    throw new DecodeError(
      `these bytes are not a ${this.#what}: at byte ${this.position}${where}, ${problem}`,
      {
        hint: "The file may be cut off, damaged, or another kind of file: write or download it again.",
      },
    );
  }

  /**
   * Steps into one length-delimited value, which then ends the reading: between this and
   * {@link leave}, nothing beyond it is read. Returns what to give to `leave`.
   */
  enter(name: string, index?: number): number {
    const outer = this.end;
    const length = this.length();
    this.#names[this.#depth] = name;
    this.#indexes[this.#depth] = index;
    this.#depth += 1;
    if (this.#depth > deepestMessage)
      this.fail(`messages are nested deeper than ${deepestMessage}`);
    this.end = this.position + length;
    return outer;
  }

  /** Steps out of the value, to the end that `enter` returned. */
  leave(outer: number): void {
    this.#depth -= 1;
    this.end = outer;
  }

  /** A length that is known to fit into what is left. */
  length(): number {
    const length = this.#short("length");
    if (length > this.end - this.position) {
      this.fail(`a length of ${length} leads beyond the end`);
    }
    return length;
  }

  /** A field's number and wire type. */
  tag(): number {
    const tag = this.#short("tag");
    if (tag >>> 3 === 0) this.fail("a tag names field 0");
    return tag;
  }

  /** A varint that must not be longer than 32 bits need, nor say more than they hold. */
  #short(what: string): number {
    const start = this.position;
    const value = this.uint32();
    const size = this.position - start;
    if (size > 5 || (size === 5 && (this.bytes[start + 4] ?? 0) > 0x0f)) {
      this.fail(`a ${what} is longer than 32 bits`);
    }
    return value;
  }

  /** The low 32 bits of a varint, unsigned; protobuf cuts longer ones off. */
  uint32(): number {
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.end) this.fail("a number is cut off");
      const byte = this.bytes[this.position++] ?? 0;
      if (shift < 32) result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    return this.fail("a number is longer than ten bytes");
  }

  int32(): number {
    return this.uint32() | 0;
  }

  bool(): boolean {
    return this.int64() !== 0n;
  }

  int64(): bigint {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.position >= this.end) this.fail("a number is cut off");
      const byte = this.bytes[this.position++] ?? 0;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, result);
    }
    return this.fail("a number is longer than ten bytes");
  }

  float(): number {
    return this.view.getFloat32(this.#advance(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.#advance(8), true);
  }

  string(): string {
    const length = this.length();
    const start = this.position;
    const text = this.#text.toString("utf8", start, start + length);
    // Node replaces what is invalid: only text that holds the replacement needs the slow look.
    if (text.includes("\ufffd")) {
      try {
        strict.decode(this.bytes.subarray(start, start + length));
      } catch {
        this.fail("a text is not valid UTF-8");
      }
    }
    this.position += length;
    return text;
  }

  /** Skips the value behind `tag` and returns a copy of its bytes, without the tag. */
  unknown(tag: number): Uint8Array {
    const start = this.position;
    this.#skip(tag, 0);
    return this.bytes.slice(start, this.position);
  }

  #skip(tag: number, depth: number): void {
    switch (tag & 7) {
      case 0:
        this.int64();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.#advance(this.length());
        return;
      case 3:
        this.#skipGroup(tag >>> 3, depth + 1);
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        this.fail(`field ${tag >>> 3} has the unexpected wire type ${tag & 7}`);
    }
  }

  #skipGroup(field: number, depth: number): void {
    if (this.#depth + depth > deepestMessage)
      this.fail(`groups are nested deeper than ${deepestMessage}`);
    for (;;) {
      const tag = this.tag();
      if ((tag & 7) !== 4) this.#skip(tag, depth);
      else if (tag >>> 3 === field) return;
      else this.fail(`the group of field ${field} ends as field ${tag >>> 3}`);
    }
  }

  #advance(length: number): number {
    const start = this.position;
    if (length > this.end - start) this.fail("a value is cut off");
    this.position = start + length;
    return start;
  }
}
