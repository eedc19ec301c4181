import {
  type MetricsData,
  MetricsDataType,
  type Series,
  type StatesOverTimeMetricValues,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { byKind } from "../dataTypes.js";
import { checkPair, type Reference } from "../pair.js";
import { Found, shown } from "../problem.js";
import { called, idOf, type Scope } from "../scope.js";
import { checkLengths } from "./lists.js";

const allowed = {
  types: [MetricsDataType.INDEXED_STRING_SERIES_DATA_TYPE],
  indexes: byKind.timestamps,
};

/** Rules S1 to S3. */
export function checkStatesOverTime(
  scope: Scope,
  metric: StatesOverTimeMetricValues,
  path: string,
): void {
  const { statesOverTimeDataId: states, statusesOverTimeDataId: statuses } = metric;
  checkLengths(scope, "S1", path, ["states_over_time_data_id", states], {
    statuses_over_time_data_id: statuses,
  });
  const known = new Set(metric.statesSet);
  for (let at = 0; at < Math.min(states.length, statuses.length); at++) {
    const reference = { id: states[at], path: `${path}.states_over_time_data_id[${at}]` };
    const status = { id: statuses[at], path: `${path}.statuses_over_time_data_id[${at}]` };
    const data = checkPair(scope, "S1", reference, status, allowed);
    if (data !== undefined) checkStates(scope, reference, data, known);
  }
  if (states.length > 0) checkFailureStates(scope, metric.failureStates, known, path);
}

function checkFailureStates(
  scope: Scope,
  failureStates: readonly string[],
  known: ReadonlySet<string>,
  path: string,
): void {
  for (const [at, state] of failureStates.entries()) {
    if (known.has(state)) continue;
    const remedy = "Add it to states_set, or take it out of failure_states.";
    scope.report("S3", `${path}.failure_states[${at}]`, state, "a state of states_set", remedy);
  }
}

function checkStates(
  scope: Scope,
  reference: Reference,
  data: MetricsData,
  known: ReadonlySet<string>,
): void {
  const report = (value: Found, expected: string, remedy: string) =>
    scope.report("S2", reference.path, value, expected, remedy);
  for (const series of allSeries(data)) {
    if (series.series === undefined) continue;
    if (series.series.$case !== "strings") {
      const found = `${called(data)} holding ${series.series.$case}`;
      const remedy = "States are strings.";
      report(new Found(idOf(reference.id), found), "a series of strings", remedy);
      continue;
    }
    const stray = series.series.value.series.find((state) => !known.has(state));
    if (stray === undefined) continue;
    report(
      new Found(stray, `${called(data)} with the state ${shown(stray)}`),
      "only states of states_set",
      "Add every state that occurs to states_set.",
    );
  }
}

function allSeries({ data }: MetricsData): Series[] {
  if (data?.$case === "series") return [data.value];
  return data?.$case === "seriesPerCategory" ? Object.values(data.value.categoryToSeries) : [];
}
