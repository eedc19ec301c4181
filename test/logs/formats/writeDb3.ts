import { writeFile } from "node:fs/promises";
import { parse } from "@foxglove/rosmsg";
import { MessageWriter } from "@foxglove/rosmsg2-serialization";
import initSqlJs from "sql.js";

/** One topic of a bag that a test writes. */
export interface Db3Topic {
  name: string;
  type: string;
  /** The definition as ros2msg, with those of the types in it. */
  definition: string;
  messages: { time: bigint; message: unknown }[];
}

/** Writes a recording of ROS 2 as its SQLite plugin does, of Humble (no definitions) or Iron and newer. */
export async function writeDb3(
  path: string,
  topics: readonly Db3Topic[],
  {
    holdsDefinitions = true,
    compress = (bytes: Uint8Array) => bytes,
    pageSize = 4096,
  }: {
    holdsDefinitions?: boolean;
    compress?: (bytes: Uint8Array) => Uint8Array;
    pageSize?: number;
  } = {},
): Promise<void> {
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run(`PRAGMA page_size = ${pageSize}`);
  database.run(`
    CREATE TABLE schema(schema_version INTEGER PRIMARY KEY, ros_distro TEXT NOT NULL);
    CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL,
      serialization_format TEXT NOT NULL, offered_qos_profiles TEXT NOT NULL);
    CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL,
      timestamp INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE INDEX timestamp_idx ON messages (timestamp ASC);
    INSERT INTO schema VALUES (3, 'humble');
  `);
  if (holdsDefinitions) {
    database.run(`CREATE TABLE message_definitions(id INTEGER PRIMARY KEY, topic_type TEXT NOT NULL,
      encoding TEXT NOT NULL, encoded_message_definition TEXT NOT NULL, type_description_hash TEXT NOT NULL)`);
  }
  const rows: { topic: number; time: bigint; data: Uint8Array }[] = [];
  for (const [index, { name, type, definition, messages }] of topics.entries()) {
    const topic = index + 1;
    database.run("INSERT INTO topics VALUES (?, ?, ?, 'cdr', '')", [topic, name, type]);
    if (holdsDefinitions) {
      database.run("INSERT INTO message_definitions VALUES (?, ?, 'ros2msg', ?, '')", [
        topic,
        type,
        definition,
      ]);
    }
    const writer = new MessageWriter(parse(definition, { ros2: true }));
    for (const { time, message } of messages) {
      rows.push({ topic, time, data: compress(writer.writeMessage(message)) });
    }
  }
  rows.sort((a, b) => Number(a.time - b.time));
  for (const { topic, time, data } of rows) {
    // As text: numbers of JavaScript would lose the last nanoseconds.
    database.run(
      "INSERT INTO messages(topic_id, timestamp, data) VALUES (?, CAST(? AS INTEGER), ?)",
      [topic, String(time), data],
    );
  }
  await writeFile(path, database.export());
  database.close();
}

/** A frame of zstd that holds `bytes` as they are: what a writer makes of what does not compress. */
export function storedInZstd(bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4 + 1 + 4 + 3);
  head.writeUInt32LE(0xfd2fb528, 0);
  // A single segment whose size has four bytes.
  head[4] = 0b1010_0000;
  head.writeUInt32LE(bytes.length, 5);
  // The last block, raw.
  head.writeUIntLE(1 | (bytes.length << 3), 9, 3);
  return Buffer.concat([head, bytes]);
}
