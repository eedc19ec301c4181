/** The encoding of messages and their schema. */
export interface Encoding {
  /** Location of the schema, for error messages. */
  readonly where: string;
  readonly topic: string;
  readonly type: string;
  readonly encoding: string;
  readonly schemaEncoding: string;
  readonly schema: Uint8Array;
}
