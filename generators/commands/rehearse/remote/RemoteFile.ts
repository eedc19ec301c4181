import type { Readable } from "node:stream";

/** A file on a server, as it was found there. */
export interface RemoteFile {
  /** Its URL for messages, without anything secret. */
  readonly shown: string;
  readonly bytes: number;
  /** Changes with the content: a checksum, or else a time. Empty if the server says neither. */
  readonly version: string;
  /**
   * The content from byte `from`, provided that it has not changed since it was found.
   * @throws CommandError if the server refuses; the system's error if the connection broke
   */
  read(from: number, signal: AbortSignal): Promise<Readable>;
}
