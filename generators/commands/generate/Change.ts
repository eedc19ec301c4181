/** A place in a source file. `file` is relative to the project, with forward slashes. Lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

/**
 * What a change means for who uses what it touches: `breaking` code stops working or compiling, `risky` code goes on
 * and may meet what it did not expect (a new enum value), `compatible` nothing.
 */
export type Verdict = "breaking" | "risky" | "compatible";

/** One difference between two versions of the API description or of the .proto files. */
export interface Change {
  of: "api" | "proto" | "logs" | "emissions";
  kind: "added" | "removed" | "changed";
  verdict: Verdict;
  /** `GET /projects/{projectID}/batches`, or the .proto file. */
  where: string;
  /** One sentence without a full stop. */
  text: string;
  /** What it touches, as {@link Usage} names it. */
  keys: string[];
}

/**
 * Where code uses what was generated, by name: `GET /path` for an operation, `schemas.job.status` for a field,
 * `operations.listJobs.parameters.query.name` for a parameter, `proto/PATH#Message.field` for the wire format.
 */
export type Usage = ReadonlyMap<string, readonly Place[]>;

/** A change with the places that use what it touches. */
export interface JudgedChange extends Change {
  usedByRuntime: Place[];
  usedByProject: Place[];
}

/** Finds the users of every change. */
export function judgeChanges(
  changes: readonly Change[],
  runtime: Usage,
  project: Usage,
): JudgedChange[] {
  return changes.map((change) => ({
    ...change,
    usedByRuntime: placesOf(change.keys, runtime),
    usedByProject: placesOf(change.keys, project),
  }));
}

/** Whether a change breaks something that is there: a breaking change of what nobody uses does not. */
export function breaksHere(change: JudgedChange): boolean {
  return (
    change.verdict === "breaking" && change.usedByRuntime.length + change.usedByProject.length > 0
  );
}

function placesOf(keys: readonly string[], usage: Usage): Place[] {
  const places = new Map<string, Place>();
  for (const key of keys) {
    for (const place of usage.get(key) ?? []) places.set(`${place.file}:${place.line}`, place);
  }
  return [...places.values()].sort((a, b) =>
    a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
  );
}
