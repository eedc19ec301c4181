/** The display of a status: a word, a symbol that does not need color, a class. */
export interface StatusWord {
  readonly word: string;
  readonly sign: string;
  readonly key: string;
  /** An explanation of the word. */
  readonly title: string;
}

/** Passed in the message, but without a comparison: there is no limit, or only NaN. */
export const notJudged = 6;
/** A run that wrote no message, or ended with an error: worse than any status of a message. */
export const runFailed = 7;

const unknown: StatusWord = { word: "No status", sign: "?", key: "none", title: "No status" };

/** By MetricStatus of the message, and the two above. */
const statuses: Record<number, StatusWord> = {
  1: { word: "Passed", sign: "✓", key: "passed", title: "Passed" },
  2: { word: "Warning", sign: "!", key: "warn", title: "Warning" },
  3: { word: "Not applicable", sign: "–", key: "na", title: "Not applicable" },
  4: { word: "Raw", sign: "○", key: "raw", title: "Raw" },
  5: { word: "Blocking", sign: "✕", key: "block", title: "Blocking" },
  [notJudged]: {
    word: "Not judged",
    sign: "·",
    key: "open",
    title: "Passed",
  },
  [runFailed]: { word: "Failed", sign: "✕", key: "block", title: "The run failed" },
};

/** The worst first: the order of filters and counts. */
export const statusOrder: readonly number[] = [runFailed, 5, 2, 1, notJudged, 4, 3, 0];

/** Higher is worse. */
export function gravityOf(status: number): number {
  const place = statusOrder.indexOf(status);
  return place < 0 ? 0 : statusOrder.length - place;
}

/** Whether a status is a failure that needs attention. */
export function isFailure(status: number): boolean {
  return status === 2 || status === 5 || status === runFailed;
}

export function statusOf(status: number | undefined): StatusWord {
  return statuses[status ?? 0] ?? unknown;
}

/** The color of a status in charts, from the page's style, so that it follows the theme. */
export function statusVariable(status: number): string {
  return `--${statusOf(status).key}`;
}

/** Number of each status, the worst first: `3 blocking, 1 passed`. */
export function tallyText(tallies: readonly (readonly [status: number, n: number])[]): string {
  return tallies
    .map(([status, n]) => `${n.toLocaleString("en")} ${statusOf(status).word.toLowerCase()}`)
    .join(", ");
}

/** Statuses with their counts, the worst first, without statuses that do not occur. */
export function tally(statuses: readonly number[]): [status: number, n: number][] {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => gravityOf(b) - gravityOf(a));
}

const importances = ["unspecified", "zero", "low", "medium", "high", "critical"];

export function importanceOf(importance: number): string {
  return importances[importance] ?? `${importance}`;
}
