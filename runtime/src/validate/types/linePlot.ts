import type { LinePlotMetricValues } from "../../generated/proto/resim/metrics/proto/metrics.js";
import { byKind } from "../dataTypes.js";
import { checkPair } from "../pair.js";
import type { Scope } from "../scope.js";
import { checkLengths } from "./lists.js";

const allowed = { types: byKind.doubles, indexes: byKind.timestamps };

/** Rule L1. */
export function checkLinePlot(scope: Scope, values: LinePlotMetricValues, path: string): void {
  const { xDoublesDataId: xs, yDoublesDataId: ys, statusesDataId: statuses } = values;
  checkLengths(scope, "L1", path, ["x_doubles_data_id", xs], {
    y_doubles_data_id: ys,
    statuses_data_id: statuses,
  });
  for (let at = 0; at < statuses.length; at++) {
    const status = { id: statuses[at], path: `${path}.statuses_data_id[${at}]` };
    const x = { id: xs[at], path: `${path}.x_doubles_data_id[${at}]` };
    const y = { id: ys[at], path: `${path}.y_doubles_data_id[${at}]` };
    if (at < xs.length) checkPair(scope, "L1", x, status, allowed);
    if (at < ys.length) checkPair(scope, "L1", y, status, allowed);
  }
}
