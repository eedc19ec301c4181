import { LogFile, type LogFormat } from "@metrics-project/runtime/logs";
import { type FormatName, formatNames } from "../project/formatPackages.js";

/**
 * Loads each format on demand. The commands include the libraries of all formats, so that users can inspect a log
 * before they have a project.
 */
const loaders: Readonly<Record<FormatName, () => Promise<LogFormat>>> = {
  mcap: async () => (await import("@metrics-project/runtime/logs/mcap")).mcap,
  rosbag1: async () => (await import("@metrics-project/runtime/logs/rosbag1")).rosbag1,
  rosbag2: async () => (await import("@metrics-project/runtime/logs/rosbag2")).rosbag2,
  ulog: async () => (await import("@metrics-project/runtime/logs/ulog")).ulog,
  parquet: async () => (await import("@metrics-project/runtime/logs/parquet")).parquet,
  jsonl: async () => (await import("@metrics-project/runtime/logs/jsonl")).jsonl,
  json: async () => (await import("@metrics-project/runtime/logs/json")).json,
  csv: async () => (await import("@metrics-project/runtime/logs/csv")).csv,
};

/** All formats, loaded. */
export function loadFormats(): Promise<LogFormat[]> {
  return Promise.all(formatNames.map((name) => loaders[name]()));
}

/** One of them. */
export function loadFormat(name: FormatName): Promise<LogFormat> {
  return loaders[name]();
}

/** The format of a file, by its content; undefined if it is unknown. */
export async function formatOf(path: string): Promise<FormatName | undefined> {
  const file = await LogFile.open(path);
  try {
    const head = await file.read(0, 1 << 16);
    for (const name of formatNames) {
      const format = await loaders[name]();
      if (format.sniff(head, path)) return name;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
