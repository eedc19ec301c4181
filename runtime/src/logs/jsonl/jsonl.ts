import type { LogFile } from "../LogFile.js";
import type {
  LogBatch,
  LogChannel,
  LogFormat,
  OpenedLog,
  OpenFormatOptions,
  ReadOptions,
} from "../LogFormat.js";
import { decodeHead, detectEncoding } from "../text/decodeText.js";
import { JsonRow } from "../text/JsonRow.js";
import { jsonTable } from "../text/jsonTable.js";
import { type ParsedJson, parseJson } from "../text/parseJson.js";
import { readLines, type TextLine } from "../text/readPieces.js";

/** JSON lines: one object per line. Integers beyond 2^53 become bigints. */
export const jsonl: LogFormat = { name: "JSON lines", sniff, open: openJsonLines };

const headSize = 1 << 16;
/** Number of lines examined when a file is opened. */
const sample = 100;

function sniff(head: Uint8Array): boolean {
  const lines = decodeHead(head)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const [first = "", second] = lines.map((line) => line.trim());
  if (!first.startsWith("{")) return false;
  // A line longer than the head, or objects across several lines: JSON.
  return first.endsWith("}") && (second === undefined || second.startsWith("{"));
}

async function openJsonLines(file: LogFile, { log }: OpenFormatOptions): Promise<OpenedLog> {
  const head = await file.read(0, headSize);
  const lines = decodeHead(head).split("\n");
  if (file.size > headSize) lines.pop();
  const parsed = lines.slice(0, sample).flatMap((line) => parsedOf(line) ?? []);
  const channel = jsonTable(file, parsed, await lastObject(file), undefined, log);
  return {
    channels: [channel],
    damage: undefined,
    read: (_channels, options) => readObjects(file, channel, options),
    close: async () => undefined,
  };
}

/** Lines that are not JSON are reported when they are read. */
function parsedOf(line: string): ParsedJson | undefined {
  try {
    return line.trim() === "" ? undefined : parseJson(line);
  } catch {
    return undefined;
  }
}

async function lastObject(file: LogFile): Promise<ParsedJson | undefined> {
  const { label } = detectEncoding(await file.read(0, 512));
  const from = Math.max(0, (file.size - headSize) & ~1);
  const text = new TextDecoder(label).decode(await file.read(from, headSize + 2));
  for (const line of text.split("\n").reverse()) {
    const parsed = parsedOf(line);
    if (parsed !== undefined) return parsed;
  }
  return undefined;
}

async function* readObjects(
  file: LogFile,
  channel: LogChannel,
  { signal, onDamage }: ReadOptions,
): AsyncGenerator<LogBatch> {
  for await (const { lines, position } of readLines(file)) {
    signal?.throwIfAborted();
    const last = lines.at(-1);
    if (last !== undefined && isCut(last)) {
      lines.pop();
      onDamage({
        offset: file.size - Buffer.byteLength(last.text),
        lostBytes: Buffer.byteLength(last.text),
        reason: "the last line is truncated",
      });
    }
    const messages = lines.map(({ text, number }) => ({
      channel,
      logTime: undefined,
      publishTime: undefined,
      data: new JsonRow(text, `line ${number}`),
    }));
    yield { messages, position };
  }
}

function isCut({ text, ended }: TextLine): boolean {
  // Objects without a line break between them are not a truncated one.
  return !ended && parsedOf(text) === undefined && !/\}\s*\{/.test(text);
}
