declare module "seek-bzip" {
  const bzip2: {
    /** Decompresses `input` into a buffer of `size` bytes. Throws if a checksum is wrong. */
    decode(input: Buffer, size?: number): Uint8Array;
  };
  export default bzip2;
}
