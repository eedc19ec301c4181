import { readFile, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { decodeJobMetrics, type JobMetrics } from "@metrics-project/runtime";
import { isWithin } from "../../io/slashed.js";
import type { RunKind } from "../../view/model/pageData.js";
import { externalPaths, type RunSource, type ViewFile } from "../../view/model/runSource.js";
import { linkFrom } from "./linkFrom.js";

/** The message to load, and how the page uses it. */
export interface MessageFile {
  readonly file: string;
  /** Base of its relative paths. Default: its folder. */
  readonly folder?: string;
  readonly name: string;
  readonly kind: RunKind;
}

/**
 * Loads a message with the files it refers to. If it cannot be read, sets `failure`.
 *
 * @param pages the folder of the page, which links to the files. None: no links.
 */
export async function loadMessage(
  { file, folder = dirname(file), name, kind }: MessageFile,
  pages: string | undefined,
): Promise<RunSource> {
  let message: JobMetrics;
  try {
    message = decodeJobMetrics(await readFile(file));
  } catch (error) {
    return { kind, name, failure: reasonOf(error) };
  }
  return { kind, name, message, files: await loadFiles(message, folder, pages) };
}

/**
 * Loads the files that a message refers to.
 *
 * @param pages the folder of the page, which links to them. None: no links.
 */
export async function loadFiles(
  message: JobMetrics,
  folder: string,
  pages: string | undefined,
): Promise<Map<string, ViewFile>> {
  const files = await Promise.all(
    externalPaths(message).map(
      async (path) => [path, await loadFile(folder, path, pages)] as const,
    ),
  );
  return new Map(files);
}

async function loadFile(
  folder: string,
  path: string,
  pages: string | undefined,
): Promise<ViewFile> {
  // A message is not trusted: it gets no files from outside of its own folder.
  const target = join(folder, path);
  if (isAbsolute(path) || !isWithin(folder, target)) {
    return { missing: "the path is outside the message's folder" };
  }
  try {
    if (!isWithin(await realpath(folder), await realpath(target))) {
      return { missing: "a link points outside the message's folder" };
    }
    const bytes = await readFile(target);
    if (pages === undefined) return { bytes };
    return { bytes, href: linkFrom(pages, target) };
  } catch (error) {
    return { missing: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "this is a folder";
  if (code === "EACCES") return "permission denied";
  if (!(error instanceof Error)) return String(error);
  const hint = "hint" in error && typeof error.hint === "string" ? `. ${error.hint}` : "";
  return `${error.message}${hint}`;
}
