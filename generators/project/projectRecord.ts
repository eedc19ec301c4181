import { gzipSync } from "node:zlib";
import type { RenderedFiles } from "../io/RenderedFiles.js";
import type { Answers } from "./answers.js";
import { sha256 } from "./sha256.js";

/** Name of the file that tells a project of ours from any other. */
export const recordFile = ".metrics-project.json";

/** What `update` and `generate` need to know of what was written. */
export interface ProjectRecord {
  /** What this file is for: it is the one file of a project that nobody would recognize. */
  comment: string;
  /** The version of create-metrics-project that wrote the project, or updated it last. */
  version: string;
  answers: Answers;
  /** Files that stood in the way when the project was made and were kept: they are the user's, whatever the templates have. */
  kept?: readonly string[] | undefined;
  /**
   * Every file but vendor's as it was written, as base64 of gzipped JSON: path -> {@link PristineFile}. A
   * three-way merge needs the texts, and a newer version cannot render what an older one did.
   */
  pristine: string;
  /** What else is in it, such as the user's `tolerances`: it stays. */
  others?: Readonly<Record<string, unknown>> | undefined;
}

/** A file as it was written: its text where a user may edit it, else its hash. */
export type PristineFile = { text: string } | { sha256: string };

/** Replaced as a whole by `update` and `generate`, never merged line by line. */
const replacedWhole = /^(src\/generated|openapi|proto|samples)\//;

/** Our own packages, which their names tell apart already. */
const unrecorded = /^vendor\//;

/** The record of a render, as the text of {@link recordFile}. */
export function projectRecord(
  { version, answers }: Pick<ProjectRecord, "version" | "answers">,
  files: RenderedFiles,
): string {
  const record: ProjectRecord = {
    comment:
      'Written by create-metrics-project; `metrics-project update` needs it. Commit this file. Edit only "tolerances".',
    version,
    answers,
    pristine: recordPristine(files),
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** A record's text with what no render knows: which files were kept, and what else the project's own record holds. */
export function recordMore(
  text: string,
  { kept = [], others = {} }: Pick<ProjectRecord, "kept" | "others">,
): string {
  const { comment, version, answers, pristine } = JSON.parse(text) as ProjectRecord;
  const record = {
    comment,
    version,
    answers,
    ...(kept.length > 0 && { kept: [...kept].sort() }),
    ...others,
    pristine,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** The `pristine` entry of a {@link ProjectRecord}. */
function recordPristine(files: RenderedFiles): string {
  const pristine: Record<string, PristineFile> = {};
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path === recordFile || unrecorded.test(path)) continue;
    pristine[path] = replacedWhole.test(path)
      ? { sha256: sha256(content) }
      : { text: typeof content === "string" ? content : Buffer.from(content).toString("utf8") };
  }
  return gzipSync(JSON.stringify(pristine)).toString("base64");
}
