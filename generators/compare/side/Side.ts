import type { RunKind } from "../digest/RunDigest.js";
import type { ComparedRun } from "../rows/compareRuns.js";

/** One side of a comparison: one message, all messages of a folder, a rehearsal, or a baseline. */
export interface Side {
  readonly kind: "message" | "folder" | "rehearsal" | "baseline";
  /** Its path, as the user entered it. */
  readonly shown: string;
  /** The rehearsed project, if known. */
  readonly project?: string | undefined;
  /** The time of the rehearsal in RFC 3339, if known. */
  readonly startedAt?: string | undefined;
  /** The rehearsed commit, if known. */
  readonly commit?: string | undefined;
  readonly runs: readonly SideRun[];
}

export interface SideRun {
  readonly kind: RunKind;
  readonly name: string;
  /** Reads its message; an unreadable message counts as a failed run. */
  load(): Promise<ComparedRun>;
}
