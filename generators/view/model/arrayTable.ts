import { encodeArray } from "./encodeArray.js";
import type { ArrayEntry, ArrayRef } from "./pageData.js";

type Stored = Float64Array | Uint8Array;

/** An array with more bytes gets a separate block, which is unpacked on demand. */
const largestInline = 32_768;

/** A block with a header and the small arrays, and a separate block for each large array. */
export interface PackedBlocks {
  readonly main: Uint8Array;
  /** By the number in the header's entry. */
  readonly large: readonly Uint8Array[];
}

/**
 * The typed arrays of a run. Data that several metrics share is stored once. Written as a block:
 * the length of a JSON header (32 bits), the header, then the small arrays on 8-byte borders, all
 * little-endian. Lists of strings are in the header, once each; large arrays have separate blocks.
 */
export class ArrayTable {
  readonly #arrays: Stored[] = [];
  readonly #known = new Map<object, Map<string, ArrayRef>>();
  readonly #lists: (readonly string[])[] = [];
  readonly #derived = new Map<string, object>();
  readonly #knownLists = new Map<object, ArrayRef>();

  /** The reference to the array that `variant` derives from `source`. */
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

  /** The value that `variant` derives from the array at `ref`, computed once. */
  derive<T extends object>(ref: ArrayRef, variant: string, make: () => T): T {
    const key = `${ref} ${variant}`;
    const known = this.#derived.get(key) as T | undefined;
    const value = known ?? make();
    this.#derived.set(key, value);
    return value;
  }

  /** The reference to an array that is not shared. */
  addNew(array: Stored): ArrayRef {
    return this.#arrays.push(array) - 1;
  }

  /** The reference to the list of strings made from `source`. */
  addList(source: object, make: () => readonly string[]): ArrayRef {
    let ref = this.#knownLists.get(source);
    if (ref === undefined) {
      ref = this.#lists.push(make()) - 1;
      this.#knownLists.set(source, ref);
    }
    return ref;
  }

  /** The array at a reference; empty if there is none. */
  at(ref: ArrayRef | null): Stored {
    return (ref === null ? undefined : this.#arrays[ref]) ?? new Uint8Array();
  }

  /** The list of strings at a reference. */
  listAt(ref: ArrayRef): readonly string[] {
    return this.#lists[ref] ?? [];
  }

  /** The blocks with `header` and all arrays. */
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
