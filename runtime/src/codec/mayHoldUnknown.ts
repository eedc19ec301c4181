/** Fields that the format does not know, by tag: the bytes behind each tag, in order. */
type UnknownFields = { [tag: number]: Uint8Array[] };

/** Any message's object. */
export interface MayHoldUnknown {
  _unknownFields?: UnknownFields | undefined;
}
