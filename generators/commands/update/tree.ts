/** Files of a project by their path from its root, "/" between folders on every system. */
export type Tree = ReadonlyMap<string, Uint8Array>;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The file's text; undefined if it is not UTF-8, or contains a null byte. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes of a text, as UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether both have the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
