/** Where and how a file is damaged, and what that costs. */
export interface LogDamage {
  /** Byte of the file from which on nothing could be read. */
  readonly offset: number;
  /** Bytes from there to the end of the file; undefined where the file itself ends too early. */
  readonly lostBytes: number | undefined;
  /** What is wrong, as the end of a sentence: `the file ends within a chunk of 4096 bytes`. */
  readonly reason: string;
  /** Messages known to be missing, where an index tells. */
  readonly lostMessages?: number | undefined;
}
