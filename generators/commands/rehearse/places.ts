import type { RunPlace } from "./judgeRun.js";

export const batchPlace = placeIn("batch", "batch", "batch");
export const reportPlace = placeIn("report", "report", "report");

export function testPlace(name: string): RunPlace {
  return placeIn("test", name, `tests/${name}`);
}

/** From newest to oldest. */
export function earlierPlaces(count: number): RunPlace[] {
  return Array.from({ length: count }, (_, index) => {
    const daysEarlier = index + 1;
    const place = placeIn(
      "batch",
      `batch ${daysEarlier} d earlier`,
      `earlier-batches/${daysEarlier}`,
    );
    return { ...place, daysEarlier };
  });
}

/** Paths of a run's outputs and log, relative to the rehearsal's folder. */
function placeIn(kind: RunPlace["kind"], name: string, folder: string): RunPlace {
  return { kind, name, outputs: `${folder}/outputs`, log: `${folder}/log.txt` };
}
