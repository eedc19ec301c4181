/**
 * Undoes the compression of a block. `complete` false: the block was cut off, and what can be had of
 * it is wanted.
 * @throws whatever the library throws, where the bytes are not what they should be
 */
export type Decompress = (bytes: Uint8Array, size: number, complete: boolean) => Uint8Array;
