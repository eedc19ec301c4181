import type { LogDamage } from "../LogDamage.js";
import type { LogFile } from "../LogFile.js";

/** The magic bytes of a log, before its version. */
export const ulogMagic = Uint8Array.of(0x55, 0x4c, 0x6f, 0x67, 0x01, 0x12, 0x35);

/** Bytes before the first message. */
export const headerSize = 16;

/** A message in the file. */
export interface ULogMessage {
  /** Its letter: `D` is data, `A` declares a topic. */
  readonly type: string;
  /** Byte offset in the file. */
  readonly position: number;
  readonly data: Uint8Array;
}

/** Messages in file order, and the number of processed bytes. */
export interface ULogPiece {
  readonly messages: readonly ULogMessage[];
  readonly position: number;
}

/**
 * The parts of a log that was appended to: ranges of consecutive messages. A message that is truncated at the end of a part,
 * except the last part, was being written when data was appended.
 */
export interface ULogPart {
  readonly from: number;
  readonly to: number;
}

const knownTypes = new Set("BFIMPQARDCLSO");
const pieceSize = 1 << 20;

/**
 * All messages of a part, in batches. Ends at the first invalid position, and reports it to `onDamage`.
 */
export async function* scanULog(
  file: LogFile,
  { from, to }: ULogPart,
  onDamage: (damage: LogDamage) => void,
): AsyncGenerator<ULogPiece> {
  const end = Math.min(to, file.size);
  let rest: Uint8Array = new Uint8Array();
  let position = from;
  for (let readTo = from; readTo < end; ) {
    const read = await file.read(readTo, Math.min(pieceSize, end - readTo));
    if (read.length === 0) break;
    readTo += read.length;
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    const { messages, used, problem } = messagesIn(bytes, position);
    position += used;
    rest = bytes.subarray(used);
    if (messages.length > 0) yield { messages, position };
    if (problem !== undefined) {
      onDamage({ offset: position, lostBytes: file.size - position, reason: problem });
      return;
    }
  }
  if (rest.length > 0 && end === file.size) {
    const reason = "the file ends within a message";
    onDamage({ offset: position, lostBytes: rest.length, reason });
  }
}

function messagesIn(
  bytes: Uint8Array,
  start: number,
): { messages: ULogMessage[]; used: number; problem?: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: ULogMessage[] = [];
  let at = 0;
  while (at + 3 <= bytes.length) {
    const type = String.fromCharCode(view.getUint8(at + 2));
    const size = view.getUint16(at, true);
    // Readers must skip messages of newer loggers, which also have letters; anything else is not a message.
    if (!knownTypes.has(type) && !/[A-Z]/.test(type)) {
      return { messages, used: at, problem: "there is no valid message" };
    }
    const end = at + 3 + size;
    if (end > bytes.length) break;
    messages.push({ type, position: start + at, data: bytes.subarray(at + 3, end) });
    at = end;
  }
  return { messages, used: at };
}
