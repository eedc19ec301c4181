import type ts from "typescript";

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

/** One difference between two versions of the API description, of the .proto files or of the types of logs. */
export interface Change {
  of: "api" | "proto" | "logs" | "emissions";
  kind: "added" | "removed" | "changed";
  /** For who uses it as the API does: reads it from answers, sends it, or both. */
  verdict: Verdict;
  /** For who reads a value, where that differs from `verdict`. */
  readers?: Verdict;
  /** For who makes a value, to send it or otherwise, where that differs from `verdict`. */
  makers?: Verdict;
  /** `GET /projects/{projectID}/batches`, a schema, or the .proto file. */
  where: string;
  /** The operations that have it, where it is a part of several: `answers of GET /jobs and 2 more`. */
  through?: string;
  /** One sentence without a full stop. */
  text: string;
  /** What it was before: a type as the generated files have it, or a description. */
  was?: string;
  /** What it is now. */
  is?: string;
  /** What it touches, as {@link Usage} names it. */
  keys: string[];
  /** A difference of what is generated that nothing in the description or the .proto files explains. */
  unexplained?: true;
  /** Only the description's words changed: of interest where the project uses what they describe. */
  isWording?: true;
}

/** How code uses a thing: reads a value, makes one, calls an operation, or names a type. */
export type Manner = "reads" | "makes" | "calls" | "names";

/** A place that uses what was generated. */
export interface Use extends Place {
  how: Manner;
  /** The value, where one is made and its expression is known. */
  value?: ts.Expression;
}

/** A generated name that a piece of code uses. */
export interface Mention {
  key: string;
  how: Manner;
  value?: ts.Expression | undefined;
}

/**
 * Where code uses what was generated, by name: `GET /path` for an operation, `schemas.job.status` for a field,
 * `operations.listJobs.parameters.query.name` for a parameter, `proto/PATH#Message.field` for the wire format.
 */
export type Usage = ReadonlyMap<string, readonly Use[]>;

/** A change with the places that use what it touches. */
export interface JudgedChange extends Change {
  usedByRuntime: Place[];
  usedByProject: Place[];
  /** Whether it breaks one of them. A breaking change of what nobody uses does not. */
  breaksHere: boolean;
  /** Why the project lives with it, where it says so. */
  accepted?: string;
}

/**
 * Finds the users of every change, and whether it breaks them.
 *
 * @param isTaken whether a value that the project makes is as good after the change as before; default: never
 */
export function judgeChanges(
  changes: readonly Change[],
  runtime: Usage,
  project: Usage,
  isTaken: (change: Change, value: ts.Expression) => boolean = () => false,
): JudgedChange[] {
  return changes.map((change) => {
    // Who makes a value that only readers must look after is not touched.
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

/** Whether a change breaks something that is there, and that is not accepted. */
export function breaksHere(change: JudgedChange): boolean {
  return change.breaksHere && change.accepted === undefined;
}

/** A change in one line: where, and what. */
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
