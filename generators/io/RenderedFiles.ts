/** What a generator leaves: paths relative to its target, "/" between folders, with the bytes or the text to write. */
export type RenderedFiles = Map<string, string | Uint8Array>;
