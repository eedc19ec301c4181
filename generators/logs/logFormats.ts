import { LogFile, type LogFormat } from "@metrics-project/runtime/logs";

/** A format of recordings, as a project uses it. */
export interface KnownFormat {
  /** The sub-path of `@metrics-project/runtime/logs`, and the name of what that exports. */
  readonly name: string;
  /** What a project must have installed to read it, with the versions that are tried here. */
  readonly packages: readonly string[];
  load(): Promise<LogFormat>;
}

const ros2 = ["@foxglove/rosmsg", "@foxglove/rosmsg2-serialization"];
const ros1 = ["@foxglove/rosmsg", "@foxglove/rosmsg-serialization"];
const idl = [
  "@foxglove/omgidl-parser",
  "@foxglove/omgidl-serialization",
  "@foxglove/ros2idl-parser",
];

/**
 * All formats, in the order in which they are asked whether a file is theirs: text comes last. Each is loaded when
 * it is needed; the commands carry their libraries, so that a log can be looked at before there is a project.
 */
export const knownFormats: readonly KnownFormat[] = [
  {
    name: "mcap",
    packages: ["@mcap/core", ...ros2, ...ros1, ...idl, "protobufjs", "fzstd", "lz4js"],
    load: async () => (await import("@metrics-project/runtime/logs/mcap")).mcap,
  },
  {
    name: "rosbag1",
    packages: [...ros1, "lz4js", "seek-bzip"],
    load: async () => (await import("@metrics-project/runtime/logs/rosbag1")).rosbag1,
  },
  {
    name: "rosbag2",
    packages: [...ros2, "@foxglove/rosmsg-msgs-common", "fzstd", "sql.js"],
    load: async () => (await import("@metrics-project/runtime/logs/rosbag2")).rosbag2,
  },
  {
    name: "ulog",
    packages: [],
    load: async () => (await import("@metrics-project/runtime/logs/ulog")).ulog,
  },
  {
    name: "parquet",
    packages: ["hyparquet", "hyparquet-compressors"],
    load: async () => (await import("@metrics-project/runtime/logs/parquet")).parquet,
  },
  {
    name: "jsonl",
    packages: [],
    load: async () => (await import("@metrics-project/runtime/logs/jsonl")).jsonl,
  },
  {
    name: "json",
    packages: [],
    load: async () => (await import("@metrics-project/runtime/logs/json")).json,
  },
  {
    name: "csv",
    packages: ["csv-parse"],
    load: async () => (await import("@metrics-project/runtime/logs/csv")).csv,
  },
];

/** All formats, loaded. */
export function loadFormats(): Promise<LogFormat[]> {
  return Promise.all(knownFormats.map(({ load }) => load()));
}

/** The format of a file, by its content; undefined for a file of no format known here. */
export async function formatOf(path: string): Promise<KnownFormat | undefined> {
  const file = await LogFile.open(path);
  try {
    const head = await file.read(0, 1 << 16);
    for (const known of knownFormats) {
      const format = await known.load();
      if (format.sniff(head, path)) return known;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
