import type { LogDamage } from "../LogDamage.js";
import type { LogFile } from "../LogFile.js";
import type {
  LogBatch,
  LogChannel,
  LogFormat,
  OpenedLog,
  OpenFormatOptions,
  RawMessage,
  ReadOptions,
} from "../LogFormat.js";
import { NotThisFormatError } from "../logErrors.js";
import { type BagTopic, readTopics } from "./BagTopic.js";
import { messageBytes } from "./messageBytes.js";
import { type OpenedSqlite, openSqlite } from "./openSqlite.js";
import { warnOfMissingParts } from "./parts.js";
import type { SqliteFile, SqliteRow } from "./SqliteFile.js";

/**
 * Recordings of ROS 2 in SQLite: `.db3`, alone or in a folder with metadata.yaml. (MCAP recordings are read as MCAP.)
 * Messages may be compressed with zstd. Node 22.13 and newer use their own SQLite; older versions need sql.js, and the file
 * must fit into memory. Bags from before ROS 2 Iron do not contain their definitions: those of common packages are in
 * @foxglove/rosmsg-msgs-common; for others, see {@link rosbag2With}.
 */
export const rosbag2: LogFormat = rosbag2With({ definitions: {} });

/**
 * The same for bags that lack definitions of your own types: pass a .msg text for each, as in
 * `{ "my_msgs/msg/Gap": "std_msgs/Header header\nfloat64 width" }`. Definitions in the bag take precedence.
 */
export function rosbag2With({
  definitions,
}: {
  definitions: Readonly<Record<string, string>>;
}): LogFormat {
  return {
    name: "rosbag2",
    sniff: (head) => new TextDecoder("latin1").decode(head.subarray(0, 16)) === "SQLite format 3\0",
    open: (file, options) => open(file, options, definitions),
  };
}

async function open(
  file: LogFile,
  { log }: OpenFormatOptions,
  definitions: Readonly<Record<string, string>>,
): Promise<OpenedLog> {
  const sqlite = await openSqlite(file);
  try {
    const tables = columnOf(sqlite, "SELECT name FROM sqlite_master WHERE type = 'table'");
    if (tables !== undefined && !(tables.includes("topics") && tables.includes("messages"))) {
      throw new NotThisFormatError(`${file.path} is a database, but not a ROS 2 recording`);
    }
    await warnOfMissingParts(file.path, log);
    return new OpenedDatabase(
      file,
      sqlite,
      await readTopics(file.path, sqlite.database, definitions),
    );
  } catch (error) {
    await sqlite.database.close();
    throw error;
  }
}

/** The first column of a query; undefined if the file is too damaged. */
function columnOf({ database }: OpenedSqlite, sql: string): unknown[] | undefined {
  try {
    return [...database.rows(sql)].map(([cell]) => cell);
  } catch {
    return undefined;
  }
}

/** Without this index, sorting would load the whole file into memory. */
function hasTimeIndex(sqlite: OpenedSqlite): boolean {
  const sql = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'messages'";
  return columnOf(sqlite, sql)?.some((text) => /\(\W*timestamp\b/i.test(String(text))) === true;
}

/** Number of messages per batch. */
const batchSize = 256;

class OpenedDatabase implements OpenedLog {
  readonly channels: readonly LogChannel[];
  readonly damage: LogDamage | undefined;
  readonly #file: LogFile;
  readonly #sqlite: OpenedSqlite;
  readonly #topics: readonly BagTopic[];

  constructor(file: LogFile, sqlite: OpenedSqlite, topics: readonly BagTopic[]) {
    this.#file = file;
    this.#sqlite = sqlite;
    this.#topics = topics;
    this.channels = topics.map(({ channel }) => channel);
    this.damage = damageOf(file, sqlite);
  }

  async *read(
    wanted: ReadonlySet<LogChannel>,
    { signal, onDamage }: ReadOptions,
  ): AsyncGenerator<LogBatch> {
    const channelOf = new Map<unknown, LogChannel>();
    for (const { id, channel } of this.#topics) if (wanted.has(channel)) channelOf.set(id, channel);
    const total = this.#topics.reduce((sum, { channel }) => sum + (channel.count ?? 0), 0);
    const decompress = messageBytes();
    let messages: RawMessage[] = [];
    let seen = 0;
    let damage = this.damage;
    const position = () =>
      total === 0 ? 0 : Math.min(this.#file.size, Math.round((seen / total) * this.#file.size));
    try {
      for (const [id, logTime, data] of this.#rows([...channelOf.keys()])) {
        const channel = channelOf.get(id);
        if (channel === undefined || typeof logTime !== "bigint") continue;
        seen += 1;
        messages.push({ channel, logTime, publishTime: undefined, data: decompress(data) });
        if (messages.length < batchSize) continue;
        signal?.throwIfAborted();
        yield { messages, position: position() };
        messages = [];
      }
    } catch (error) {
      if (signal?.aborted) throw error;
      damage ??= {
        offset: position(),
        lostBytes: this.#file.size - position(),
        reason: error instanceof Error ? error.message : String(error),
        lostMessages: total > seen ? total - seen : undefined,
      };
    }
    if (messages.length > 0) yield { messages, position: position() };
    if (damage !== undefined) onDamage(damage);
  }

  /** Topic, time and bytes of the messages of some topics. */
  #rows(topics: readonly unknown[]): Iterable<SqliteRow> {
    if (this.damage !== undefined) return rowsBeforeDamage(this.#sqlite.database);
    const order = hasTimeIndex(this.#sqlite) ? "timestamp, id" : "id";
    return this.#sqlite.database.rows(
      `SELECT topic_id, timestamp, data FROM messages WHERE topic_id IN (${topics.join()}) ORDER BY ${order}`,
    );
  }

  async close(): Promise<void> {
    await this.#sqlite.database.close();
  }
}

/**
 * The rows of a truncated file up to the first lost one. Rows are numbered without gaps, so a gap shows a missing page,
 * which SQLite skips.
 */
function* rowsBeforeDamage(database: SqliteFile): Generator<SqliteRow> {
  let next: bigint | undefined;
  for (const row of database.rows(
    "SELECT topic_id, timestamp, data, id FROM messages ORDER BY id",
  )) {
    const id = row[3];
    if (typeof id !== "bigint" || (next !== undefined && id !== next)) return;
    next = id + 1n;
    yield row;
  }
}

function damageOf(file: LogFile, { missingBytes, unreadLog }: OpenedSqlite): LogDamage | undefined {
  if (missingBytes !== undefined) {
    const reason = `the file ends ${missingBytes} bytes before the end of the database`;
    return { offset: file.size, lostBytes: undefined, reason };
  }
  if (unreadLog === 0) return undefined;
  const reason = `the recording was not closed, and ${unreadLog} bytes of its write-ahead log cannot be read here: that needs a writable folder and Node 22.13 or newer`;
  return { offset: file.size, lostBytes: undefined, reason };
}
