import { fromNum } from "../common/numbers.js";
import { gravityOf, notJudged } from "../common/words.js";
import type { ArrayTable } from "./arrayTable.js";
import type { Body, GroupView } from "./pageData.js";

const passed = 1;

/**
 * The status of a metric as a page shows it. A metric that passed but could not fail - no limit and no failure state
 * in the message, or only NaN - is shown as not judged.
 */
export function shownStatus(status: number, groups: readonly GroupView[]): number {
  if (status !== passed) return status;
  return groups.some(({ body }) => isJudged(body)) ? passed : notJudged;
}

/** Whether the message contains a failure condition, or a verdict of a person or program. */
function isJudged(body: Body): boolean {
  switch (body.kind) {
    case "scalar":
      return hasLimit(body) && body.value !== undefined && !Number.isNaN(fromNum(body.value));
    case "summary":
      return hasLimit(body) && body.rows.some(({ value }) => !Number.isNaN(fromNum(value)));
    case "lines":
      // Line plots have no limits: the build sets their statuses.
      if (!body.x.time) return true;
      return body.lines.some((line) => hasLimit(line) && line.extent.gaps < line.length);
    case "states":
      return body.failureStates.length > 0;
    case "bars":
    case "batchwise":
    case "histogram":
    case "figure":
    case "pictures":
    case "text":
    case "broken":
      return true;
  }
}

function hasLimit(limits: { failsAbove?: unknown; failsBelow?: unknown }): boolean {
  return limits.failsAbove !== undefined || limits.failsBelow !== undefined;
}

/** The worst status of the elements of a body; 0 if they have none. */
export function worstStatus(body: Body, arrays: ArrayTable): number {
  let worst = 0;
  for (const status of statusesIn(body, arrays)) {
    if (gravityOf(status) > gravityOf(worst)) worst = status;
  }
  return worst;
}

/** The statuses of the elements of a body, with repetitions. */
function* statusesIn(body: Body, arrays: ArrayTable): Iterable<number> {
  switch (body.kind) {
    case "summary":
      for (const { status } of body.rows) yield status;
      return;
    case "lines":
      for (const { statuses } of body.lines) yield* new Set(arrays.at(statuses));
      return;
    case "bars":
      for (const { statuses } of body.bars) yield* new Set(arrays.at(statuses));
      return;
    case "states":
      for (const { statuses } of body.lanes) yield* new Set(arrays.at(statuses));
      return;
    case "batchwise":
      for (const { statuses } of body.bars) yield* statuses;
      return;
    case "histogram":
      for (const { status } of body.counts) yield status;
      return;
    case "scalar":
    case "figure":
    case "pictures":
    case "text":
    case "broken":
      return;
  }
}
