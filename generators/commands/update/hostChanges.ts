import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashedFrom } from "../../io/slashed.js";
import { writeFiles } from "../../io/writeFiles.js";
import type { Answers } from "../../project/answers.js";
import { bytesOf, sameBytes } from "./tree.js";

/** The changes of an update to files at the root of the project's repository. */
export interface HostChanges {
  /** Files that are written, as seen from the project: `../../.github/workflows/metrics.yml`. */
  readonly added: readonly string[];
  /** What is left to the user, one sentence each. */
  readonly notes: readonly string[];
  write(signal: AbortSignal): Promise<void>;
}

/**
 * The host of a repository reads CI files at its root, outside of the project. If CI is new and nothing is in the way,
 * writes the file there; otherwise mentions it.
 */
export async function planHostChanges(
  project: string,
  answers: Answers,
  before: Answers,
  render: ((answers: Answers) => Promise<RenderedFiles>) | undefined,
): Promise<HostChanges> {
  const files = (await render?.(answers)) ?? new Map<string, string | Uint8Array>();
  const root = resolve(
    project,
    ...(answers.folder ?? "")
      .split("/")
      .filter(Boolean)
      .map(() => ".."),
  );
  const shown = (path: string) => slashedFrom(project, join(root, path));
  const isNew = answers.ci !== before.ci;
  const writes: { path: string; content: string | Uint8Array }[] = [];
  const notes: string[] = [];
  for (const [path, content] of files) {
    const full = join(root, path);
    if (!existsSync(full)) {
      if (isNew) writes.push({ path, content });
      else
        notes.push(`${shown(path)} is missing; ${answers.ci} reads it from the repository's root.`);
      continue;
    }
    const wanted = typeof content === "string" ? bytesOf(content) : content;
    if (sameBytes(readFileSync(full), wanted)) continue;
    notes.push(
      `${shown(path)} is outside the project and differs from what this version writes: compare the two yourself.`,
    );
  }
  return {
    added: writes.map(({ path }) => shown(path)),
    notes,
    async write(signal) {
      if (writes.length > 0) await writeFiles(root, writes, signal);
    },
  };
}
