/** The bytes of a message that is known to be bytes. */
export function bytesOf(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`a message must be bytes, got ${typeof data}`);
}
