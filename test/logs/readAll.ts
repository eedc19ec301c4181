import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createLog } from "@metrics-project/runtime";
import {
  type LogMessage,
  type OpenLogsOptions,
  openLogs,
  type TopicChoice,
} from "@metrics-project/runtime/logs";
import { mcap } from "@metrics-project/runtime/logs/mcap";
import { temporaryFolder } from "../create/temporaryFolder.js";

/** Files by their paths in a folder of logs. */
export type Files = Record<string, string | Uint8Array>;

export async function writeLogs(files: Files): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

export interface ReadAll {
  messages: LogMessage[];
  /** What the log was told: one line each. */
  lines: string[];
}

/** Writes these files into a folder and reads a selection of topics from it. */
export async function readAll(
  files: Files,
  selection: Record<string, TopicChoice>,
  options: Partial<OpenLogsOptions> = {},
): Promise<ReadAll> {
  return await readFolder(await writeLogs(files), selection, options);
}

export async function readFolder(
  folder: string,
  selection: Record<string, TopicChoice>,
  options: Partial<OpenLogsOptions> = {},
): Promise<ReadAll> {
  const lines: string[] = [];
  const log = createLog({ write: (text: string) => lines.push(text.trimEnd()) }, "debug");
  await using logs = await openLogs(folder, { formats: [mcap], log, ...options });
  const messages: LogMessage[] = [];
  for await (const message of logs.read(selection)) messages.push(message);
  return { messages, lines };
}

/** The x of odometry messages. */
export function xOf(messages: readonly LogMessage[]): number[] {
  return messages.map(
    ({ message }) =>
      (message as { pose: { pose: { position: { x: number } } } }).pose.pose.position.x,
  );
}

export function warningsOf({ lines }: ReadAll): string[] {
  return lines.filter((line) => line.startsWith("warning: "));
}
