import type { ValuesMessage } from "@metrics-project/runtime/messages";
import { type BodyContext, drawable, statusesRef, timeAxis, timesRef } from "../bodyContext.js";
import { elementsOf } from "../messageIndex.js";
import type { AxisView, StatesBody } from "../pageData.js";

export function statesBody(
  values: ValuesMessage<"statesOverTimeMetricValues">,
  context: BodyContext,
): StatesBody {
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
  let isFirst = true;
  const { drawn, leftOut } = drawable(values.statesOverTimeDataId, (id, i) => {
    const data = context.index.data(id);
    const times = context.index.index(data);
    const axis = timeAxis(context, times);
    const strings = elementsOf(data, context.category, "strings");
    // Doubles, because a set may have more states than a byte. The numbers are positions in this
    // metric's own list, so only metrics with the same list share arrays. A series with other
    // states adds them to the list.
    const before = states.length;
    const numbers = Float64Array.from(strings, placeOf);
    const isShared = states.length === before;
    const lane = {
      legend: values.legendSeriesNames[i] || data.name,
      times: timesRef(context, times),
      states: context.arrays.add(
        isShared ? strings : numbers,
        `places in ${states.join("\n")}`,
        () => numbers,
      ),
      statuses: statusesRef(context, values.statusesOverTimeDataId[i]),
    };
    if (isFirst) x = axis;
    isFirst = false;
    return lane;
  });
  const { failureStates } = values;
  return { kind: "states", x, states, failureStates, lanes: drawn, leftOut };
}
