/** The output of a generator: paths relative to its target, with "/", and the bytes or the string to write. */
export type RenderedFiles = Map<string, string | Uint8Array>;
