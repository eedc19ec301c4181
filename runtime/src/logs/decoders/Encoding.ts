/** What tells how messages are written. */
export interface Encoding {
  /** For messages of errors: where the schema stands. */
  readonly where: string;
  readonly topic: string;
  readonly type: string;
  readonly encoding: string;
  readonly schemaEncoding: string;
  readonly schema: Uint8Array;
}
