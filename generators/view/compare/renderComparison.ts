import { htmlPage } from "../htmlPage.js";
import type { PageAssets } from "../PageAssets.js";
import type { CompareData } from "./CompareData.js";

/** Trace types of plotly's basic build. */
const basicTypes = new Set(["scatter", "bar", "pie"]);

/**
 * A comparison as one HTML page that needs no network.
 *
 * @param assets with the script of comparisons
 */
export function renderComparison(data: CompareData, assets: PageAssets): string {
  const full = data.rows.some(
    ({ detail }) => detail?.kind === "figures" && needsFull(detail.sides),
  );
  return htmlPage({
    title: data.title,
    code: {
      style: assets.style,
      script: assets.script,
      plotly: full ? assets.plotly.full : assets.plotly.basic,
    },
    compiles: full,
    reload: false,
    data,
    blocks: [],
  });
}

function needsFull(figures: readonly ({ data?: unknown } | null)[]): boolean {
  return figures.some((figure) => {
    const traces = Array.isArray(figure?.data) ? (figure.data as { type?: unknown }[]) : [];
    return traces.some(({ type }) => typeof type === "string" && !basicTypes.has(type));
  });
}
