import type { LogFile } from "../LogFile.js";
import type {
  LogBatch,
  LogChannel,
  LogFormat,
  OpenedLog,
  OpenFormatOptions,
} from "../LogFormat.js";
import { NotThisFormatError, UnsupportedLogError } from "../logErrors.js";
import { decodeHead, detectEncoding } from "../text/decodeText.js";
import { JsonRow } from "../text/JsonRow.js";
import { jsonTable } from "../text/jsonTable.js";
import { parseJson } from "../text/parseJson.js";

/** JSON: a list of objects, or one object for a single message. Integers beyond 2^53 become bigints. */
export const json: LogFormat = {
  name: "JSON",
  sniff: (head) => /^\s*[[{]/.test(decodeHead(head)),
  open: openJson,
};

/** Maximum bytes: the limit of a JavaScript string. Larger logs should be JSON lines. */
const sizeLimit = 500_000_000;

async function openJson(file: LogFile, { log }: OpenFormatOptions): Promise<OpenedLog> {
  if (file.size > sizeLimit) {
    throw new UnsupportedLogError(
      `${file.path} is JSON with ${file.size} bytes, which must fit into memory`,
      {
        hint: "Write one object per line instead (JSON lines): logs/jsonl reads those piece by piece.",
      },
    );
  }
  const { value, exact } = await parseFile(file);
  const objects = (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => ({
    value: one,
    exact,
  }));
  const channel = jsonTable(file, objects.slice(0, 100), objects.at(-1), objects.length, log);
  return {
    channels: [channel],
    damage: undefined,
    read: () => readObjects(file, channel, objects),
    close: async () => undefined,
  };
}

async function parseFile(file: LogFile) {
  const bytes = await file.read(0, file.size);
  const { label, bom } = detectEncoding(bytes);
  try {
    return parseJson(new TextDecoder(label).decode(bytes.subarray(bom)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotThisFormatError(`${file.path} is not JSON: ${reason}`, {
      hint: "Was it truncated? JSON can only be read as a whole.",
      cause: error,
    });
  }
}

async function* readObjects(
  file: LogFile,
  channel: LogChannel,
  objects: readonly { value: unknown; exact: ReadonlyMap<number, string> | undefined }[],
): AsyncGenerator<LogBatch> {
  const messages = objects.map((parsed, index) => ({
    channel,
    logTime: undefined,
    publishTime: undefined,
    data: new JsonRow("", `entry ${index + 1}`, parsed),
  }));
  yield { messages, position: file.size };
}
