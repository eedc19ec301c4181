import type { McapTypes } from "@mcap/core";
import type { LogDamage } from "../LogDamage.js";

/** A piece of the file that is read at once: a chunk, or messages that follow each other outside of chunks. */
export interface McapSegment {
  readonly kind: "chunk" | "bare";
  /** Byte of the first record's opcode, and the byte behind the last record. */
  readonly offset: number;
  readonly end: number;
  /** Log times, in nanoseconds. */
  readonly start: bigint;
  readonly last: bigint;
  /** IDs of the channels with messages in it; undefined where only reading it would tell. */
  readonly channelIDs: ReadonlySet<number> | undefined;
  /** The piece is cut off: what can be had of it ends early. */
  readonly cut: boolean;
}

/** Log times and number of a channel's messages, as far as they are known. */
export interface McapChannelFacts {
  count: number | undefined;
  first: bigint | undefined;
  last: bigint | undefined;
}

/** What a file holds, from its index or from reading it once from front to back. */
export interface McapContents {
  readonly channels: ReadonlyMap<number, McapTypes.Channel>;
  readonly schemas: ReadonlyMap<number, McapTypes.Schema>;
  /** In the order of the file. */
  readonly segments: readonly McapSegment[];
  readonly facts: ReadonlyMap<number, McapChannelFacts>;
  readonly damage: LogDamage | undefined;
}
