import { fromNum } from "../common/numbers.js";
import { gravityOf, isFailure, statusOf } from "../common/words.js";
import type { ArrayTable } from "./arrayTable.js";
import { failureOf } from "./failures.js";
import type { Body, EventView, MetricView, ReasonView } from "./pageData.js";
import { statusQueryOf } from "./statusQuery.js";

/** Maximum number of groups of one metric with a sentence each. */
const groupsTold = 5;

/**
 * Why a run failed: a sentence for each failed metric, or each of its groups, and for each event; the worst first.
 */
export function reasonsOf(
  metrics: readonly MetricView[],
  events: readonly EventView[],
  arrays: ArrayTable,
): ReasonView[] {
  const reasons = [
    ...metrics.flatMap((metric, at) => metricReasons(metric, at, metrics, events, arrays)),
    ...events.flatMap((event, at) => eventReasons(event, at)),
  ];
  return reasons.sort((a, b) => gravityOf(b.status) - gravityOf(a.status));
}

function metricReasons(
  metric: MetricView,
  at: number,
  metrics: readonly MetricView[],
  events: readonly EventView[],
  arrays: ArrayTable,
): ReasonView[] {
  if (!isFailure(metric.status)) return [];
  const place = placeText(metric, at, metrics, events);
  const failed = metric.groups.flatMap((group, index) => {
    const failure = failureOf(group.body, arrays);
    if (failure === undefined) return [];
    // A scalar only has the status of its metric.
    const status = failure.status === 0 ? metric.status : failure.status;
    return [{ name: group.name, index, failure, status }];
  });
  if (failed.length === 0) {
    const queried = statusQueryOf(metric.tags);
    const why =
      queried === undefined
        ? "set by the build; no value explains it"
        : `by its status query, which ${queried}`;
    const text = `${metric.name}: ${statusOf(metric.status).word.toLowerCase()} ${why}`;
    return [{ text: `${text}${place}`, status: metric.status, metric: at }];
  }
  failed.sort((a, b) => gravityOf(b.status) - gravityOf(a.status));
  const told = failed.slice(0, groupsTold).map(({ name, index, failure, status }): ReasonView => {
    const title = name === null ? metric.name : `${metric.name}, group ${name}`;
    return {
      text: `${title}: ${failure.text}${place}`,
      status,
      metric: at,
      ...(name === null ? {} : { group: index }),
      ...(failure.time === undefined ? {} : { time: failure.time }),
    };
  });
  const rest = failed.length - told.length;
  if (rest > 0) {
    const text = `${metric.name}: ${rest} more ${rest === 1 ? "group" : "groups"} failed`;
    told.push({ text, status: metric.status, metric: at });
  }
  return told;
}

/** The location of a failure on the platform, if it is not among the metrics of its test. */
function placeText(
  metric: MetricView,
  at: number,
  metrics: readonly MetricView[],
  events: readonly EventView[],
): string {
  if (!metric.event) return metric.hidden ? " (a metric that is not displayed)" : "";
  const [owner] = events.filter((event) => event.metrics.includes(at));
  if (owner === undefined)
    return " (an event metric without an event: the platform does not show it)";
  const sameName = metrics.filter(({ name }) => name === metric.name).length > 1;
  return sameName || owner.name !== metric.name ? ` (a metric of the event ${owner.name})` : "";
}

function eventReasons(event: EventView, at: number): ReasonView[] {
  // An event that failed because of its metrics is described by them.
  if (!isFailure(event.status) || event.metrics.length > 0) return [];
  const text = `${event.name}: ${statusOf(event.status).word.toLowerCase()} event at ${event.timeText}`;
  return [{ text, status: event.status, event: at, time: event.time }];
}

/** The limits of a verdict: NaN, missing images, passed metrics with failures in them, unused data. */
export function remarksOf(
  metrics: readonly MetricView[],
  events: readonly EventView[],
): ReasonView[] {
  const owned = new Set(events.flatMap((event) => event.metrics));
  return metrics.flatMap((metric, at) => {
    const remark = (text: string, group?: number): ReasonView => ({
      text: `${metric.name}: ${text}`,
      status: metric.status,
      metric: at,
      ...(group === undefined ? {} : { group }),
    });
    const remarks = metric.groups.flatMap(({ name, body }, group) =>
      bodyRemarks(body).map((text) =>
        name === null ? remark(text) : remark(`group ${name}: ${text}`, group),
      ),
    );
    const failed = metric.groups.filter(({ status }) => isFailure(status));
    if (failed.length > 0 && !isFailure(metric.status)) {
      const word = statusOf(metric.status).word.toLowerCase();
      remarks.push(remark(`${word}, although some of its values failed`));
    }
    if (metric.event && !owned.has(at) && !isFailure(metric.status)) {
      remarks.push(remark("an event metric without an event: the platform does not show it"));
    }
    return remarks;
  });
}

function bodyRemarks(body: Body): string[] {
  switch (body.kind) {
    case "scalar":
      return body.value !== undefined && Number.isNaN(fromNum(body.value))
        ? ["its value is NaN"]
        : [];
    case "summary": {
      const gaps = body.rows.filter(({ value }) => Number.isNaN(fromNum(value))).length;
      return gaps === 0
        ? []
        : [gaps === body.rows.length ? "its value is NaN" : share(gaps, body.rows.length)];
    }
    case "lines": {
      const gaps = body.lines.reduce((sum, { extent }) => sum + extent.gaps, 0);
      return gaps === 0
        ? []
        : [
            share(
              gaps,
              body.lines.reduce((sum, { length }) => sum + length, 0),
            ),
          ];
    }
    case "pictures":
      return body.pictures.flatMap(({ path, missing }) =>
        missing === undefined ? [] : [`image ${path} is missing: ${missing}`],
      );
    case "broken":
      return [`cannot be drawn: ${body.reason}`];
    case "bars":
    case "batchwise":
    case "states":
    case "histogram":
    case "figure":
    case "text":
      return [];
  }
}

function share(gaps: number, all: number): string {
  const number = (n: number) => n.toLocaleString("en");
  return gaps === all
    ? `all ${number(all)} values are NaN or infinite`
    : `${number(gaps)} of ${number(all)} values are NaN or infinite`;
}
