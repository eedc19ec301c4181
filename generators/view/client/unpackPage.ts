import type { ArrayRef, PageData } from "../model/pageData.js";

/** The page's data, and the typed arrays that it points to. */
export interface Unpacked {
  readonly data: PageData;
  doubles(ref: ArrayRef): Float64Array;
  bytes(ref: ArrayRef): Uint8Array<ArrayBuffer>;
  strings(ref: ArrayRef): readonly string[];
}

/** The content of a script element that holds gzipped base64. */
export async function gunzip(id: string): Promise<ArrayBuffer> {
  const text = document.getElementById(id)?.textContent ?? "";
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

export async function unpackPage(): Promise<Unpacked> {
  const block = await gunzip("page-data");
  const length = new DataView(block).getUint32(0, true);
  const json = new TextDecoder().decode(new Uint8Array(block, 4, length));
  const { header, arrays, lists } = JSON.parse(json) as {
    header: PageData;
    arrays: [type: "f64" | "u8", offset: number, length: number][];
    lists: string[][];
  };
  const start = Math.ceil((4 + length) / 8) * 8;
  const entry = (ref: ArrayRef, type: "f64" | "u8"): [number, number] => {
    const found = arrays[ref];
    if (found?.[0] !== type) throw new Error(`the page holds no ${type} array ${ref}`);
    return [start + found[1], found[2]];
  };
  return {
    data: header,
    doubles: (ref) => new Float64Array(block, ...entry(ref, "f64")),
    strings: (ref) => {
      const found = lists[ref];
      if (found === undefined) throw new Error(`the page holds no list ${ref}`);
      return found;
    },
    bytes: (ref) => new Uint8Array(block, ...entry(ref, "u8")),
  };
}
