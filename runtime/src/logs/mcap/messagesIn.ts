import { opcodes, recordHeaderSize, viewOf } from "./records.js";

/** Called for each message while iterating over records. */
export type TakeMessage = (
  channelID: number,
  logTime: bigint,
  publishTime: bigint,
  from: number,
  to: number,
) => void;

/** Size of what precedes a message's bytes: opcode, length, channel, sequence, two times. */
const messagePrefix = recordHeaderSize + 2 + 4 + 8 + 8;

/**
 * Iterates over the records in `bytes`: passes messages of channels that `wanted` accepts to `take`, and schemas and
 * channels to `declare`. Returns where it ended: before the end of `bytes` if a record is truncated or invalid.
 */
export function walkRecords(
  bytes: Uint8Array,
  wanted: (channelID: number) => boolean,
  take: TakeMessage,
  declare: (record: Uint8Array) => void,
): number {
  const view = viewOf(bytes);
  let at = 0;
  while (at + recordHeaderSize <= bytes.length) {
    const low = view.getUint32(at + 1, true);
    const high = view.getUint32(at + 5, true);
    const end = at + recordHeaderSize + low;
    if (high !== 0 || end > bytes.length) return at;
    const opcode = bytes[at];
    if (opcode === opcodes.message) {
      if (low < messagePrefix - recordHeaderSize) return at;
      const channelID = view.getUint16(at + 9, true);
      if (wanted(channelID)) {
        const logTime = view.getBigUint64(at + 15, true);
        take(channelID, logTime, view.getBigUint64(at + 23, true), at + messagePrefix, end);
      }
    } else if (opcode === opcodes.schema || opcode === opcodes.channel) {
      declare(bytes.subarray(at, end));
    } else if (opcode === 0) {
      return at;
    }
    at = end;
  }
  return at;
}
