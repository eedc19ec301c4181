import type { BySide, ScalarView } from "../../view/compare/CompareData.js";
import type { RunDigest } from "../digest/RunDigest.js";

/**
 * Every figure of the tests over all sides; of all runs, if none is a test.
 *
 * @param renamed new names of metrics, by their old names
 */
export function scalarsOf(
  sides: readonly (readonly RunDigest[])[],
  renamed: ReadonlyMap<string, string>,
): ScalarView[] {
  const hasTests = sides.some((runs) => runs.some(({ kind }) => kind === "test"));
  const found = new Map<string, ScalarView & { places: Map<string, number> }>();
  for (const [side, runs] of [...sides.entries()].reverse()) {
    for (const run of runs) {
      if (hasTests && run.kind !== "test") continue;
      for (const metric of run.metrics) {
        for (const figure of metric.figures) {
          const called = renamed.get(metric.name) ?? metric.name;
          const name = figure.name === "" ? called : `${called}, ${figure.name}`;
          let view = found.get(name);
          if (view === undefined) {
            // The newest side determines the unit: values in another unit are not comparable.
            view = {
              name,
              unit: figure.unit,
              tests: [],
              values: [],
              statuses: [],
              places: new Map(),
            };
            found.set(name, view);
          }
          if (figure.unit !== view.unit) continue;
          let at = view.places.get(run.name);
          if (at === undefined) {
            at = view.tests.push(run.name) - 1;
            view.places.set(run.name, at);
            view.values.push(nothing(sides.length));
            view.statuses.push(nothing(sides.length));
          }
          const values = view.values[at];
          const statuses = view.statuses[at];
          if (values) values[side] = Number.isFinite(figure.value) ? figure.value : null;
          if (statuses) statuses[side] = metric.status;
        }
      }
    }
  }
  return [...found.values()].map(({ places: _, ...view }) => view);
}

function nothing<T>(length: number): BySide<T> {
  return Array.from({ length }, () => null);
}
