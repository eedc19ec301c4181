import { isAscending, thin } from "../../view/common/thin.js";
import type { BySide, Curve, CurvesView, DetailView } from "../../view/compare/CompareData.js";
import type { ArrayTable } from "../../view/model/arrayTable.js";
import type { Body, LineView, MetricView } from "../../view/model/pageData.js";
import { differenceOf } from "./differenceOf.js";

/** A metric as one side draws it, and its arrays. */
export interface SideMetric {
  readonly metric: MetricView;
  readonly arrays: ArrayTable;
}

/** Maximum number of points of a curve; peaks are kept. */
const points = 1_200;
/** Maximum bytes of pictures per metric and side; beyond that, the page only names them. */
const mostPictures = 4;

/** The drawings of a metric that several sides have; undefined if its numbers are enough. */
export function detailOf(sides: readonly (SideMetric | undefined)[]): DetailView | undefined {
  const kind = sides.findLast((side) => side !== undefined)?.metric.groups[0]?.body.kind;
  switch (kind) {
    case "lines":
      return curvesOf(sides);
    case "states":
      return statesOf(sides);
    case "bars":
      return barsOf(sides);
    case "histogram":
      return histogramOf(sides);
    case "pictures":
      return picturesOf(sides);
    case "figure":
      return {
        kind: "figures",
        sides: sides.map((side) => bodiesOf(side, "figure")[0]?.body.json ?? null),
      };
    case "text":
      return {
        kind: "texts",
        sides: sides.map((side) => bodiesOf(side, "text")[0]?.body.text ?? null),
      };
    case "scalar":
    case "summary":
    case "batchwise":
    case "broken":
    case undefined:
      return undefined;
  }
}

type BodyOf<K extends Body["kind"]> = Extract<Body, { kind: K }>;

/** The bodies of one kind with the names of their groups. */
function bodiesOf<K extends Body["kind"]>(
  side: SideMetric | undefined,
  kind: K,
): { group: string | null; body: BodyOf<K>; arrays: ArrayTable }[] {
  return (side?.metric.groups ?? []).flatMap(({ name, body }) =>
    body.kind === kind
      ? [{ group: name, body: body as BodyOf<K>, arrays: side?.arrays as ArrayTable }]
      : [],
  );
}

/** The parts of each side by name, in order of first occurrence, starting with the newest side. */
function byName<T>(sides: readonly ReadonlyMap<string, T>[]): { name: string; sides: BySide<T> }[] {
  const names = new Set([...sides].reverse().flatMap((side) => [...side.keys()]));
  return [...names].map((name) => ({ name, sides: sides.map((side) => side.get(name) ?? null) }));
}

const joined = (...names: (string | null)[]) => names.filter(Boolean).join(", ");

function curvesOf(sides: readonly (SideMetric | undefined)[]): CurvesView {
  const lines = sides.map((side) => {
    const found = new Map<string, { view: LineView; arrays: ArrayTable }>();
    for (const { group, body, arrays } of bodiesOf(side, "lines")) {
      for (const view of body.lines) found.set(joined(group, view.legend), { view, arrays });
    }
    return found;
  });
  const [newest] = sides.toReversed().flatMap((side) => bodiesOf(side, "lines"));
  return {
    kind: "curves",
    xName: newest?.body.x.name ?? "",
    yName: newest?.body.y.name ?? "",
    lines: byName(lines).map((line) => {
      const curves = line.sides.map((side) => side && curveOf(side.view, side.arrays));
      const [base, head] = [line.sides[0], line.sides.at(-1)];
      const difference = base && head ? differenceCurve(base, head) : undefined;
      return { name: line.name, sides: curves, ...(difference && { difference }) };
    }),
  };
}

function curveOf({ x, y, length }: LineView, arrays: ArrayTable): Curve {
  return thinned(arrays.at(x), arrays.at(y), length);
}

function differenceCurve(
  base: { view: LineView; arrays: ArrayTable },
  head: { view: LineView; arrays: ArrayTable },
): Curve | undefined {
  const of = ({ view, arrays }: typeof base) => ({
    x: arrays.at(view.x),
    y: arrays.at(view.y),
    length: view.length,
  });
  const [before, after] = [of(base), of(head)];
  const subtracts =
    base.view.unit === head.view.unit && isAscending(before.x) && isAscending(after.x);
  if (!subtracts) return undefined;
  const { x, y } = differenceOf(before, after);
  return thinned(x, y, x.length);
}

function thinned(x: ArrayLike<number>, y: ArrayLike<number>, length: number): Curve {
  const at = thin(isAscending(x) ? [y] : [x, y], 0, length, points);
  return { x: at.map((i) => drawable(x[i])), y: at.map((i) => drawable(y[i])) };
}

/** A number that JSON and charts can represent, with the visible digits only. */
function drawable(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(9));
}

function statesOf(sides: readonly (SideMetric | undefined)[]): DetailView {
  const all = sides.map((side) => bodiesOf(side, "states"));
  const states = [...new Set(all.flat().flatMap(({ body }) => body.states))];
  const lanes = all.map((bodies) => {
    const found = new Map<string, { times: number[]; states: number[] }>();
    for (const { group, body, arrays } of bodies) {
      for (const lane of body.lanes) {
        const held = arrays.at(lane.states);
        const times = arrays.at(lane.times);
        // The beginning of each state; the last sample ends the last state.
        const at = Array.from(held.keys()).filter(
          (i) => i === 0 || i === held.length - 1 || held[i] !== held[i - 1],
        );
        found.set(joined(group, lane.legend), {
          times: at.map((i) => times[i] ?? 0),
          states: at.map((i) => states.indexOf(body.states[held[i] ?? 0] ?? "")),
        });
      }
    }
    return found;
  });
  const [newest] = all.toReversed().flat();
  return { kind: "states", xName: newest?.body.x.name ?? "", states, lanes: byName(lanes) };
}

function barsOf(sides: readonly (SideMetric | undefined)[]): DetailView {
  const all = sides.map((side) => bodiesOf(side, "bars"));
  const bars = all.map((bodies) => {
    const found = new Map<string, { labels: string[]; values: (number | null)[] }>();
    for (const { group, body, arrays } of bodies) {
      for (const { legend, labels, values } of body.bars) {
        found.set(joined(group, legend), {
          labels: [...arrays.listAt(labels)],
          values: Array.from(arrays.at(values), drawable),
        });
      }
    }
    return found;
  });
  const [newest] = all.toReversed().flat();
  const { xName = "", yName = "" } = newest?.body ?? {};
  return { kind: "bars", xName, yName, bars: byName(bars) };
}

/** A histogram of shares instead of counts: sides rarely have the same number of values. */
function histogramOf(sides: readonly (SideMetric | undefined)[]): DetailView {
  const all = sides.map((side) => bodiesOf(side, "histogram"));
  const curves = all.map((bodies) => {
    const found = new Map<string, Curve>();
    for (const { group, body } of bodies) {
      const { buckets, counts, total } = body;
      const shares = buckets.map((_, i) =>
        counts.reduce((sum, one) => sum + (one.counts[i] ?? 0), 0),
      );
      // Steps from the lower to the upper edge of each bucket.
      found.set(group ?? "", {
        x: buckets.flatMap(({ lower, upper }) => [drawable(lower), drawable(upper)]),
        y: shares.flatMap((share) => [drawable(share / total), drawable(share / total)]),
      });
    }
    return found;
  });
  const [newest] = all.toReversed().flat();
  return {
    kind: "curves",
    xName: newest?.body.xName ?? "",
    yName: "Share of the values",
    lines: byName(curves),
  };
}

function picturesOf(sides: readonly (SideMetric | undefined)[]): DetailView {
  const pictures = sides.map((side) => {
    const found = new Map<string, string>();
    for (const { group, body, arrays } of bodiesOf(side, "pictures")) {
      for (const [i, { bytes, mime }] of body.pictures.slice(0, mostPictures).entries()) {
        if (bytes === undefined || mime === undefined) continue;
        const data = Buffer.from(arrays.at(bytes) as Uint8Array).toString("base64");
        found.set(
          joined(group, body.pictures.length > 1 ? `${i + 1}` : ""),
          `data:${mime};base64,${data}`,
        );
      }
    }
    return found;
  });
  return { kind: "pictures", pictures: byName(pictures) };
}
