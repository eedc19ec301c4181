/** One row of a `*.resim.jsonl`, as it was read. */
export interface EmissionRow {
  readonly topic: string;
  /** Nanoseconds; undefined where the row has none. */
  readonly time: bigint | undefined;
  readonly event: boolean;
  /** Fields by name, JSON values; integers beyond 2^53 are bigints. */
  readonly data: Readonly<Record<string, unknown>>;
  /** From 1. */
  readonly line: number;
}

/** What is wrong with a line of a `*.resim.jsonl`, or with a row of it. */
export interface EmissionsProblem {
  /**
   * Of the file: E3 (encoding, ends of lines), E4 (shape), E6 (timestamp), E7 (NaN, infinities). Of a
   * row under a config: T1 (topic), T2 (its schema), T3 (unknown field), T4 (missing field), T5 (type), T7 (event).
   */
  readonly code: "E3" | "E4" | "E6" | "E7" | "T1" | "T2" | "T3" | "T4" | "T5" | "T7";
  /** A warning is about what other readers may take differently; anything else is refused by strict ones. */
  readonly severity: "problem" | "warning";
  /** From 1. */
  readonly line: number;
  /** One sentence without a full stop: what is wrong, and which value. */
  readonly message: string;
}
