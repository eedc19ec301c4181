import type { Comparison } from "../rows/Comparison.js";
import type { Side } from "../side/Side.js";

/** `baseline.json (my-metrics, 2026-11-26 10:00 UTC, abc1234)`. */
export function sideWords({ shown, project, startedAt, commit }: Side): string {
  const facts = [
    ...(project === undefined ? [] : [project]),
    ...(startedAt === undefined ? [] : [momentWords(startedAt)]),
    ...(commit === undefined ? [] : [commit.slice(0, 7)]),
  ];
  return facts.length === 0 ? shown : `${shown} (${facts.join(", ")})`;
}

export function momentWords(startedAt: string): string {
  const time = Date.parse(startedAt);
  if (Number.isNaN(time)) return startedAt;
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** The compared runs: `3 tests and 2 other runs, 25 metrics`. */
export function comparedWords({ runs, tests, metrics }: Comparison): string {
  const others = runs - tests;
  const parts = [
    ...(tests > 0 ? [count(tests, "test")] : []),
    ...(others > 0 ? [count(others, tests > 0 ? "other run" : "run")] : []),
  ];
  return `${parts.join(" and ") || "no run"}, ${count(metrics, "metric")}`;
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
