import { baseLayout, chart, escapeText } from "../chart.js";
import { count, h } from "../dom.js";
import { markPlaces } from "../markPlaces.js";
import type { Trace } from "../plotly.js";
import { shortenAll } from "../shorten.js";
import { color, seriesColor, seriesVariant } from "../theme.js";
import { eventGuides, type TimeScale, timeScale } from "../timeAxis.js";
import { stackedTable } from "../valuesTable.js";
import { statusOf, statusVariable } from "../words.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

/** More stretches than this in one chart are thinned. */
const maximumStretches = 4000;
/** Characters of a state in the legend, and of a lane beside it. */
const longestState = 24;
const longestLane = 20;

interface Stretch {
  lane: number;
  state: number;
  from: number;
  to: number;
}

export function statesView(body: BodyOf<"states">, context: BodyContext): BodyView {
  const lanes = body.lanes.map((lane) => ({
    legend: lane.legend,
    times: context.page.doubles(lane.times),
    states: context.page.doubles(lane.states),
    statuses: lane.statuses === null ? null : context.page.bytes(lane.statuses),
  }));
  let end = Number.NEGATIVE_INFINITY;
  let start = Number.POSITIVE_INFINITY;
  for (const { times } of lanes) {
    for (const time of times) {
      if (time > end) end = time;
      if (time < start) start = time;
    }
  }
  // The last state has no end of its own: it gets a stretch that can be seen.
  const close = end + (end > start ? (end - start) * 0.03 : 1);
  const all = lanes.flatMap(({ times, states }, lane) => stretchesOf(lane, times, states, close));
  const step = Math.ceil(all.length / maximumStretches);
  const kept = step > 1 ? keptOf(all, body) : all;
  const scale = timeScale(body.x, start, close);
  const labels = uniqueLabels(lanes.map(({ legend }) => legend));
  const laneNames = shortenAll(
    lanes.map(({ legend }) => legend),
    longestLane,
  );
  const stateNames = shortenAll(body.states, longestState);
  const seen = new Set(kept.map(({ state }) => state));

  const draw = () => {
    const layout = baseLayout(scale.title, "", true);
    layout.barmode = "overlay";
    layout.bargap = 0.35;
    layout.xaxis = {
      ...(layout.xaxis as object),
      ...scale.axis,
      range: Array.from(scale.toAxis(Float64Array.of(start, close))),
      zeroline: false,
    };
    layout.shapes = eventGuides(body.x, scale, context.events);
    layout.yaxis = {
      ...(layout.yaxis as object),
      type: "category",
      autorange: "reversed",
      showgrid: false,
      tickvals: labels,
      ticktext: laneNames.map(escapeText),
    };
    const data = [...seen]
      .sort((a, b) => a - b)
      .map((at): Trace => {
        const own = kept.filter((stretch) => stretch.state === at);
        const name = escapeText(stateNames[at] ?? "");
        return { ...stateTrace(body, at, own, labels, scale), name };
      });
    data.push(...lanes.flatMap((lane, i) => markTraces(lane, labels[i] ?? "", scale)));
    return { data, layout };
  };
  const label = `${context.name}: ${count(all.length, "stretch", "stretches")} of ${count(body.states.length, "state")}`;
  const notes = [
    scale.notes,
    step > 1
      ? [
          h(
            "p",
            {},
            `Thinned: ${count(kept.length, "stretch", "stretches")} of ${all.length.toLocaleString("en")} are drawn: of each part of the time the longest, those of failure states, and one of each state. The table has all.`,
          ),
        ]
      : [],
    body.failureStates.length > 0
      ? [h("p", {}, `Hatched states are failures: ${body.failureStates.join(", ")}`)]
      : [],
  ].flat();
  const legend = [...seen].map((at) => stateNames[at] ?? "");
  const element = chart({ label, legend, draw });
  element.style.setProperty("--rows", String(lanes.length));
  element.classList.add("lanes");
  const table = stackedTable(
    ["Series", "From (s)", "To (s)", "State"],
    [all],
    (stretches) => stretches.length,
    (stretches, at) => {
      const { lane = 0, from = 0, to = 0, state = 0 } = stretches[at] ?? {};
      return [lanes[lane]?.legend ?? "", String(from), String(to), body.states[state] ?? ""];
    },
  );
  return { content: element, notes, table };
}

function stretchesOf(
  lane: number,
  times: Float64Array,
  states: Float64Array,
  close: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  let last: Stretch | undefined;
  for (let i = 0; i < Math.min(times.length, states.length); i += 1) {
    const from = times[i] ?? 0;
    const state = states[i] ?? 0;
    if (last !== undefined) last.to = from;
    if (last?.state === state) continue;
    last = { lane, state, from, to: from };
    stretches.push(last);
  }
  if (last !== undefined) last.to = close;
  return stretches;
}

/** Of each part of the time the longest stretch, the longest of each state, and failure states wherever there are any. */
function keptOf(stretches: Stretch[], body: BodyOf<"states">): Stretch[] {
  const ordered = [...stretches].sort((a, b) => b.to - b.from - (a.to - a.from));
  const first = stretches.reduce((least, { from }) => Math.min(least, from), Infinity);
  const last = stretches.reduce((most, { to }) => Math.max(most, to), -Infinity);
  const parts = Math.max(1, Math.floor(maximumStretches / Math.max(1, body.lanes.length)));
  const longest = new Map<string, Stretch>();
  for (const stretch of ordered) {
    const part = Math.floor(((stretch.from - first) / (last - first)) * parts);
    const key = `${stretch.lane} ${part}`;
    if (!longest.has(key)) longest.set(key, stretch);
  }
  const kept = new Set(longest.values());
  const states = new Set([...kept].map(({ state }) => state));
  for (const stretch of ordered) {
    if (states.has(stretch.state)) continue;
    states.add(stretch.state);
    kept.add(stretch);
  }
  const failing = new Set(body.failureStates.map((name) => body.states.indexOf(name)));
  for (const lane of body.lanes.keys()) {
    const failed = stretches.filter((one) => one.lane === lane && failing.has(one.state));
    const from = Float64Array.from(failed, (one) => one.from);
    const places = markPlaces([...failed.keys()], from, new Float64Array(from.length), true);
    for (const at of places) {
      const stretch = failed[at];
      if (stretch !== undefined) kept.add(stretch);
    }
  }
  return [...kept];
}

function stateTrace(
  body: BodyOf<"states">,
  at: number,
  stretches: Stretch[],
  labels: string[],
  scale: TimeScale,
): Trace {
  const state = body.states[at] ?? "";
  const failure = body.failureStates.includes(state);
  const starts = scale.toAxis(Float64Array.from(stretches, ({ from }) => from));
  const ends = scale.toAxis(Float64Array.from(stretches, ({ to }) => to));
  return {
    type: "bar",
    orientation: "h",
    y: stretches.map(({ lane }) => labels[lane]),
    base: starts,
    x: ends.map((end, i) => end - (starts[i] ?? 0)),
    customdata: stretches.map(({ lane, from, to }) => [
      from,
      to,
      escapeText(body.lanes[lane]?.legend ?? ""),
    ]),
    marker: {
      color: failure ? color("--block") : seriesColor(at),
      line: { width: 0 },
      pattern: {
        shape: failure ? "/" : seriesVariant(at, ["", ".", "-", "|"]),
        fillmode: "overlay",
        fgcolor: color("--panel"),
        fgopacity: 0.6,
        size: 6,
      },
    },
    hovertemplate: `${escapeText(state)}<br>%{customdata[0]:.9~g} to %{customdata[1]:.9~g} s<extra>%{customdata[2]}</extra>`,
  };
}

/** Moments whose status is a failure, marked on their lane. */
function markTraces(
  { times, statuses }: { times: Float64Array; statuses: Uint8Array | null },
  label: string,
  scale: TimeScale,
): Trace[] {
  return [2, 5].flatMap((status): Trace[] => {
    const at: number[] = [];
    statuses?.forEach((other, i) => {
      if (other === status && i < times.length) at.push(i);
    });
    if (at.length === 0) return [];
    // All on one lane: by their places in time alone.
    const x = markPlaces(at, times, new Float64Array(times.length), true).map((i) => times[i] ?? 0);
    return [
      {
        type: "scatter",
        mode: "markers",
        name: statusOf(status).word,
        showlegend: false,
        x: scale.toAxis(Float64Array.from(x)),
        y: x.map(() => label),
        marker: {
          symbol: status === 5 ? "x" : "diamond",
          size: 8,
          color: color(statusVariable(status)),
          line: { color: color("--panel"), width: 1.5 },
        },
        hovertemplate: `%{x}<extra>${statusOf(status).word}</extra>`,
      },
    ];
  });
}

function uniqueLabels(legends: string[]): string[] {
  return legends.map((legend, i) => `${i} ${legend}`);
}
