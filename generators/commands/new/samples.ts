import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { openLogs } from "@metrics-project/runtime/logs";
import { loadFormats } from "../../logs/logFormats.js";

/** The folders with recordings in a project's samples. */
export async function sampleFolders(root: string): Promise<string[]> {
  const entries = await readdir(join(root, "samples"), { withFileTypes: true }).catch(() => []);
  const folders = entries.map(({ name }) => join(root, "samples", name, "logs"));
  const found: string[] = [];
  for (const folder of folders.sort()) {
    const isThere = await access(folder).then(
      () => true,
      () => false,
    );
    if (isThere) found.push(folder);
  }
  return found;
}

/** The columns of the tables in a project's samples, by topic. Skips files that cannot be read. */
export async function columnsOfSamples(
  root: string,
  signal: AbortSignal,
): Promise<Map<string, readonly string[]>> {
  const columns = new Map<string, readonly string[]>();
  const formats = await loadFormats();
  const log = { level: "error", warn: () => {}, info: () => {}, debug: () => {} } as const;
  for (const folder of await sampleFolders(root)) {
    const logs = await openLogs(folder, { formats, log, signal }).catch(() => undefined);
    signal.throwIfAborted();
    for (const topic of logs?.topics ?? []) {
      if (topic.columns === undefined || columns.has(topic.name)) continue;
      columns.set(
        topic.name,
        topic.columns.map(({ name }) => name),
      );
    }
    await logs?.close();
  }
  return columns;
}
