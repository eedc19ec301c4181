/** One row of a `*.resim.jsonl`, as it was read. */
export interface EmissionRow {
  readonly topic: string;
  /** Timestamp in nanoseconds; undefined if the row has none. */
  readonly time: bigint | undefined;
  readonly event: boolean;
  /** JSON values by field name; integers beyond 2^53 are bigints. */
  readonly data: Readonly<Record<string, unknown>>;
  /** From 1. */
  readonly line: number;
}

/** A problem in a line or row of a `*.resim.jsonl`. */
export interface EmissionsProblem {
  /**
   * For the file: E3 (encoding, line endings), E4 (structure), E6 (timestamp), E7 (NaN, infinities). For a row, checked
   * against a config: T1 (topic), T2 (its schema), T3 (unknown field), T4 (missing field), T5 (type), T7 (event).
   */
  readonly code: "E3" | "E4" | "E6" | "E7" | "T1" | "T2" | "T3" | "T4" | "T5" | "T7";
  /** A warning: other readers may interpret it differently. An error: strict readers refuse it. */
  readonly severity: "problem" | "warning";
  /** From 1. */
  readonly line: number;
  /** One sentence without a period: what is wrong, and which value. */
  readonly message: string;
}
