import type { RunKind } from "../digest/RunDigest.js";
import type { ComparedRun } from "../rows/compareRuns.js";

/** What is compared: one message, all messages of a folder, a rehearsal, or a baseline. */
export interface Side {
  readonly kind: "message" | "folder" | "rehearsal" | "baseline";
  /** As the user named it. */
  readonly shown: string;
  /** The project that was rehearsed, where that is known. */
  readonly project?: string | undefined;
  /** When, as RFC 3339, where that is known. */
  readonly startedAt?: string | undefined;
  /** The commit that was rehearsed, where that is known. */
  readonly commit?: string | undefined;
  readonly runs: readonly SideRun[];
}

export interface SideRun {
  readonly kind: RunKind;
  readonly name: string;
  /** Reads its message; one that cannot be read is a run that failed. */
  load(): Promise<ComparedRun>;
}
