import { isFailure, tally } from "../common/words.js";
import { MetricColumns } from "./MetricColumns.js";
import type { PageData, RunIndex, RunKind, RunView } from "./pageData.js";
import type { RunSource } from "./runSource.js";

/** Maximum number of a run's sentences in the overview. */
const reasonsTold = 3;

/** The addresses of a run. */
export interface RunPlace {
  /** See {@link RunIndex.route}. */
  readonly route: string;
  /** See {@link RunIndex.href}. */
  readonly href?: string;
}

/** Collects the overview's data of each run, so that the run itself does not stay in memory. */
export class RunIndexer {
  readonly #columns = new MetricColumns();
  readonly #tests = new Set<number>();
  #runs = 0;

  /** Adds the next run, and returns its data for the overview. */
  add({ seconds }: Pick<RunSource, "seconds">, run: RunView, { route, href }: RunPlace): RunIndex {
    const at = this.#runs;
    this.#runs += 1;
    const own = run.metrics.filter(({ event }) => !event);
    this.#columns.addRun(own);
    if (run.kind === "test" || run.kind === "message") this.#tests.add(at);
    return {
      at,
      route,
      ...(href === undefined ? {} : { href }),
      kind: run.kind,
      name: run.name,
      madeUp: run.madeUp,
      shown: run.shown,
      facts: run.facts,
      ...(seconds === undefined ? {} : { seconds }),
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
    };
  }

  /** The data that depends on all runs: metrics by name, and distributions. */
  rest(): Pick<PageData, "metricNames" | "columns" | "distributions"> {
    return {
      ...this.#columns.views(),
      distributions: this.#columns.distributions(this.#tests),
    };
  }
}

/** The route of each run. All are different: the second test with the same name gets a number. */
export function routesOf(runs: readonly { kind: RunKind; name: string }[]): string[] {
  const taken = new Map<string, number>();
  const used = new Set<string>();
  return runs.map(({ kind, name }) => {
    const wanted = `${kind}/${encodeURIComponent(wellFormed(name))}`;
    let n = taken.get(wanted) ?? 1;
    let route = wanted;
    while (used.has(route)) {
      n += 1;
      route = `${wanted}~${n}`;
    }
    taken.set(wanted, n);
    used.add(route);
    return route;
  });
}

/** A name may contain lone surrogates, for which encodeURIComponent throws. */
function wellFormed(name: string): string {
  return name.replace(
    /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
    "\uFFFD",
  );
}
