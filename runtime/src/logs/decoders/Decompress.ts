/**
 * Decompresses a block. `complete` false: the block is truncated; returns as much as possible.
 * @throws the library's error if the bytes are invalid
 */
export type Decompress = (bytes: Uint8Array, size: number, complete: boolean) => Uint8Array;
