/** Encoding of a text file. */
export interface TextEncoding {
  readonly label: "utf-8" | "utf-16le" | "utf-16be";
  /** Bytes of the byte order mark. */
  readonly bom: number;
}

/** Distinguishes UTF-8 and UTF-16, by the byte order mark or by the zero bytes of UTF-16. */
export function detectEncoding(head: Uint8Array): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return { label: "utf-16le", bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { label: "utf-16be", bom: 2 };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { label: "utf-8", bom: 3 };
  const zeros = [0, 0];
  const length = Math.min(head.length, 512) & ~1;
  for (let at = 0; at < length; at++) if (head[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  if ((zeros[1] ?? 0) > length / 4 && zeros[0] === 0) return { label: "utf-16le", bom: 0 };
  if ((zeros[0] ?? 0) > length / 4 && zeros[1] === 0) return { label: "utf-16be", bom: 0 };
  return { label: "utf-8", bom: 0 };
}

/** The characters at the start of `bytes`. */
export function decodeHead(bytes: Uint8Array): string {
  const { label, bom } = detectEncoding(bytes);
  return new TextDecoder(label).decode(bytes.subarray(bom), { stream: true });
}
