import { distinctNumber, fromNum, type Num, withUnitOf } from "../../common/numbers.js";
import { statusOf } from "../../common/words.js";
import type { Limits } from "../../model/pageData.js";
import { h, svg } from "../dom.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

export function scalarView(body: BodyOf<"scalar">, context: BodyContext): BodyView {
  if (body.value === undefined) {
    return { content: h("p", { class: "empty" }, "No value") };
  }
  const value = fromNum(body.value);
  return {
    content: bigNumber(value, body.unit, body, context.status),
    value: withUnitOf(String(value), body.unit),
  };
}

/** Maximum characters in large type on a tile. */
const largest = 8;

/** A number in large type, with its limits and its position between them. */
export function bigNumber(
  value: number,
  unit: string,
  limits: Limits,
  status: number,
  at?: string,
): HTMLElement {
  const digits = distinctNumber(value, boundsOf(limits));
  return h(
    "div",
    { class: "big" },
    h(
      "p",
      { class: digits.length > largest ? "number long" : "number", title: String(value) },
      h("span", { class: "digits" }, digits),
      unit !== "" && " ",
      unit !== "" && h("span", { class: "unit" }, unit),
    ),
    at !== undefined && at !== "" && h("p", { class: "at" }, at),
    gauge(value, limits, status),
    limitText(limits, unit, [value]),
  );
}

export function boundsOf({ failsAbove, failsBelow }: Limits): number[] {
  return [failsBelow, failsAbove].flatMap((limit) => (limit === undefined ? [] : [fromNum(limit)]));
}

/** The limits in words, with enough digits to distinguish them from `values`. */
export function limitText(
  { failsAbove, failsBelow }: Limits,
  unit: string,
  values: readonly number[],
): HTMLElement | null {
  const text = (limit: Num) => distinctNumber(fromNum(limit), values);
  const parts = [
    failsBelow === undefined ? [] : [`fails below ${text(failsBelow)}`],
    failsAbove === undefined ? [] : [`fails above ${text(failsAbove)}`],
  ].flat();
  if (parts.length === 0) return null;
  return h("p", { class: "limits" }, `${parts.join(", ")}${unit === "" ? "" : ` ${unit}`}`);
}

function gauge(given: number, { failsAbove, failsBelow }: Limits, status: number) {
  const bounds = [failsBelow, failsAbove].filter((end) => end !== undefined).map(fromNum);
  if (bounds.length === 0 || ![given, ...bounds].every(Number.isFinite)) return null;
  // Relative to the largest of them: the span of huge numbers would overflow.
  const unit = Math.max(...[given, ...bounds].map(Math.abs)) || 1;
  const value = given / unit;
  const low = failsBelow === undefined ? undefined : fromNum(failsBelow) / unit;
  const high = failsAbove === undefined ? undefined : fromNum(failsAbove) / unit;
  const ends = [low, high].filter((end) => end !== undefined);
  const least = Math.min(value, ...ends, low === undefined ? Math.min(0, value) : value);
  const most = Math.max(value, ...ends, high === undefined ? Math.max(0, value) : value);
  // Room on both sides of a bound, so that passing and failing values are visible.
  const margin = Math.max(most - least, ...ends.map((end) => Math.abs(end) / 4), 1e-12) * 0.15;
  const from = low === undefined ? least : least - margin;
  const to = high === undefined && low === undefined ? most : most + margin;
  const place = (x: number) => (100 * (x - from)) / (to - from);
  const drawing = svg("svg", { class: "gauge", viewBox: "0 0 100 8", "aria-hidden": "true" });
  drawing.setAttribute("preserveAspectRatio", "none");
  const left = low === undefined ? 0 : place(low);
  const right = high === undefined ? 100 : place(high);
  drawing.append(
    svg("rect", { x: 0, y: 3, width: 100, height: 2, class: "gauge-out" }),
    svg("rect", { x: left, y: 3, width: Math.max(0, right - left), height: 2, class: "gauge-in" }),
    svg("rect", {
      x: Math.min(99, Math.max(0, place(value) - 0.5)),
      y: 0,
      width: 1.2,
      height: 8,
      class: `gauge-at ${statusOf(status).key}`,
    }),
  );
  return h("div", { class: "gauge-frame" }, drawing as unknown as HTMLElement);
}
