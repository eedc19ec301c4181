import { markPlaces } from "../../common/markPlaces.js";
import { shortenAll } from "../../common/shorten.js";
import { statusOf, statusVariable } from "../../common/words.js";
import { chart, type View } from "../chart.js";
import { baseLayout, escapeText } from "../chartLayout.js";
import { count, h } from "../dom.js";
import { legendBox, manyEntries } from "../legendBox.js";
import type { Trace } from "../plotly.js";
import type { Range } from "../TimeCursor.js";
import { color, seriesColor, seriesVariable, seriesVariant } from "../theme.js";
import { eventGuides, type TimeScale, timeLink, timeScale } from "../timeAxis.js";
import { stackedTable } from "../valuesTable.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

/** Maximum number of stretches in one chart; more are thinned. */
const mostStretches = 4000;
/** Maximum characters of a state in the legend, and of a lane's name. */
const longestState = 24;
const longestLane = 20;

interface Stretch {
  lane: number;
  state: number;
  from: number;
  to: number;
}

export function statesView(body: BodyOf<"states">, context: BodyContext): BodyView {
  const { data, name, cursor } = context;
  const lanes = body.lanes.map((lane) => ({
    legend: lane.legend,
    times: data.doubles(lane.times),
    states: data.doubles(lane.states),
    statuses: lane.statuses === null ? null : data.bytes(lane.statuses),
  }));
  let end = Number.NEGATIVE_INFINITY;
  let start = Number.POSITIVE_INFINITY;
  for (const { times } of lanes) {
    for (const time of times) {
      if (time > end) end = time;
      if (time < start) start = time;
    }
  }
  // The last state has no end: it gets a visible stretch.
  const close = end + (end > start ? (end - start) * 0.03 : 1);
  const all = lanes.flatMap(({ times, states }, lane) => stretchesOf(lane, times, states, close));
  const failing = new Set(body.failureStates.map((state) => body.states.indexOf(state)));
  const scale = timeScale(body.x, start, close);
  const labels = lanes.map(({ legend }, i) => `${i} ${legend}`);
  const laneNames = shortenAll(
    lanes.map(({ legend }) => legend),
    longestLane,
  );
  const stateNames = shortenAll(body.states, longestState);
  const seen = [...new Set(all.map(({ state }) => state))].sort((a, b) => a - b);
  const note = h("p", { role: "status" });
  const guideNote = h("p", {});
  const boxed = seen.length >= manyEntries;

  const draw = ({ x }: View) => {
    const window = x && ([scale.fromAxis(x[0]), scale.fromAxis(x[1])] as const);
    const within =
      window === undefined
        ? all
        : all.filter(({ from, to }) => to >= window[0] && from <= window[1]);
    const kept = within.length > mostStretches ? keptOf(within, lanes.length, failing) : within;
    note.textContent = noteOf(kept.length, within.length, all.length, window !== undefined);
    const layout = baseLayout(scale.title, "", !boxed);
    layout.barmode = "overlay";
    layout.bargap = 0.35;
    layout.xaxis = {
      ...(layout.xaxis as object),
      ...scale.axis,
      range: Array.from(scale.toAxis(Float64Array.of(start, close))),
      zeroline: false,
    };
    const guides = eventGuides(body.x, scale, context.events, window);
    guideNote.textContent = guides.note;
    layout.shapes = guides.shapes;
    layout.yaxis = {
      ...(layout.yaxis as object),
      type: "category",
      autorange: "reversed",
      showgrid: false,
      tickvals: labels,
      ticktext: laneNames.map(escapeText),
      // A lane without a visible stretch keeps its position.
      categoryorder: "array",
      categoryarray: labels,
    };
    const byState = new Map<number, Stretch[]>(seen.map((state) => [state, []]));
    for (const stretch of kept) byState.get(stretch.state)?.push(stretch);
    const traces = [...byState].map(([state, own]): Trace => {
      const text = escapeText(stateNames[state] ?? "");
      return { ...stateTrace(body, state, own, labels, scale), name: text };
    });
    traces.push(...lanes.flatMap((lane, i) => markTraces(lane, labels[i] ?? "", scale, window)));
    return { data: traces, layout };
  };
  const drawn = chart({
    label: `${name}: ${count(all.length, "stretch", "stretches")} of ${count(body.states.length, "state")}`,
    name,
    legend: boxed ? [] : seen.map((at) => stateNames[at] ?? ""),
    draw,
    detailed: all.length > mostStretches || lanes.some(({ times }) => times.length > 1000),
    time: timeLink(body.x, scale, cursor),
  });
  drawn.element.style.setProperty("--rows", String(lanes.length));
  drawn.element.classList.add("lanes");
  const content = h("div", {}, drawn.element);
  if (boxed) {
    const entries = seen.map((at) => ({
      name: body.states[at] ?? "",
      group: `state ${at}`,
      color: failing.has(at) ? "var(--block)" : seriesVariable(at),
      pattern: failing.has(at) ? "failure" : patternOf(at).word,
    }));
    content.append(legendBox(entries, name, drawn.hide));
  }
  const notes = [
    note,
    guideNote,
    ...scale.notes,
    ...(body.failureStates.length > 0
      ? [h("p", {}, `Hatched states are failures: ${body.failureStates.join(", ")}`)]
      : []),
  ];
  const table = () =>
    stackedTable(
      ["Series", "From (s)", "To (s)", "State"],
      [all],
      (stretches) => stretches.length,
      (stretches, at) => {
        const { lane = 0, from = 0, to = 0, state = 0 } = stretches[at] ?? {};
        return [lanes[lane]?.legend ?? "", String(from), String(to), body.states[state] ?? ""];
      },
      (stretches, at) => (failing.has(stretches[at]?.state ?? -1) ? 5 : 0),
    );
  return { content, notes, table, image: drawn.image };
}

function noteOf(drawn: number, within: number, all: number, zoomed: boolean): string {
  const number = (n: number) => n.toLocaleString("en");
  if (drawn < within) {
    return `Downsampled: ${count(drawn, "interval")} of ${number(within)} are drawn. Each part of the time axis shows its longest state; failure states are drawn on top. Zoom in to see every interval.`;
  }
  return zoomed && all > mostStretches
    ? `All ${count(within, "interval")} of this part of the time axis are drawn.`
    : "";
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

/**
 * For each part of the time axis, the state with the longest duration in it fills the part. On top are failure states
 * wherever they occur, and the longest stretch of each state.
 */
function keptOf(
  stretches: readonly Stretch[],
  lanes: number,
  failing: ReadonlySet<number>,
): Stretch[] {
  const first = stretches.reduce((least, { from }) => Math.min(least, from), Infinity);
  const last = stretches.reduce((most, { to }) => Math.max(most, to), -Infinity);
  const parts = Math.max(1, Math.floor(mostStretches / Math.max(1, lanes) / 3));
  const width = (last - first) / parts || 1;
  const longestIn = new Map<string, Stretch>();
  const longestOf = new Map<number, Stretch>();
  const lasts = ({ from, to }: Stretch) => to - from;
  // Failures are drawn on top anyway, so a part shows another state if it has one.
  const fillsBetter = (one: Stretch, other: Stretch) =>
    failing.has(one.state) === failing.has(other.state)
      ? lasts(one) > lasts(other)
      : failing.has(other.state);
  for (const stretch of stretches) {
    const part = Math.floor((stretch.from - first) / width);
    const key = `${stretch.lane} ${part}`;
    const known = longestIn.get(key);
    if (known === undefined || fillsBetter(stretch, known)) longestIn.set(key, stretch);
    const own = longestOf.get(stretch.state);
    if (own === undefined || lasts(stretch) > lasts(own)) longestOf.set(stretch.state, stretch);
  }
  const filling = [...longestIn].map(([key, stretch]): Stretch => {
    const from = first + Number(key.split(" ")[1]) * width;
    return {
      ...stretch,
      from: Math.min(stretch.from, Math.max(from, first)),
      to: Math.max(stretch.to, Math.min(from + width, last)),
    };
  });
  const failed: Stretch[] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    const own = stretches.filter((one) => one.lane === lane && failing.has(one.state));
    const from = Float64Array.from(own, (one) => one.from);
    for (const at of markPlaces([...own.keys()], from, new Float64Array(from.length), true)) {
      const stretch = own[at];
      if (stretch !== undefined) failed.push(stretch);
    }
  }
  // Later traces are drawn on top.
  const ordinary = [...longestOf.values()].filter(({ state }) => !failing.has(state));
  return [...filling, ...ordinary, ...failed];
}

interface Pattern {
  readonly shape: string;
  readonly word: string;
}

/** Patterns that distinguish states with the same color; with the colors, 56 kinds, and twice as many by size. */
const patterns: readonly [Pattern, ...Pattern[]] = [
  { shape: "", word: "" },
  { shape: ".", word: "dotted" },
  { shape: "-", word: "lines across" },
  { shape: "|", word: "upright lines" },
  { shape: "+", word: "crossed lines" },
  { shape: "\\", word: "slanted lines" },
  { shape: "x", word: "slanted crosses" },
];
const kinds = 8 * patterns.length;

function patternOf(at: number): { shape: string; word: string; size: number } {
  const { shape, word } = seriesVariant(at, patterns);
  const wide = at >= kinds;
  return { shape, word: wide ? `wide ${word}`.trim() : word, size: wide ? 12 : 6 };
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
  const { shape, size } = patternOf(at);
  const starts = scale.toAxis(Float64Array.from(stretches, ({ from }) => from));
  const ends = scale.toAxis(Float64Array.from(stretches, ({ to }) => to));
  return {
    type: "bar",
    orientation: "h",
    legendgroup: `state ${at}`,
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
      // A failure shorter than a pixel must stay visible.
      line: { width: failure ? 1.5 : 0, color: color("--block") },
      pattern: {
        shape: failure ? "/" : shape,
        fillmode: "overlay",
        fgcolor: color("--panel"),
        fgopacity: 0.6,
        size,
      },
    },
    hovertemplate: `${escapeText(state)}<br>%{customdata[0]:.9~g} to %{customdata[1]:.9~g} s<extra>%{customdata[2]}</extra>`,
  };
}

/** Failed moments, marked on their lane. */
function markTraces(
  { times, statuses }: { times: Float64Array; statuses: Uint8Array | null },
  label: string,
  scale: TimeScale,
  window: Range | undefined,
): Trace[] {
  if (statuses === null) return [];
  return [2, 5].flatMap((status): Trace[] => {
    if (!statuses.includes(status)) return [];
    const at: number[] = [];
    for (let i = 0; i < Math.min(times.length, statuses.length); i += 1) {
      const time = times[i] ?? 0;
      if (statuses[i] !== status) continue;
      if (window === undefined || (time >= window[0] && time <= window[1])) at.push(i);
    }
    // All on one lane: by their times alone.
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
