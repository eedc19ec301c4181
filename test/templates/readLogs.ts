import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { temporaryFolder } from "../create/temporaryFolder.js";

/** What every read-logs.ts of the templates yields. */
export interface Pose {
  time: bigint;
  x: number;
  y: number;
  z: number;
  speed: number | undefined;
}

interface ReadLogs {
  readPoses(logsDir: string, signal?: AbortSignal): AsyncIterable<Pose>;
}

/** Reads these files with the template's reader for `kind`. */
export async function readLogs(
  kind: "mcap" | "csv" | "jsonl",
  files: Record<string, string | Uint8Array>,
  signal?: AbortSignal,
): Promise<Pose[]> {
  const logsDir = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(logsDir, path)), { recursive: true });
    await writeFile(join(logsDir, path), content);
  }
  // By a computed path: the templates are type-checked as projects, with their own settings.
  const path = join(packageRoot(), "templates/project/logs", kind, "src/read-logs.ts");
  const { readPoses }: ReadLogs = await import(path);
  const poses: Pose[] = [];
  for await (const pose of readPoses(logsDir, signal)) poses.push(pose);
  return poses;
}
