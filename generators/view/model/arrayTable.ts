import { encodeArray } from "./encodeArray.js";
import type { ArrayEntry, ArrayRef } from "./pageData.js";

type Stored = Float64Array | Uint8Array;

/** An array of more bytes than this has a block of its own, which is unpacked when it is asked for. */
const largestInline = 32_768;

/** A header with what is small, and the large arrays, each for itself. */
export interface PackedBlocks {
  readonly main: Uint8Array;
  /** By the number that the header's entry gives. */
  readonly large: readonly Uint8Array[];
}

/**
 * The typed arrays of a run. Data that several metrics share is stored once. Written as a block:
 * the length of a JSON header (32 bits), the header, then the small arrays on 8-byte borders, all
 * little-endian. Lists of strings stand in the header, once each; large arrays have blocks of their own.
 */
export class ArrayTable {
  readonly #arrays: Stored[] = [];
  readonly #known = new Map<object, Map<string, ArrayRef>>();
  readonly #lists: (readonly string[])[] = [];
  readonly #derived = new Map<string, object>();
  readonly #knownLists = new Map<object, ArrayRef>();

  /** The place of the array made from `source` in the way that `variant` names. */
  add(source: object, variant: string, make: () => Stored): ArrayRef {
    const variants = this.#known.get(source) ?? new Map<string, ArrayRef>();
    this.#known.set(source, variants);
    let ref = variants.get(variant);
    if (ref === undefined) {
      ref = this.addNew(make());
      variants.set(variant, ref);
    }
    return ref;
  }

  /** What follows from the array at `ref` in the way that `variant` names, computed once. */
  derive<T extends object>(ref: ArrayRef, variant: string, make: () => T): T {
    const key = `${ref} ${variant}`;
    const known = this.#derived.get(key) as T | undefined;
    const value = known ?? make();
    this.#derived.set(key, value);
    return value;
  }

  /** The place of an array that nothing shares. */
  addNew(array: Stored): ArrayRef {
    return this.#arrays.push(array) - 1;
  }

  /** The place of the list of strings made from `source`. */
  addList(source: object, make: () => readonly string[]): ArrayRef {
    let ref = this.#knownLists.get(source);
    if (ref === undefined) {
      ref = this.#lists.push(make()) - 1;
      this.#knownLists.set(source, ref);
    }
    return ref;
  }

  /** The array at a place; an empty one where there is none. */
  at(ref: ArrayRef | null): Stored {
    return (ref === null ? undefined : this.#arrays[ref]) ?? new Uint8Array();
  }

  /** The list of strings at a place. */
  listAt(ref: ArrayRef): readonly string[] {
    return this.#lists[ref] ?? [];
  }

  /** The blocks that hold `header` and all arrays. */
  pack(header: unknown): PackedBlocks {
    let offset = 0;
    const large: Uint8Array[] = [];
    const inline: [offset: number, bytes: Uint8Array][] = [];
    const entries = this.#arrays.map((array): ArrayEntry => {
      const { kind, bytes, scale } = encodeArray(array);
      const entry = { kind, length: array.length, ...(scale === 1 ? {} : { scale }) };
      if (bytes.length > largestInline) return { ...entry, block: large.push(bytes) - 1 };
      inline.push([offset, bytes]);
      const at = offset;
      offset = align(offset + bytes.length);
      return { ...entry, offset: at };
    });
    const json = new TextEncoder().encode(
      JSON.stringify({ header, arrays: entries, lists: this.#lists }),
    );
    const start = align(4 + json.length);
    const main = new Uint8Array(start + offset);
    new DataView(main.buffer).setUint32(0, json.length, true);
    main.set(json, 4);
    for (const [at, bytes] of inline) main.set(bytes, start + at);
    return { main, large };
  }
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
