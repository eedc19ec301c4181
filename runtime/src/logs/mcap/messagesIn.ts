import { opcodes, recordHeaderSize, viewOf } from "./records.js";

/** What walking over records calls for each message. */
export type TakeMessage = (
  channelID: number,
  logTime: bigint,
  publishTime: bigint,
  from: number,
  to: number,
) => void;

/** Opcode, length, channel, sequence, two times: what stands before a message's bytes. */
const messagePrefix = recordHeaderSize + 2 + 4 + 8 + 8;

/**
 * Walks over the records in `bytes`: messages of channels that `wanted` accepts go to `take`, schemas and channels to
 * `declare`. Returns the place where the walk ended: before the end of `bytes` where a record is cut off
 * or makes no sense.
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
