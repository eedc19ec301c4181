import { BinaryReader } from "@bufbuild/protobuf/wire";
import { DecodeError } from "../errors.js";
import type { MayHoldUnknown } from "./mayHoldUnknown.js";

/** Maximum nesting depth of messages in protobuf's own parsers. */
export const deepestMessage = 100;

const strictText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A slice of the input bytes. */
export interface ByteSlice {
  start: number;
  length: number;
}

/**
 * Reads protobuf's wire format from untrusted bytes, for the generated codecs. Unlike the library's
 * reader, it refuses values beyond the end of the innermost message, invalid UTF-8, and tags and
 * lengths of over 32 bits. Every failure is a {@link DecodeError} with its position.
 */
export class ByteReader extends BinaryReader {
  /** End of the current message. */
  end: number;
  readonly source: Uint8Array;
  readonly #text: Buffer;
  readonly #what: string;
  readonly #slices: Map<object, ByteSlice> | undefined;
  readonly #names: string[] = [];
  readonly #indexes: number[] = [];
  readonly #starts: number[] = [];
  readonly #unfinished: (() => void)[] = [];
  #depth = 0;

  /**
   * `what` is the type of the outermost message, for errors; `slices` records the position of each message.
   */
  constructor(bytes: Uint8Array, what: string, slices?: Map<object, ByteSlice>) {
    // A Buffer's slice would not copy, so all input is treated as plain bytes.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    super(plain);
    this.source = plain;
    this.end = plain.length;
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
    this.#slices = slices;
  }

  /** Defers work to {@link done}. */
  whenDone(finish: () => void): void {
    this.#unfinished.push(finish);
  }

  /** Runs deferred work after the whole message was read. */
  done(): void {
    for (const finish of this.#unfinished) finish();
  }

  /** Throws a {@link DecodeError} with the position. */
  fail(problem: string, cause?: unknown): never {
    const path = this.#names
      .slice(0, this.#depth)
      .map((name, at) => ((this.#indexes[at] ?? -1) < 0 ? name : `${name}[${this.#indexes[at]}]`))
      .join(".");
    const where = path === "" ? "" : ` (in ${path})`;
    throw new DecodeError(
      `these bytes are not a ${this.#what}: at byte ${this.pos}${where}, ${problem}`,
      {
        hint: "The file may be truncated, damaged, or of another kind: write or download it again.",
        ...(cause === undefined ? {} : { cause }),
      },
    );
  }

  /**
   * Enters a length-delimited value: until {@link leave}, nothing beyond it is read. Returns the argument for
   * `leave`.
   *
   * @param name - the field's name, for errors
   * @param index - the value's position in a repeated field, else negative
   */
  enter(name: string, index = -1): number {
    const outer = this.end;
    const length = this.length();
    const depth = this.#depth++;
    this.#names[depth] = name;
    this.#indexes[depth] = index;
    this.#starts[depth] = this.pos;
    if (depth >= deepestMessage) this.fail(`messages are nested deeper than ${deepestMessage}`);
    this.end = this.pos + length;
    return outer;
  }

  /** Leaves the value; `enter` returned the argument. */
  leave(outer: number): void {
    if (this.pos !== this.end) this.fail("a value is cut off");
    this.#depth -= 1;
    this.end = outer;
  }

  /** Leaves a message that was read. */
  finish<T extends object>(outer: number, message: T): T {
    this.leave(outer);
    if (this.#slices !== undefined) {
      const start = this.#starts[this.#depth] ?? 0;
      this.#slices.set(message, { start, length: this.pos - start });
    }
    return message;
  }

  /** A length that fits into the remaining bytes. */
  length(): number {
    const length = this.#short("length");
    if (length > this.end - this.pos) this.fail(`a length of ${length} is beyond the end`);
    return length;
  }

  /** A field's number and wire type in one. */
  nextTag(): number {
    const tag = this.#short("tag");
    if (tag >>> 3 === 0) this.fail("a tag has field number 0");
    return tag;
  }

  /** A varint that must fit into 32 bits, in length and value. */
  #short(what: string): number {
    const start = this.pos;
    const value = this.uint32();
    const size = this.pos - start;
    if (size > 4 && (size > 5 || (this.source[start + 4] ?? 0) > 0x0f)) {
      this.fail(`a ${what} is longer than 32 bits`);
    }
    return value;
  }

  override float(): number {
    this.#room(4);
    return super.float();
  }

  override double(): number {
    this.#room(8);
    return super.double();
  }

  override string(): string {
    const length = this.length();
    const start = this.pos;
    const text = this.#text.toString("utf8", start, start + length);
    // Node replaces invalid bytes: only strings with a replacement character need the slow check.
    if (text.includes("\ufffd")) {
      try {
        strictText.decode(this.source.subarray(start, start + length));
      } catch {
        this.fail("a string is not valid UTF-8");
      }
    }
    this.pos += length;
    return text;
  }

  /** Skips the field of `tag`, and keeps its bytes in `message` so that it is written again. */
  keep(message: MayHoldUnknown, tag: number): void {
    const start = this.pos;
    this.drop(tag);
    const bytes = this.source.slice(start, this.pos);
    message._unknownFields ??= {};
    const kept = message._unknownFields[tag];
    if (kept === undefined) message._unknownFields[tag] = [bytes];
    else kept.push(bytes);
  }

  /** Skips the field of `tag`. */
  drop(tag: number, groups = 0): void {
    switch (tag & 7) {
      case 0:
        this.int64();
        return;
      case 1:
        this.#room(8);
        this.pos += 8;
        return;
      case 2: {
        const length = this.length();
        this.pos += length;
        return;
      }
      case 3:
        this.#dropGroup(tag >>> 3, groups + 1);
        return;
      case 5:
        this.#room(4);
        this.pos += 4;
        return;
      default:
        this.fail(`field ${tag >>> 3} has the unexpected wire type ${tag & 7}`);
    }
  }

  #dropGroup(field: number, groups: number): void {
    if (this.#depth + groups > deepestMessage)
      this.fail(`groups are nested deeper than ${deepestMessage}`);
    for (;;) {
      const tag = this.nextTag();
      if ((tag & 7) !== 4) this.drop(tag, groups);
      else if (tag >>> 3 === field) return;
      else this.fail(`the group of field ${field} ends as field ${tag >>> 3}`);
    }
  }

  #room(length: number): void {
    if (length > this.end - this.pos) this.fail("a value is cut off");
  }
}
