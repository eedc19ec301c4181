import type { ArrayRef } from "./pageData.js";

type Stored = Float64Array | Uint8Array;

const isBigEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

/**
 * The typed arrays of a page. Data that several metrics share is stored once. Written as a block:
 * the length of a JSON header (32 bits), the header, then the arrays on 8-byte borders, all
 * little-endian. Lists of strings stand in the header, once each.
 */
export class ArrayTable {
  readonly #arrays: Stored[] = [];
  readonly #known = new Map<object, Map<string, ArrayRef>>();
  readonly #lists: (readonly string[])[] = [];
  readonly #knownLists = new Map<object, ArrayRef>();

  /** The place of the array made from `source` in the way that `variant` names. */
  add(source: object, variant: string, make: () => Stored): ArrayRef {
    const variants = this.#known.get(source) ?? new Map<string, ArrayRef>();
    this.#known.set(source, variants);
    let ref = variants.get(variant);
    if (ref === undefined) {
      ref = this.#arrays.push(make()) - 1;
      variants.set(variant, ref);
    }
    return ref;
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

  /** The block that holds `header` and all arrays. */
  pack(header: unknown): Uint8Array {
    let offset = 0;
    const entries = this.#arrays.map((array) => {
      const entry = [array instanceof Float64Array ? "f64" : "u8", offset, array.length];
      offset = align(offset + array.byteLength);
      return entry;
    });
    const json = new TextEncoder().encode(
      JSON.stringify({ header, arrays: entries, lists: this.#lists }),
    );
    const start = align(4 + json.length);
    const block = new Uint8Array(start + offset);
    new DataView(block.buffer).setUint32(0, json.length, true);
    block.set(json, 4);
    let at = start;
    for (const array of this.#arrays) {
      block.set(littleEndian(array), at);
      at = align(at + array.byteLength);
    }
    return block;
  }
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function littleEndian(array: Stored): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (!isBigEndian || array instanceof Uint8Array) return bytes;
  const swapped = new Uint8Array(array.byteLength);
  const view = new DataView(swapped.buffer);
  array.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return swapped;
}
