/** Where and how a file is damaged, and what is lost. */
export interface LogDamage {
  /** Byte offset from which nothing could be read. */
  readonly offset: number;
  /** Bytes from there to the end of the file; undefined if the file itself is truncated. */
  readonly lostBytes: number | undefined;
  /** What is wrong, as a clause: `the file ends within a chunk of 4096 bytes`. */
  readonly reason: string;
  /** Number of messages known to be missing, if an index states it. */
  readonly lostMessages?: number | undefined;
}
