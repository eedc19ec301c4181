import type { ArrayEntry, ArrayRef, PageData, RunView } from "../model/pageData.js";
import { decodeArray } from "./decodeArray.js";
import { gunzip } from "./gunzip.js";

/** The runs of the page, each unpacked on demand. */
export class Page {
  readonly index: PageData;
  readonly #runs = new Map<number, Promise<RunData>>();

  private constructor(index: PageData) {
    this.index = index;
  }

  static async unpack(): Promise<Page> {
    // A run that is already loaded will be shown first: unpack both in parallel.
    const first = document.getElementById("run-0") === null ? undefined : RunData.unpack(0);
    const text = new TextDecoder().decode(await gunzip("page-data"));
    const page = new Page(JSON.parse(text) as PageData);
    if (first !== undefined) page.#runs.set(0, first);
    return page;
  }

  /** The run at a position of the page's list. */
  run(at: number): Promise<RunData> {
    const known = this.#runs.get(at) ?? RunData.unpack(at);
    this.#runs.set(at, known);
    return known;
  }
}

/** One run, and its typed arrays. */
export class RunData {
  readonly view: RunView;
  readonly at: number;
  readonly #block: ArrayBuffer;
  readonly #start: number;
  readonly #entries: readonly ArrayEntry[];
  readonly #lists: readonly (readonly string[])[];
  readonly #large = new Map<number, ArrayBuffer>();
  readonly #loading = new Map<number, Promise<void>>();
  readonly #decoded = new Map<ArrayRef, Float64Array | Uint8Array<ArrayBuffer>>();

  private constructor(at: number, block: ArrayBuffer) {
    const length = new DataView(block).getUint32(0, true);
    const json = new TextDecoder().decode(new Uint8Array(block, 4, length));
    const { header, arrays, lists } = JSON.parse(json) as {
      header: RunView;
      arrays: ArrayEntry[];
      lists: string[][];
    };
    this.at = at;
    this.view = header;
    this.#block = block;
    this.#start = Math.ceil((4 + length) / 8) * 8;
    this.#entries = arrays;
    this.#lists = lists;
  }

  static async unpack(at: number): Promise<RunData> {
    return new RunData(at, await gunzip(`run-${at}`));
  }

  /** Unpacks arrays in separate blocks; undefined if all are already unpacked. */
  load(refs: readonly (ArrayRef | null)[]): Promise<void> | undefined {
    const wanted = refs.flatMap((ref) => {
      const block = ref === null ? undefined : this.#entries[ref]?.block;
      return block === undefined || this.#large.has(block) ? [] : [block];
    });
    if (wanted.length === 0) return undefined;
    return Promise.all([...new Set(wanted)].map((block) => this.#loadBlock(block))).then(() => {});
  }

  #loadBlock(block: number): Promise<void> {
    const loading =
      this.#loading.get(block) ??
      gunzip(`run-${this.at}-${block}`).then((bytes) => {
        this.#large.set(block, bytes);
      });
    this.#loading.set(block, loading);
    return loading;
  }

  doubles(ref: ArrayRef): Float64Array {
    const array = this.#decode(ref);
    if (array instanceof Float64Array) return array;
    throw new Error(`array ${ref} of the page does not contain doubles`);
  }

  bytes(ref: ArrayRef): Uint8Array<ArrayBuffer> {
    const array = this.#decode(ref);
    if (array instanceof Uint8Array) return array;
    throw new Error(`array ${ref} of the page does not contain bytes`);
  }

  strings(ref: ArrayRef): readonly string[] {
    const found = this.#lists[ref];
    if (found === undefined) throw new Error(`the page contains no list ${ref}`);
    return found;
  }

  #decode(ref: ArrayRef): Float64Array | Uint8Array<ArrayBuffer> {
    const known = this.#decoded.get(ref);
    if (known !== undefined) return known;
    const entry = this.#entries[ref];
    if (entry === undefined) throw new Error(`the page contains no array ${ref}`);
    const { block, offset = 0 } = entry;
    const buffer = block === undefined ? this.#block : this.#large.get(block);
    if (buffer === undefined) throw new Error(`array ${ref} of the page is not unpacked yet`);
    const array = decodeArray(entry, buffer, block === undefined ? this.#start + offset : 0);
    this.#decoded.set(ref, array);
    return array;
  }
}
