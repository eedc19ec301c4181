import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { parse as parseDefinition } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { McapIndexedReader } from "@mcap/core";
import { openLogs } from "@metrics-project/runtime/logs";
import { csv } from "@metrics-project/runtime/logs/csv";
import { mcap } from "@metrics-project/runtime/logs/mcap";
import { parse as parseCsv } from "csv-parse";

/** What a worker prints. */
export interface Measured {
  seconds: number;
  messages: number;
  /** Peak memory of the process, in MB. */
  peak: number;
  /** So that no work is left out. */
  sum: number;
}

interface Odometry {
  header: { stamp: { sec: number } };
  pose: { pose: { position: { x: number } } };
}

interface Row {
  x: number;
  y: number;
}

type Work = (path: string) => Promise<{ messages: number; sum: number }>;

const works: Record<string, Work> = {
  "mcap ours": async (path) => {
    await using logs = await openLogs<{ "/odom0": Odometry; "/odom1": Odometry }>(path, {
      formats: [mcap],
    });
    let messages = 0;
    let sum = 0;
    for await (const { message } of logs.read({ a: "/odom0", b: "/odom1" })) {
      messages++;
      sum += message.pose.pose.position.x;
    }
    return { messages, sum };
  },
  "mcap core": async (path) => {
    await using file = await open(path);
    const readable = {
      size: async () => BigInt((await file.stat()).size),
      read: async (offset: bigint, size: bigint) => {
        const bytes = new Uint8Array(Number(size));
        await file.read(bytes, 0, bytes.length, Number(offset));
        return bytes;
      },
    };
    const reader = await McapIndexedReader.Initialize({ readable });
    const topics = ["/odom0", "/odom1"];
    const decoders = new Map<number, MessageReader>();
    for (const { id, topic, schemaId } of reader.channelsById.values()) {
      const definition = new TextDecoder().decode(reader.schemasById.get(schemaId)?.data);
      if (topics.includes(topic)) {
        decoders.set(id, new MessageReader(parseDefinition(definition, { ros2: true })));
      }
    }
    let messages = 0;
    let sum = 0;
    for await (const { channelId, data } of reader.readMessages({ topics })) {
      const message = decoders.get(channelId)?.readMessage<Odometry>(data);
      messages++;
      sum += message?.pose.pose.position.x ?? 0;
    }
    return { messages, sum };
  },
  "csv ours": async (path) => {
    await using logs = await openLogs<{ table: Row }>(path, { formats: [csv] });
    let messages = 0;
    let sum = 0;
    for await (const { message } of logs.read({ table: "table" })) {
      messages++;
      sum += message.x + message.y;
    }
    return { messages, sum };
  },
  "csv-parse": async (path) => {
    // As its manual says: rows as objects, whose numbers are made of the strings that are used.
    const rows: AsyncIterable<{ time: string; x: string; y: string }> = createReadStream(path).pipe(
      parseCsv({ columns: true }),
    );
    let messages = 0;
    let sum = 0;
    for await (const { time, x, y } of rows) {
      messages += Number(time) > 0 ? 1 : 0;
      sum += Number(x) + Number(y);
    }
    return { messages, sum };
  },
  columns: async (path) => {
    await using logs = await openLogs<{ "/odom0": Odometry }>(path, { formats: [mcap] });
    const { time, x } = await logs.columns("/odom0", { x: (m) => m.pose.pose.position.x });
    return { messages: time.length, sum: x.reduce((total, value) => total + value, 0) };
  },
};

const [name = "", path = ""] = process.argv.slice(2);
const started = performance.now();
const result = await works[name]?.(path);
if (result === undefined) throw new Error(`no work of the name ${name}`);
const seconds = (performance.now() - started) / 1000;
const measured: Measured = { ...result, seconds, peak: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(JSON.stringify(measured));
