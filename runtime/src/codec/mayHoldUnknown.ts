/** Unknown fields by tag: the bytes after each tag, in order. */
type UnknownFields = { [tag: number]: Uint8Array[] };

/** Any message's object. */
export interface MayHoldUnknown {
  _unknownFields?: UnknownFields | undefined;
}
