import type { LogFile } from "../LogFile.js";
import type { LogBatch, LogChannel, RawMessage, ReadOptions } from "../LogFormat.js";
import type { McapSegment } from "./McapContents.js";
import { walkRecords } from "./messagesIn.js";
import { ChunkReader } from "./readChunk.js";

/** Maximum bytes of messages that are held back if chunks overlap in time. */
const heldLimit = 64 << 20;

/**
 * The messages of the wanted channels ordered by log time, as far as possible while holding at most {@link heldLimit}
 * bytes.
 */
export async function* readSegments(
  file: LogFile,
  segments: readonly McapSegment[],
  wanted: ReadonlyMap<number, LogChannel>,
  { signal, onDamage }: ReadOptions,
): AsyncGenerator<LogBatch> {
  const relevant = segments
    .filter(
      ({ channelIDs }) =>
        channelIDs === undefined || [...wanted.keys()].some((id) => channelIDs.has(id)),
    )
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.offset - b.offset));
  const chunks = new ChunkReader(file);
  const held: RawMessage[] = [];
  let heldBytes = 0;
  let position = 0;
  for (const [index, segment] of relevant.entries()) {
    signal?.throwIfAborted();
    const bytes = await bytesOf(file, chunks, segment);
    const sorted = collect(bytes.records, wanted, held);
    heldBytes += bytes.records.length;
    position = Math.max(position, segment.end);
    if (bytes.problem !== undefined && !segment.cut) {
      held.sort(byLogTime);
      yield { messages: held, position };
      onDamage({
        offset: segment.offset,
        lostBytes: file.size - segment.offset,
        reason: bytes.problem,
      });
      return;
    }
    const next = relevant[index + 1];
    if (!sorted) held.sort(byLogTime);
    const ready =
      next === undefined || heldBytes > heldLimit ? held.length : countBefore(held, next.start);
    if (ready === 0) continue;
    const messages = held.splice(0, ready);
    if (held.length === 0) heldBytes = 0;
    yield { messages, position };
  }
  if (held.length > 0) yield { messages: held, position };
}

async function bytesOf(
  file: LogFile,
  chunks: ChunkReader,
  { kind, offset, end, cut }: McapSegment,
) {
  if (kind === "chunk") return await chunks.read(offset, end, cut);
  return { records: await file.read(offset, end - offset), problem: undefined };
}

/** Adds messages to `into`. Returns whether all of them are in order. */
function collect(
  records: Uint8Array,
  wanted: ReadonlyMap<number, LogChannel>,
  into: RawMessage[],
): boolean {
  let sorted = true;
  let before = into.at(-1)?.logTime ?? 0n;
  walkRecords(
    records,
    (id) => wanted.has(id),
    (id, logTime, publishTime, from, to) => {
      const channel = wanted.get(id);
      if (channel === undefined) return;
      if (logTime < before) sorted = false;
      before = logTime;
      into.push({ channel, logTime, publishTime, data: records.subarray(from, to) });
    },
    () => undefined,
  );
  return sorted;
}

function byLogTime(a: RawMessage, b: RawMessage): number {
  const first = a.logTime ?? 0n;
  const second = b.logTime ?? 0n;
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Number of sorted messages older than `time`. */
function countBefore(messages: readonly RawMessage[], time: bigint): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.logTime ?? 0n) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
