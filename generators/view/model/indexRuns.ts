import { isFailure, tally } from "../common/words.js";
import type { MetricCell, MetricView, PageData, RunIndex, RunView } from "./pageData.js";
import type { RunSource } from "./runSource.js";

/** Sentences of a run that the overview has room for. */
const reasonsTold = 3;

/** What the overview shows of runs, and the names of metrics that their cells point to. */
export function indexRuns(
  built: readonly { source: RunSource; run: RunView }[],
): Pick<PageData, "runs" | "metricNames"> {
  const names = new Map<string, number>();
  const routes = new Set<string>();
  const runs = built.map(({ source, run }, at): RunIndex => {
    const own = run.metrics.filter(({ event }) => !event);
    return {
      at,
      route: freeRoute(`${run.kind}/${encodeURIComponent(run.name)}`, routes),
      kind: run.kind,
      name: run.name,
      madeUp: run.madeUp,
      shown: run.shown,
      facts: run.facts,
      ...(source.seconds === undefined ? {} : { seconds: source.seconds }),
      tally: tally(own.map(({ shown }) => shown)),
      events: run.events.length,
      failedEvents: run.events.filter(({ status }) => isFailure(status)).length,
      problems: run.problems.length,
      warnings: run.warnings.length,
      reasons: [
        ...(run.failure === undefined ? [] : [run.failure.split("\n")[0] ?? ""]),
        ...run.reasons.map(({ text }) => text),
      ].slice(0, reasonsTold),
      moreReasons: Math.max(0, run.reasons.length - reasonsTold),
      cells: cellsOf(own, names),
    };
  });
  return { runs, metricNames: [...names.keys()] };
}

/** A route that no other run has: a second test of a name gets a number. */
function freeRoute(wanted: string, taken: Set<string>): string {
  let route = wanted;
  for (let n = 2; taken.has(route); n += 1) route = `${wanted}~${n}`;
  taken.add(route);
  return route;
}

/** The first metric of each name, with its figure where it has one. */
function cellsOf(metrics: readonly MetricView[], names: Map<string, number>): MetricCell[] {
  const cells = new Map<number, MetricCell>();
  for (const { name, shown, groups } of metrics) {
    const at = names.get(name) ?? names.size;
    names.set(name, at);
    if (cells.has(at)) continue;
    const body = groups[0]?.body;
    const isScalar = body?.kind === "scalar" && body.value !== undefined;
    cells.set(at, [
      at,
      shown,
      isScalar ? (body.value ?? null) : null,
      isScalar ? body.unit : "",
      isScalar ? [body.failsBelow ?? [], body.failsAbove ?? []].flat() : [],
    ]);
  }
  return [...cells.values()];
}
