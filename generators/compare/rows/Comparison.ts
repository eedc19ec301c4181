import type { Row } from "./Row.js";

/** All differences between two sides, worst first. */
export interface Comparison {
  readonly rows: readonly Row[];
  /** Remarks about the two sides, shown before the rows. */
  readonly notes: readonly string[];
  /** Number of compared runs, different or not. */
  readonly runs: number;
  readonly tests: number;
  readonly metrics: number;
}

/** Number of rows of each kind. */
export interface Tally {
  readonly worse: number;
  readonly better: number;
  readonly changed: number;
  readonly renamed: number;
  readonly new: number;
  readonly missing: number;
}

/** Each row counts once: by its status if that changed, otherwise by its kind of change. */
export function tallyOf(rows: readonly Row[]): Tally {
  const tally = { worse: 0, better: 0, changed: 0, renamed: 0, new: 0, missing: 0 };
  for (const row of rows) tally[groupOf(row)] += 1;
  return tally;
}

export function groupOf({ verdict, change }: Row): keyof Tally {
  return verdict === "neither" ? change : verdict;
}

/** `2 worse, 6 changed, 1 new`; "no difference" if there is none. */
export function tallyWords(tally: Tally): string {
  const words = Object.entries(tally).flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word}`],
  );
  return words.length === 0 ? "no difference" : words.join(", ");
}

/** When a comparison fails a check: `status`, a status got worse or something new fails; `any`, any difference. */
export type FailOn = "status" | "any" | "none";

/** Whether a comparison fails the check. */
export function failsCheck({ rows }: Pick<Comparison, "rows">, failOn: FailOn): boolean {
  switch (failOn) {
    case "status":
      return rows.some(({ verdict }) => verdict === "worse");
    case "any":
      return rows.length > 0;
    case "none":
      return false;
  }
}
