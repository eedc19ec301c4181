import type { LogDamage } from "../LogDamage.js";
import type { LogFile } from "../LogFile.js";
import {
  type BagRecord,
  BagRecordError,
  bagMagic,
  bagOp,
  fieldsIn,
  placeRecord,
  type RecordPlace,
  recordsIn,
  text,
  time,
  timeAt,
  uint32,
  uint64,
  viewOf,
} from "./bagRecords.js";
import { decompressChunk } from "./decompressChunk.js";

/** One publisher of one topic. */
export interface BagConnection {
  readonly id: number;
  readonly topic: string;
  readonly type: string;
  readonly md5: string;
  readonly definition: string;
}

/** Position and contents of a chunk. */
export interface BagChunk {
  /** Byte offset of its record. */
  readonly position: number;
  /** Log times in nanoseconds. */
  readonly first: bigint;
  readonly last: bigint;
  /** Connection -> number of its messages. */
  readonly counts: ReadonlyMap<number, number>;
}

/** The contents of a bag, from its index or from a scan. */
export interface BagIndex {
  readonly connections: ReadonlyMap<number, BagConnection>;
  readonly chunks: readonly BagChunk[];
  /** Connection -> first and last time. Only for a bag that was scanned. */
  readonly times: ReadonlyMap<number, { first: bigint; last: bigint }>;
  readonly damage: LogDamage | undefined;
}

/** The header of a bag. */
export interface BagHeader {
  /** Start of the index; 0 in a bag that was not closed. */
  readonly indexPosition: number;
  readonly connectionCount: number;
  readonly chunkCount: number;
  /** Empty, or the encryption of the bag. */
  readonly encryptor: string;
  /** Start of the records. */
  readonly end: number;
}

/** @throws BagRecordError if the header is truncated or invalid */
export async function readHeader(file: LogFile): Promise<BagHeader> {
  const place = await placeRecord(file, bagMagic.length);
  if (place?.op !== bagOp.bagHeader) throw new BagRecordError("the bag has no header");
  return {
    indexPosition: uint64(place.fields, "index_pos"),
    connectionCount: uint32(place.fields, "conn_count"),
    chunkCount: uint32(place.fields, "chunk_count"),
    encryptor: text(place.fields, "encryptor"),
    end: place.end,
  };
}

/** The index at the end of a bag; undefined if it is missing, truncated or invalid. */
export async function readIndex(file: LogFile, header: BagHeader): Promise<BagIndex | undefined> {
  const { indexPosition, connectionCount, chunkCount } = header;
  if (indexPosition < header.end || indexPosition > file.size) return undefined;
  const connections = new Map<number, BagConnection>();
  const chunks: BagChunk[] = [];
  try {
    for (const record of recordsIn(await file.read(indexPosition, file.size - indexPosition))) {
      if (record.op === bagOp.connection) addConnection(connections, record);
      else if (record.op === bagOp.chunkInfo) chunks.push(chunkOf(record));
    }
  } catch (error) {
    if (error instanceof BagRecordError) return undefined;
    throw error;
  }
  const isWhole = connections.size === connectionCount && chunks.length === chunkCount;
  return isWhole ? { connections, chunks, times: new Map(), damage: undefined } : undefined;
}

function chunkOf({ fields, data }: BagRecord): BagChunk {
  const count = uint32(fields, "count");
  if (data.length < count * 8) throw new BagRecordError("the counts of a chunk are truncated");
  const view = viewOf(data);
  const counts = new Map<number, number>();
  for (let at = 0; at < count * 8; at += 8) {
    counts.set(view.getUint32(at, true), view.getUint32(at + 4, true));
  }
  return {
    position: uint64(fields, "chunk_pos"),
    first: time(fields, "start_time"),
    last: time(fields, "end_time"),
    counts,
  };
}

/**
 * Builds the index of a bag without one by scanning it up to the first invalid record.
 * @throws UnsupportedLogError if a compression is not supported
 */
export async function scanBag(
  file: LogFile,
  from: number,
  options: {
    signal: AbortSignal | undefined;
    onProgress?: ((position: number) => void) | undefined;
  },
): Promise<BagIndex> {
  const connections = new Map<number, BagConnection>();
  const chunks: BagChunk[] = [];
  const times = new Map<number, { first: bigint; last: bigint }>();
  let position = from;
  let damage: LogDamage | undefined;
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const place = await placeRecord(file, position);
      if (place === undefined) break;
      if (place.op === bagOp.chunk) {
        const records = recordsIn(await chunkBytes(file, place));
        const chunk = summarize(position, records, connections, times);
        if (chunk !== undefined) chunks.push(chunk);
      } else if (place.op === bagOp.connection) {
        const data = await file.read(place.dataAt, place.dataLength);
        addConnection(connections, { ...place, data });
      }
      position = place.end;
      options.onProgress?.(position);
    }
  } catch (error) {
    if (!(error instanceof BagRecordError)) throw error;
    damage = { offset: position, lostBytes: file.size - position, reason: error.message };
  }
  return { connections, chunks, times, damage };
}

function summarize(
  position: number,
  records: Iterable<BagRecord>,
  connections: Map<number, BagConnection>,
  times: Map<number, { first: bigint; last: bigint }>,
): BagChunk | undefined {
  const counts = new Map<number, number>();
  let first: bigint | undefined;
  let last = 0n;
  for (const record of records) {
    if (record.op === bagOp.connection) addConnection(connections, record);
    if (record.op !== bagOp.message) continue;
    const id = uint32(record.fields, "conn");
    const at = time(record.fields, "time");
    counts.set(id, (counts.get(id) ?? 0) + 1);
    const span = times.get(id);
    if (span === undefined) times.set(id, { first: at, last: at });
    else if (at < span.first) span.first = at;
    else if (at > span.last) span.last = at;
    if (first === undefined || at < first) first = at;
    if (at > last) last = at;
  }
  return first === undefined ? undefined : { position, first, last, counts };
}

function addConnection(connections: Map<number, BagConnection>, record: BagRecord): void {
  const id = uint32(record.fields, "conn");
  if (connections.has(id)) return;
  const about = fieldsIn(record.data);
  connections.set(id, {
    id,
    // For a remapped topic, this is the name that it was published under.
    topic: text(record.fields, "topic"),
    type: text(about, "type"),
    md5: text(about, "md5sum"),
    definition: text(about, "message_definition"),
  });
}

/** A message within a chunk. */
export interface BagMessage {
  readonly connection: number;
  readonly time: bigint;
  readonly data: Uint8Array;
}

/**
 * The messages of some connections in the chunk at `position`, in file order.
 * @throws BagRecordError if the chunk is damaged, UnsupportedLogError for its compression
 */
export async function readChunk(
  file: LogFile,
  position: number,
  isWanted: (connection: number) => boolean,
): Promise<{ messages: BagMessage[]; end: number }> {
  const place = await placeRecord(file, position);
  if (place?.op !== bagOp.chunk) {
    throw new BagRecordError("there is no chunk where the index says");
  }
  const messages: BagMessage[] = [];
  for (const { op, fields, data } of recordsIn(await chunkBytes(file, place))) {
    if (op !== bagOp.message) continue;
    const connection = uint32(fields, "conn");
    if (!isWanted(connection)) continue;
    messages.push({ connection, time: timeAt(viewOf(fieldOf(fields, "time")), 0), data });
  }
  return { messages, end: place.end };
}

function fieldOf(fields: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const value = fields.get(name);
  if (value?.length !== 8) throw new BagRecordError(`a message lacks its ${name}`);
  return value;
}

async function chunkBytes(file: LogFile, place: RecordPlace): Promise<Uint8Array> {
  const compressed = await file.read(place.dataAt, place.dataLength);
  return decompressChunk(
    compressed,
    text(place.fields, "compression"),
    uint32(place.fields, "size"),
  );
}
