import type { StatesOverTimeMetricValues } from "@metrics-project/runtime/messages";
import { type BodyContext, statusesRef, timeAxis, timesRef } from "../bodyContext.js";
import { elementsOf, Unreadable } from "../messageIndex.js";
import type { AxisView, StatesBody } from "../pageData.js";

export function statesBody(values: StatesOverTimeMetricValues, context: BodyContext): StatesBody {
  const states = [...values.statesSet];
  const place = new Map(states.map((state, i) => [state, i]));
  const placeOf = (state: string): number => {
    let at = place.get(state);
    if (at === undefined) {
      at = states.push(state) - 1;
      place.set(state, at);
    }
    return at;
  };
  let x: AxisView = { name: "Time (s)", time: true };
  const lanes = values.statesOverTimeDataId.map((id, i) => {
    const data = context.index.data(id);
    const times = context.index.index(data);
    if (i === 0) x = timeAxis(context, times);
    const strings = elementsOf(data, context.category, "strings");
    // Doubles, as a set may hold more states than a byte; keyed by a new object, as the
    // numbers belong to this metric's own set.
    const numbers = {};
    return {
      legend: values.legendSeriesNames[i] || data.name,
      times: timesRef(context, times),
      states: context.arrays.add(numbers, "states", () => Float64Array.from(strings, placeOf)),
      statuses: statusesRef(context, values.statusesOverTimeDataId[i]),
    };
  });
  if (lanes.length === 0) throw new Unreadable("the metric has no series");
  return { kind: "states", x, states, failureStates: values.failureStates, lanes };
}
