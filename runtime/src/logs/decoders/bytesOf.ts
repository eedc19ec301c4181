/** The bytes of a binary message. */
export function bytesOf(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`a message must be bytes, got ${typeof data}`);
}
