import type { Finding } from "../../emissions/check/FileFindings.js";

/** The kind of a file, by its name: a message, rows, or a config. */
export type FileKind = "message" | "emissions" | "config";

/** The result of checking a file, in the form of `--json`. */
export interface CheckedFile {
  /** As the user named it. */
  readonly file: string;
  readonly kind: FileKind;
  /** `refused`: it has problems. `unreadable`: it cannot be read, or is not a file of its kind. */
  readonly verdict: "accepted" | "refused" | "unreadable";
  /** Counts of its content by name: metrics, events, rows, … */
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Why it cannot be read. */
  readonly error?: string;
  readonly hint?: string | undefined;
}

/** The result for a file that cannot be read. */
export function unreadable(file: string, kind: FileKind, error: unknown): CheckedFile {
  const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
  return {
    file,
    kind,
    verdict: "unreadable",
    counts: {},
    problems: [],
    warnings: [],
    error: reason(error),
    ...(typeof hint === "string" && { hint }),
  };
}

/** Why a file could not be read, without the path in the system's message. */
function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "this is a folder; pass the metrics.binproto in it";
  if (code === "EACCES") return "permission denied";
  return error instanceof Error ? error.message : String(error);
}
