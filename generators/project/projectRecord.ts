import { gzipSync } from "node:zlib";
import type { RenderedFiles } from "../io/RenderedFiles.js";
import type { Answers } from "./answers.js";
import { sha256 } from "./sha256.js";

/** Name of the file that identifies a scaffolded project. */
export const recordFile = ".metrics-project.json";

/** The facts about the written project that `update` and `generate` need. */
export interface ProjectRecord {
  /** The purpose of this file, for readers who do not recognize it. */
  comment: string;
  /** The version of create-metrics-project that last wrote or updated the project. */
  version: string;
  answers: Answers;
  /** Existing files that were kept when the project was created: they belong to the user. */
  kept?: readonly string[] | undefined;
  /**
   * Every file but vendor's as it was written, as base64 of gzipped JSON: path -> {@link PristineFile}. A
   * three-way merge needs the contents, and a newer version cannot render an older version's files.
   */
  pristine: string;
  /** Other fields, such as the user's `tolerances`, which are kept. */
  others?: Readonly<Record<string, unknown>> | undefined;
}

/** A file as it was written: its content if a user may edit it, otherwise its hash. */
export type PristineFile = { text: string } | { sha256: string };

/** Replaced as a whole by `update` and `generate`, never merged line by line. */
const replacedWhole = /^(src\/generated|openapi|proto|samples)\//;

/** Our own packages: their names identify the version. */
const unrecorded = /^vendor\//;

/** The record of a render, as the content of {@link recordFile}. */
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

/** A record's content with the facts that a render does not know: the kept files, and the record's other fields. */
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
