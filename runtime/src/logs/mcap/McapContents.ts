import type { McapTypes } from "@mcap/core";
import type { LogDamage } from "../LogDamage.js";

/** A part of the file that is read at once: a chunk, or consecutive messages outside of chunks. */
export interface McapSegment {
  readonly kind: "chunk" | "bare";
  /** Offset of the first record's opcode, and the end of the last record. */
  readonly offset: number;
  readonly end: number;
  /** Log times, in nanoseconds. */
  readonly start: bigint;
  readonly last: bigint;
  /** IDs of the channels with messages in it; undefined if only reading it would show them. */
  readonly channelIDs: ReadonlySet<number> | undefined;
  /** The part is truncated: it ends early. */
  readonly cut: boolean;
}

/** Log times and number of a channel's messages, as far as known. */
export interface McapChannelFacts {
  count: number | undefined;
  first: bigint | undefined;
  last: bigint | undefined;
}

/** The contents of a file, from its index or from scanning it once. */
export interface McapContents {
  readonly channels: ReadonlyMap<number, McapTypes.Channel>;
  readonly schemas: ReadonlyMap<number, McapTypes.Schema>;
  /** In file order. */
  readonly segments: readonly McapSegment[];
  readonly facts: ReadonlyMap<number, McapChannelFacts>;
  readonly damage: LogDamage | undefined;
}
