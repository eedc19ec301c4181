import type { McapTypes } from "@mcap/core";
import type { LogDamage } from "../LogDamage.js";
import type { LogFile } from "../LogFile.js";
import type { OpenFormatOptions } from "../LogFormat.js";
import type { McapChannelFacts, McapContents, McapSegment } from "./McapContents.js";
import { walkRecords } from "./messagesIn.js";
import { ChunkReader } from "./readChunk.js";
import { magic, opcodes, parseRecords, recordHeaderSize, viewOf } from "./records.js";

/** Bytes of messages outside of chunks to read at once. */
const segmentSize = 1 << 20;

/** Scans a file from start to end to determine its contents, because its index is missing or incomplete. */
export async function scanFile(file: LogFile, options: OpenFormatOptions): Promise<McapContents> {
  const scan = new Scan(file);
  await scan.run(options);
  return {
    channels: scan.channels,
    schemas: scan.schemas,
    segments: scan.segments,
    facts: scan.facts,
    damage: scan.damage,
  };
}

class Scan {
  readonly channels = new Map<number, McapTypes.Channel>();
  readonly schemas = new Map<number, McapTypes.Schema>();
  readonly segments: McapSegment[] = [];
  readonly facts = new Map<number, McapChannelFacts>();
  damage: LogDamage | undefined;
  readonly #file: LogFile;
  readonly #chunks: ChunkReader;
  #closed = false;

  constructor(file: LogFile) {
    this.#file = file;
    this.#chunks = new ChunkReader(file);
  }

  async run({ signal, onProgress }: OpenFormatOptions): Promise<void> {
    let at = magic.length;
    while (at < this.#file.size && !this.#closed && this.damage === undefined) {
      signal?.throwIfAborted();
      at = await this.#step(at);
      onProgress?.(at);
    }
    if (this.damage === undefined) this.#lookForUndeclared();
    if (this.damage === undefined && !this.#closed) {
      this.#damaged(at, "the recording was not closed, so its last messages may be missing");
    }
  }

  /** Examines the record at `at`, and returns where the next one starts. */
  async #step(at: number): Promise<number> {
    const head = await this.#file.read(at, recordHeaderSize);
    const opcode = head[0] ?? 0;
    const length = head.length < recordHeaderSize ? 0n : viewOf(head).getBigUint64(1, true);
    const end = at + recordHeaderSize + Number(length);
    if (head.length < recordHeaderSize || opcode === 0 || length > Number.MAX_SAFE_INTEGER) {
      this.#damaged(
        at,
        head.length < recordHeaderSize
          ? "the file ends within a record"
          : "there is no valid record",
      );
      return at;
    }
    switch (opcode) {
      case opcodes.footer:
        this.#closed = end <= this.#file.size;
        if (!this.#closed) this.#damaged(at, "the file ends within its closing records");
        return end;
      case opcodes.chunk:
        return await this.#chunk(at, end);
      case opcodes.message:
      case opcodes.schema:
      case opcodes.channel:
        return await this.#bare(at, end);
      default:
        if (end > this.#file.size) this.#damaged(at, cutRecord(end - this.#file.size));
        return end;
    }
  }

  async #chunk(at: number, end: number): Promise<number> {
    const cut = end > this.#file.size;
    const { records, problem } = await this.#chunks.read(at, Math.min(end, this.#file.size), cut);
    const found = this.#look(records);
    if (found.count > 0) {
      const { start, last, channelIDs } = found;
      this.segments.push({
        kind: "chunk",
        offset: at,
        end: Math.min(end, this.#file.size),
        start,
        last,
        channelIDs,
        cut,
      });
    }
    if (problem !== undefined) this.#damaged(at, problem);
    else if (found.walked < records.length) this.#damaged(at, "the records of a chunk are invalid");
    return end;
  }

  /** Messages outside of chunks, in one read. */
  async #bare(at: number, end: number): Promise<number> {
    const bytes = await this.#file.read(at, Math.max(segmentSize, end - at));
    const upTo = bareLength(bytes);
    const found = this.#look(bytes.subarray(0, upTo));
    const behind = at + found.walked;
    if (found.count > 0) {
      const { start, last, channelIDs } = found;
      this.segments.push({
        kind: "bare",
        offset: at,
        end: behind,
        start,
        last,
        channelIDs,
        cut: false,
      });
    }
    if (found.walked === 0) {
      const reason =
        end > this.#file.size ? cutRecord(end - this.#file.size) : "a record is invalid";
      this.#damaged(at, reason);
    }
    return behind;
  }

  /** Messages of a channel without a declaration have neither a topic nor a schema. */
  #lookForUndeclared(): void {
    for (const [id, { count }] of this.facts) {
      if (this.channels.has(id)) continue;
      const offset = this.segments.find(({ channelIDs }) => channelIDs?.has(id))?.offset ?? 0;
      const reason = `${count} messages of channel ${id}, which the file does not declare, are skipped`;
      this.damage = { offset, reason, lostBytes: undefined };
      return;
    }
  }

  #look(records: Uint8Array) {
    const channelIDs = new Set<number>();
    let count = 0;
    let start = 0n;
    let last = 0n;
    const walked = walkRecords(
      records,
      () => true,
      (id, logTime) => {
        channelIDs.add(id);
        if (count === 0 || logTime < start) start = logTime;
        if (count === 0 || logTime > last) last = logTime;
        count++;
        this.#count(id, logTime);
      },
      (record) => this.#declare(record),
    );
    return { count, start, last, channelIDs, walked };
  }

  #count(id: number, logTime: bigint): void {
    const fact = this.facts.get(id) ?? { count: 0, first: undefined, last: undefined };
    this.facts.set(id, fact);
    fact.count = (fact.count ?? 0) + 1;
    if (fact.first === undefined || logTime < fact.first) fact.first = logTime;
    if (fact.last === undefined || logTime > fact.last) fact.last = logTime;
  }

  #declare(bytes: Uint8Array): void {
    for (const record of parseRecords(bytes)) {
      if (record.type === "Schema" && !this.schemas.has(record.id)) {
        this.schemas.set(record.id, record);
      }
      if (record.type === "Channel" && !this.channels.has(record.id)) {
        this.channels.set(record.id, record);
      }
    }
  }

  #damaged(offset: number, reason: string): void {
    const lostBytes = Math.max(0, this.#file.size - offset);
    this.damage = { offset, reason, lostBytes };
  }
}

/** How much of `bytes` is consecutive messages, schemas and channels. */
function bareLength(bytes: Uint8Array): number {
  const view = viewOf(bytes);
  let at = 0;
  while (at + recordHeaderSize <= bytes.length) {
    const opcode = bytes[at];
    if (opcode !== opcodes.message && opcode !== opcodes.schema && opcode !== opcodes.channel)
      break;
    const end = at + recordHeaderSize + Number(view.getBigUint64(at + 1, true));
    if (end > bytes.length) break;
    at = end;
  }
  return at;
}

function cutRecord(missing: number): string {
  return `the file ends ${missing} bytes before the end of a record`;
}
