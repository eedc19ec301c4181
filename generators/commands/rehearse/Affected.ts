/** What must run; everything else keeps its last result. */
export interface Affected {
  /** Names of tests, or all. */
  tests: "all" | ReadonlySet<string>;
  batch: boolean;
  report: boolean;
}

export const everything: Affected = { tests: "all", batch: true, report: true };
