import { McapIndexedReader, type McapTypes } from "@mcap/core";
import type { LogFile } from "../LogFile.js";
import type { McapChannelFacts, McapContents, McapSegment } from "./McapContents.js";
import { opcodes, recordHeaderSize, tailSize, viewOf } from "./records.js";

/**
 * The contents according to the file's index. Undefined if there is no index, or if it does not
 * cover the whole file: then a scan is required.
 */
export async function readIndex(file: LogFile): Promise<McapContents | undefined> {
  const reader = await openReader(file);
  if (reader === undefined || reader.chunkIndexes.length === 0) return undefined;
  const chunks = [...reader.chunkIndexes].sort((a, b) =>
    Number(a.chunkStartOffset - b.chunkStartOffset),
  );
  if (!(await coversEverything(file, reader, chunks)) || !knowsItsChannels(reader, chunks)) {
    return undefined;
  }
  return {
    channels: reader.channelsById,
    schemas: reader.schemasById,
    segments: chunks.map(segmentOf),
    facts: factsOf(reader, chunks),
    damage: undefined,
  };
}

async function openReader(file: LogFile): Promise<McapIndexedReader | undefined> {
  const readable = {
    size: async () => BigInt(file.size),
    read: (offset: bigint, size: bigint) => file.read(Number(offset), Number(size)),
  };
  try {
    return await McapIndexedReader.Initialize({ readable });
  } catch (error) {
    // System errors are not caused by the file.
    if (error instanceof Error && "syscall" in error) throw error;
    return undefined;
  }
}

/** Whether there are only records without messages between the indexed chunks. */
async function coversEverything(
  file: LogFile,
  { dataEndOffset }: McapIndexedReader,
  chunks: readonly McapTypes.ChunkIndex[],
): Promise<boolean> {
  const gaps: [from: number, to: number][] = [];
  let at = 8;
  for (const chunk of chunks) {
    const offset = Number(chunk.chunkStartOffset);
    if (offset < at) return false;
    gaps.push([at, offset]);
    at = offset + Number(chunk.chunkLength + chunk.messageIndexLength);
  }
  if (at > Number(dataEndOffset) || at > file.size - tailSize) return false;
  gaps.push([at, Number(dataEndOffset)]);
  for (const [from, to] of gaps) {
    if (!(await holdsNoMessages(file, from, to))) return false;
  }
  return true;
}

async function holdsNoMessages(file: LogFile, from: number, to: number): Promise<boolean> {
  let at = from;
  while (at < to) {
    const head = await file.read(at, recordHeaderSize);
    if (head.length < recordHeaderSize) return false;
    if (head[0] === opcodes.message || head[0] === opcodes.chunk) return false;
    at += recordHeaderSize + Number(viewOf(head).getBigUint64(1, true));
  }
  return at === to;
}

function knowsItsChannels(
  { channelsById, schemasById, statistics }: McapIndexedReader,
  chunks: readonly McapTypes.ChunkIndex[],
): boolean {
  const used = new Set<number>();
  const unindexed = chunks.some((chunk) => chunk.messageIndexOffsets.size === 0);
  for (const chunk of chunks) for (const id of chunk.messageIndexOffsets.keys()) used.add(id);
  for (const [id, count] of statistics?.channelMessageCounts ?? []) if (count > 0n) used.add(id);
  if (statistics !== undefined && statistics.channelCount > channelsById.size) return false;
  // Chunks without a message index, and no statistics: there may be channels that are not listed anywhere.
  if (unindexed && statistics === undefined) return false;
  for (const id of used) if (!channelsById.has(id)) return false;
  for (const { schemaId } of channelsById.values()) {
    if (schemaId !== 0 && !schemasById.has(schemaId)) return false;
  }
  return true;
}

function segmentOf(chunk: McapTypes.ChunkIndex): McapSegment {
  const offset = Number(chunk.chunkStartOffset);
  const ids = chunk.messageIndexOffsets;
  return {
    kind: "chunk",
    offset,
    end: offset + Number(chunk.chunkLength),
    start: chunk.messageStartTime,
    last: chunk.messageEndTime,
    // An empty map may mean that no message index was written.
    channelIDs: ids.size > 0 ? new Set(ids.keys()) : undefined,
    cut: false,
  };
}

function factsOf(
  { channelsById, statistics }: McapIndexedReader,
  chunks: readonly McapTypes.ChunkIndex[],
): Map<number, McapChannelFacts> {
  const counts = statistics?.channelMessageCounts;
  const facts = new Map<number, McapChannelFacts>();
  for (const id of channelsById.keys()) {
    const count = counts && counts.size > 0 ? Number(counts.get(id) ?? 0n) : undefined;
    facts.set(id, { count, first: undefined, last: undefined });
  }
  // Accurate to the length of a chunk, which is sufficient to order two files.
  for (const chunk of chunks) {
    for (const id of chunk.messageIndexOffsets.keys()) {
      const fact = facts.get(id);
      if (fact === undefined) continue;
      if (fact.first === undefined || chunk.messageStartTime < fact.first) {
        fact.first = chunk.messageStartTime;
      }
      if (fact.last === undefined || chunk.messageEndTime > fact.last) {
        fact.last = chunk.messageEndTime;
      }
    }
  }
  return facts;
}
