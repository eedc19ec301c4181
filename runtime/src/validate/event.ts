import { isUUID } from "../facts.js";
import { type Event, TimestampType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { Found, idExpected, shown } from "../metrics/rules.js";
import { judgeStatusAndImportance } from "./metric.js";
import { idOf, type Scope } from "./scope.js";

/** Rules E1 to E3 for one event. */
export function judgeEvent(scope: Scope, event: Event, path: string): void {
  scope.subject = `event ${shown(event.name)}`;
  const id = idOf(event.eventId);
  if (!isUUID(id)) {
    scope.report("E1", `${path}.event_id`, id, idExpected, "Give it a fresh random UUID.");
  }
  if (event.name === "") scope.report("E1", `${path}.name`, "", "a name", "Give the event a name.");
  judgeStatusAndImportance(scope, "E1", event, path);
  judgeMetrics(scope, event, path);
  judgeTime(scope, event, path);
}

function judgeMetrics(scope: Scope, event: Event, path: string): void {
  const names = new Set<string>();
  for (const [at, reference] of event.metrics.entries()) {
    const id = idOf(reference);
    const metric = scope.metrics.get(id);
    const where = `${path}.metrics[${at}]`;
    if (!isUUID(id)) {
      scope.report("E2", where, id, idExpected, "Refer to a metric by its metric_id.");
    } else if (metric === undefined) {
      const remedy = "Add the metric to the message, or remove it from the event's list.";
      scope.report("E2", where, id, "the id of a metric in this message", remedy);
    }
    if (metric === undefined) continue;
    if (names.has(metric.name)) {
      const found = new Found(id, `a second metric named ${shown(metric.name)}`);
      const remedy = "List each metric once, and give the metrics of one event different names.";
      scope.report("E2", where, found, "a name that this event lists only once", remedy);
    }
    names.add(metric.name);
  }
}

function judgeTime(scope: Scope, event: Event, path: string): void {
  if (event.timestampType === TimestampType.NO_TYPE) {
    const found = new Found(0, "NO_TYPE");
    const expected = "ABSOLUTE_TIMESTAMP or RELATIVE_TIMESTAMP";
    const remedy = "Specify whether the time is absolute or relative to the start of the test.";
    scope.report("E3", `${path}.timestamp_type`, found, expected, remedy);
  }
  const { seconds, nanos } = event.timestamp ?? { seconds: 0, nanos: 0 };
  if (seconds < 0) {
    const remedy = "Use a time after 1970, or after the start of the test.";
    scope.report("E3", `${path}.timestamp.seconds`, seconds, "0 or more", remedy);
  }
  if (nanos < 0 || nanos >= 1e9) {
    const remedy = "Carry whole seconds over to seconds.";
    scope.report("E3", `${path}.timestamp.nanos`, nanos, "0 to 999999999", remedy);
  }
}
