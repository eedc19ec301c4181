import type ts from "typescript";

/** A place in a source file. `file` is relative to the project, with forward slashes. Lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

/**
 * The effect of a change on code that uses the changed thing. `breaking`: the code stops working or
 * compiling. `risky`: it keeps working, but may receive something unexpected (a new enum value).
 * `compatible`: none.
 */
export type Verdict = "breaking" | "risky" | "compatible";

/** One difference between two versions of the API description, of the .proto files or of the types of logs. */
export interface Change {
  of: "api" | "proto" | "logs" | "emissions";
  kind: "added" | "removed" | "changed";
  /** For code that uses it as the API does: reads it from responses, sends it, or both. */
  verdict: Verdict;
  /** For code that reads a value, if that differs from `verdict`. */
  readers?: Verdict;
  /** For code that creates a value, to send it or otherwise, if that differs from `verdict`. */
  makers?: Verdict;
  /** `GET /projects/{projectID}/batches`, a schema, or the .proto file. */
  where: string;
  /** The operations that have it, if it is a part of several: `responses of GET /jobs and 2 more`. */
  through?: string;
  /** One sentence without a period. */
  text: string;
  /** The old state: a type as in the generated files, or a description. */
  was?: string;
  /** The new state. */
  is?: string;
  /** What it affects, as named in {@link Usage}. */
  keys: string[];
  /** The generated code differs, but nothing in the description or the .proto files explains it. */
  unexplained?: true;
  /** Only the wording of the description changed: relevant if the project uses what it describes. */
  isWording?: true;
}

/** How code uses something: reads or creates a value, calls an operation, or names a type. */
export type Manner = "reads" | "makes" | "calls" | "names";

/** A place that uses generated code. */
export interface Use extends Place {
  how: Manner;
  /** The created value, if its expression is known. */
  value?: ts.Expression;
}

/** A use of a generated name. */
export interface Mention {
  key: string;
  how: Manner;
  value?: ts.Expression | undefined;
}

/**
 * Uses of generated code, by name: `GET /path` for an operation, `schemas.job.status` for a field,
 * `operations.listJobs.parameters.query.name` for a parameter, `proto/PATH#Message.field` for the wire format.
 */
export type Usage = ReadonlyMap<string, readonly Use[]>;

/** A change with the places that it affects. */
export interface JudgedChange extends Change {
  usedByRuntime: Place[];
  usedByProject: Place[];
  /** Whether it breaks one of them. A breaking change of something unused does not. */
  breaksHere: boolean;
  /** Why the project accepts it, if it does. */
  accepted?: string;
}

/**
 * Finds the users of every change, and whether it breaks them.
 *
 * @param isTaken whether a value that the project creates is still valid after the change; default: never
 */
export function judgeChanges(
  changes: readonly Change[],
  runtime: Usage,
  project: Usage,
  isTaken: (change: Change, value: ts.Expression) => boolean = () => false,
): JudgedChange[] {
  return changes.map((change) => {
    // A change that only matters to readers does not affect code that creates the value.
    const isTouched = (use: Use) =>
      change.verdict === "compatible" || verdictFor(change, use) !== "compatible";
    const users = {
      runtime: usesOf(change.keys, runtime).filter(isTouched),
      project: usesOf(change.keys, project).filter(isTouched),
    };
    const breaks = (use: Use) =>
      verdictFor(change, use) === "breaking" &&
      !(use.value !== undefined && isTaken(change, use.value));
    return {
      ...change,
      usedByRuntime: placesOf(users.runtime),
      usedByProject: placesOf(users.project),
      breaksHere: users.runtime.some(breaks) || users.project.some(breaks),
    };
  });
}

/** Whether a change breaks existing code and is not accepted. */
export function breaksHere(change: JudgedChange): boolean {
  return change.breaksHere && change.accepted === undefined;
}

/** A change in one line: its place and its text. */
export function changeLabel({ where, text }: Pick<Change, "where" | "text">): string {
  return `${where}: ${text}`;
}

function verdictFor(change: Change, { how }: Use): Verdict {
  switch (how) {
    case "reads":
      return change.readers ?? change.verdict;
    case "makes":
      return change.makers ?? change.verdict;
    case "calls":
    case "names":
      return change.verdict;
  }
}

function usesOf(keys: readonly string[], usage: Usage): Use[] {
  return [...new Set(keys)].flatMap((key) => usage.get(key) ?? []);
}

function placesOf(uses: readonly Use[]): Place[] {
  const places = new Map(
    uses.map(({ file, line }): [string, Place] => [`${file}:${line}`, { file, line }]),
  );
  return [...places.values()].sort((a, b) =>
    a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
  );
}
