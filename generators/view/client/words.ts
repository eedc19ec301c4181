/** How a MetricStatus of the wire is shown: a word, a sign that does not need colour, a class. */
export interface StatusWord {
  readonly word: string;
  readonly sign: string;
  readonly key: string;
}

const unknown: StatusWord = { word: "No status", sign: "?", key: "none" };

const statuses: Record<number, StatusWord> = {
  1: { word: "Passed", sign: "✓", key: "passed" },
  2: { word: "Warning", sign: "!", key: "warn" },
  3: { word: "Not applicable", sign: "–", key: "na" },
  4: { word: "Raw", sign: "○", key: "raw" },
  5: { word: "Blocking", sign: "✕", key: "block" },
};

/** The worst first: the order of filters and tallies. */
export const statusOrder: readonly number[] = [5, 2, 1, 4, 3, 0];

/** The graver a status, the higher. */
export function gravityOf(status: number): number {
  const place = statusOrder.indexOf(status);
  return place < 0 ? 0 : statusOrder.length - place;
}

export function statusOf(status: number | undefined): StatusWord {
  return statuses[status ?? 0] ?? unknown;
}

/** Colours of statuses in charts come from the page's style, so that they follow the theme. */
export function statusVariable(status: number): string {
  return `--${statusOf(status).key}`;
}

const importances = ["unspecified", "zero", "low", "medium", "high", "critical"];

export function importanceOf(importance: number): string {
  return importances[importance] ?? `${importance}`;
}
