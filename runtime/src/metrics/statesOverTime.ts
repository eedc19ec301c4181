import { checkText } from "../data/about.js";
import type { Column } from "../data/column.js";
import { describeValue } from "../data/describeValue.js";
import type {
  AnyStatuses,
  AnyStrings,
  GroupedStrings,
  GroupedTimestamps,
  StatusesFor,
  Strings,
  Timestamps,
} from "../data/series.js";
import { groupedOf, seriesOf } from "../data/seriesData.js";
import { MetricDefinitionError } from "../errors.js";
import { type Status, statusNumbers } from "../facts.js";
import type {
  MetricsData,
  Series,
  StatesOverTimeMetricValues,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkList, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import { failure, judgedStatuses, passedStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import { called, Found, type RuleScope, shown } from "./rules.js";

/** Accepted strings for a timeline: indexed by timestamps. */
export type StatesSeries = Strings<string, Timestamps> | GroupedStrings<string, GroupedTimestamps>;

/** One timeline of a {@link StatesOverTimeOptions}. */
export interface StatesLine<V extends StatesSeries> {
  /** The state from each timestamp on: strings indexed by timestamps (rule S1). */
  states: V;
  /** One status per state, with the same index. Default: failure states fail, the others pass. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /** Name of the timeline. Default: the name of the states. */
  legend?: string | undefined;
}

/** Options of a states over time metric. */
export interface StatesOverTimeOptions<L extends readonly StatesSeries[]> extends MetricOptions {
  /** The timelines, at least one. */
  series: { readonly [K in keyof L]: StatesLine<L[K]> };
  /** Every possible state (rule S2), in drawing order. Default: the occurring states, in order of occurrence. */
  statesSet?: readonly string[] | undefined;
  /** The states that count as a failure (rule S3). Default: none. */
  failureStates?: readonly string[] | undefined;
}

/** Timelines of named states. */
export interface StatesOverTimeMetric extends MetricBase<"STATES_OVER_TIME"> {
  readonly series: readonly {
    readonly states: AnyStrings;
    readonly statuses: AnyStatuses;
    readonly legend: string | undefined;
  }[];
  readonly statesSet: readonly string[];
  readonly failureStates: readonly string[];
}

const type = describeType({
  word: "STATES_OVER_TIME",
  member: "statesOverTimeMetricValues",
  judged: true,
  references: {
    statesOverTimeDataId: { kind: "strings", index: ["timestamps"], rule: "S1" },
    statusesOverTimeDataId: { kind: "statuses" },
  },
  inStep: { with: "statesOverTimeDataId", rule: "S1" },
  lists: { statesSet: "own", failureStates: "own", legendSeriesNames: "names" },
});

function create<const L extends readonly StatesSeries[]>(
  name: string,
  options: StatesOverTimeOptions<L>,
): StatesOverTimeMetric {
  return aboutMetric(name, options, () => {
    const failureStates = checkStates("failureStates", options.failureStates) ?? [];
    const given: readonly StatesLine<StatesSeries>[] = options.series;
    const series = checkList("series", given).map(({ states, statuses, legend }, at) => {
      const role = `states of series ${at}`;
      checkSeries(role, states, type.references.statesOverTimeDataId);
      return {
        states,
        statuses: statusesOr(role, states, statuses, () =>
          stateStatuses(states, failureStates, failure(options.blocking)),
        ),
        legend: checkText("legend", legend) ?? states.name,
      };
    });
    const occurring = [...occurringStates(series.map((line) => line.states))];
    const statesSet = checkStates("statesSet", options.statesSet) ?? [
      ...new Set([...occurring, ...failureStates]),
    ];
    checkKnown("state", occurring, statesSet);
    checkKnown("failure state", failureStates, statesSet);
    return {
      type: "STATES_OVER_TIME",
      ...metricFields(name, options, worstOf(series.map((line) => line.statuses))),
      series,
      statesSet,
      failureStates,
    };
  });
}

function stateStatuses(
  states: AnyStrings,
  failureStates: readonly string[],
  failing: Status,
): AnyStatuses {
  if (failureStates.length === 0) return passedStatuses(states);
  const failures = new Set(failureStates);
  const rule = JSON.stringify([failing, ...failureStates]);
  return judgedStatuses(states, rule, (column) =>
    Uint8Array.from(column.held as readonly string[], (state) =>
      failures.has(state) ? statusNumbers[failing] : statusNumbers.PASSED,
    ),
  );
}

function occurringStates(all: readonly AnyStrings[]): Set<string> {
  const columns = all.flatMap((states): Column[] =>
    states.grouped ? [...groupedOf(states).columns.values()] : [seriesOf(states).column],
  );
  const found = new Set<string>();
  for (const column of columns) {
    for (const state of column.held as readonly string[]) found.add(state);
  }
  return found;
}

function checkStates(what: string, states: readonly string[] | undefined): string[] | undefined {
  if (states === undefined) return undefined;
  if (Array.isArray(states) && states.every((state) => typeof state === "string")) {
    return [...states];
  }
  throw new MetricDefinitionError(
    `its ${what} must be a list of strings, got ${describeValue(states)}`,
  );
}

function checkKnown(what: string, states: readonly string[], statesSet: readonly string[]): void {
  const known = new Set(statesSet);
  const unknown = states.find((state) => !known.has(state));
  if (unknown === undefined) return;
  throw new MetricDefinitionError(`its ${what} ${describeValue(unknown)} is not in statesSet`, {
    hint: "statesSet must list every possible state. If you omit it, it follows from the series.",
  });
}

/** Rules S2 and S3: both apply per series, so without any series nothing is checked. */
function rules(metric: StatesOverTimeMetricValues, scope: RuleScope): void {
  const { statesOverTimeDataId: states, statusesOverTimeDataId: statuses } = metric;
  const known = new Set(metric.statesSet);
  for (const [at, id] of states.slice(0, statuses.length).entries()) {
    const data = scope.data(id);
    if (data !== undefined) judgeStates(scope, data, at, known);
  }
  if (states.length === 0) return;
  for (const [at, state] of metric.failureStates.entries()) {
    if (known.has(state)) continue;
    const remedy = "Add it to states_set, or remove it from failure_states.";
    scope.report("S3", ["failureStates", at], state, "a state of states_set", remedy);
  }
}

function judgeStates(
  scope: RuleScope,
  data: MetricsData,
  at: number,
  known: ReadonlySet<string>,
): void {
  const report = (value: unknown, text: string, expected: string, remedy: string) => {
    const found = new Found(value, `${called(data)} ${text}`);
    scope.report("S2", ["statesOverTimeDataId", at], found, expected, remedy);
  };
  for (const { series } of allSeries(data)) {
    if (series === undefined) continue;
    if (series.$case !== "strings") {
      const id = data.metricsDataId?.id?.data;
      report(id, `with ${series.$case}`, "a series of strings", "States must be strings.");
      continue;
    }
    const stray = firstOutside(scope.distinct(series.value.series), known);
    if (stray === undefined) continue;
    const remedy = "Add every state that occurs to states_set.";
    report(stray, `with the state ${shown(stray)}`, "only states of states_set", remedy);
  }
}

function firstOutside(states: Iterable<string>, known: ReadonlySet<string>): string | undefined {
  for (const state of states) if (!known.has(state)) return state;
  return undefined;
}

function allSeries({ data }: MetricsData): Series[] {
  if (data?.$case === "series") return [data.value];
  return data?.$case === "seriesPerCategory" ? Object.values(data.value.categoryToSeries) : [];
}

export const statesOverTimeMetric = defineMetric(type, {
  create,
  write: ({ series, statesSet, failureStates }: StatesOverTimeMetric, id) => ({
    statesOverTimeDataId: series.map((line) => id(line.states)),
    statusesOverTimeDataId: series.map((line) => id(line.statuses)),
    statesSet: [...statesSet],
    failureStates: [...failureStates],
    legendSeriesNames: series.map((line) => line.legend ?? line.states.name),
  }),
  read: (message, fields, find): StatesOverTimeMetric => ({
    type: "STATES_OVER_TIME",
    ...fields,
    series: message.statesOverTimeDataId.map((_, at) => ({
      states: find.data("statesOverTimeDataId", at),
      statuses: find.data("statusesOverTimeDataId", at),
      legend: message.legendSeriesNames[at],
    })),
    statesSet: message.statesSet,
    failureStates: message.failureStates,
  }),
  rules,
});
