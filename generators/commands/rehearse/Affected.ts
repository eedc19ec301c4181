/** What has to run; the rest keeps its last result. */
export interface Affected {
  /** Names of tests, or every one. */
  tests: "all" | ReadonlySet<string>;
  batch: boolean;
  report: boolean;
}

export const everything: Affected = { tests: "all", batch: true, report: true };
