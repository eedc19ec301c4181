import { h } from "../dom.js";
import { color } from "../theme.js";

const dashes = ["dot", "dash", "dashdot", "longdash"] as const;

/** The newest side is drawn last, solid, in the first color of series; earlier sides are dashed, in other colors. */
export function sideColor(at: number, sides: number): string {
  return color(variable(at, sides));
}

export function sideDash(at: number, sides: number): string {
  return at === sides - 1 ? "solid" : (dashes[at % dashes.length] ?? "dot");
}

function variable(at: number, sides: number): string {
  if (at === sides - 1) return "--series-1";
  return at === 0 ? "--warn" : `--series-${(at % 7) + 2}`;
}

/** A sample of a side's color. */
export function sideKey(at: number, sides: number): HTMLElement {
  return h("span", {
    class: "side-key",
    style: `background: var(${variable(at, sides)})`,
    "aria-hidden": "true",
  });
}
