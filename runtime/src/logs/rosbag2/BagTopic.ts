import { type DecoderLoaders, loadDecoder } from "../decoders/loadDecoder.js";
import type { LogChannel, TimeSpan } from "../LogFormat.js";
import { UnsupportedLogError } from "../logErrors.js";
import type { SqliteFile, SqliteRow } from "./SqliteFile.js";

/** The message encodings of bags. */
const decoders: DecoderLoaders = {
  "cdr ros2msg": async () => (await import("../decoders/ros2Decoder.js")).ros2MsgDecoder,
  "cdr ros2idl": async () => (await import("../decoders/ros2IdlDecoder.js")).ros2IdlDecoder,
};

/** A topic of a bag. */
export interface BagTopic {
  /** ID of the topic in messages. */
  readonly id: unknown;
  readonly channel: LogChannel;
}

/** The topics of a bag with their definitions. For a damaged bag, those that can be found. */
export async function readTopics(
  where: string,
  database: SqliteFile,
  given: Readonly<Record<string, string>>,
): Promise<BagTopic[]> {
  const held = new Map<unknown, { encoding: string; text: string }>();
  for (const [type, encoding, text] of rowsOrNone(
    database,
    "SELECT topic_type, encoding, encoded_message_definition FROM message_definitions",
  )) {
    if (text !== "" && encoding !== "unknown") {
      held.set(type, { encoding: String(encoding), text: String(text) });
    }
  }
  const counts = new Map<unknown, { count: number; log: TimeSpan | undefined }>();
  for (const [id, count, first, last] of rowsOrNone(
    database,
    "SELECT topic_id, COUNT(*), MIN(timestamp), MAX(timestamp) FROM messages GROUP BY topic_id",
  )) {
    const isTimed = typeof first === "bigint" && typeof last === "bigint";
    counts.set(id, { count: Number(count), log: isTimed ? { first, last } : undefined });
  }
  const isCounted = counts.size > 0;
  const topics: BagTopic[] = [];
  for (const row of rowsOrNone(
    database,
    "SELECT id, name, type, serialization_format FROM topics",
  )) {
    const [id, topic, type, encoding] = row;
    const { count, log } = counts.get(id) ?? { count: isCounted ? 0 : undefined, log: undefined };
    const found =
      held.get(type) ??
      (await (
        await import("./findDefinition.js")
      ).findDefinition(String(type), String(encoding), given));
    const about = {
      topic: String(topic),
      type: String(type),
      encoding: String(encoding),
      schemaEncoding: found?.encoding ?? "",
      schema: new TextEncoder().encode(found?.text ?? ""),
    };
    topics.push({
      id,
      channel: {
        ...about,
        count,
        times: log === undefined ? {} : { log },
        decoder: async () => {
          if (found === undefined && about.encoding === "cdr")
            throw undefinedType(where, about.type);
          return loadDecoder({ ...about, where }, decoders);
        },
      },
    });
  }
  return topics;
}

function rowsOrNone(database: SqliteFile, sql: string): SqliteRow[] {
  try {
    return [...database.rows(sql)];
  } catch {
    // Older bags lack some tables, and a truncated file may have lost them.
    return [];
  }
}

function undefinedType(where: string, type: string): UnsupportedLogError {
  return new UnsupportedLogError(
    `${where} does not have the definition of ${type}: it was recorded before ROS 2 Iron, or is damaged`,
    {
      hint: `Pass its .msg text when you open the logs: formats: [rosbag2With({ definitions: { "${type}": "…" } })].`,
    },
  );
}
