import {
  dataReferencesOf,
  metricTypeLabel,
  validateJobMetrics,
  warnJobMetrics,
} from "@metrics-project/runtime";
import type { JobMetrics, Metric } from "@metrics-project/runtime/messages";
import { runFailed } from "../common/words.js";
import type { ArrayTable } from "./arrayTable.js";
import { buildGroups } from "./buildBody.js";
import { Clock, timeText } from "./clock.js";
import { MessageIndex } from "./messageIndex.js";
import { momentsOf } from "./moments.js";
import type { EventView, FileView, MetricView, RunView } from "./pageData.js";
import type { RunSource, ViewFile } from "./runSource.js";
import { shownStatus } from "./shownStatus.js";
import { statusQueryOf } from "./statusQuery.js";
import { reasonsOf, remarksOf } from "./verdict.js";

/** Converts a message to the page's data; the numbers of its series are added to `arrays`. */
export function buildRun(source: RunSource, arrays: ArrayTable): RunView {
  const { kind, name, message, failure, madeUp = false, log } = source;
  const view: RunView = {
    kind,
    name,
    madeUp,
    shown: failure === undefined ? 0 : runFailed,
    facts: (source.facts ?? []).map(([fact, value]) => [fact, value]),
    problems: [],
    warnings: [],
    metrics: [],
    events: [],
    files: [],
    reasons: [],
    remarks: [],
    moments: [],
    moreMoments: 0,
  };
  if (failure !== undefined) view.failure = failure;
  if (log !== undefined) view.log = { ...log };
  if (message !== undefined) {
    view.problems = validateJobMetrics(message).map(problemView);
    view.warnings = warnJobMetrics(message).map(problemView);
  }
  const known = new Set(view.warnings.map((warning) => warning.message));
  for (const logged of source.warnings ?? []) {
    if (!known.has(logged)) view.warnings.push({ code: "log", path: "", message: logged });
  }
  if (message === undefined) return view;

  view.status = message.jobLevelMetrics?.metricsStatus || message.metricsStatus;
  if (failure === undefined) view.shown = view.status;
  const files = source.files ?? new Map<string, ViewFile>();
  const clock = new Clock(message);
  const context = { index: new MessageIndex(message), arrays, clock, files };
  const metrics = [...(message.jobLevelMetrics?.metrics ?? [])].sort(byOrder);
  view.metrics = metrics.map((metric): MetricView => {
    const groups = buildGroups(metric, context);
    const tags = metric.tags.map(({ key, value }): [string, string] => [key, value]);
    const isQueried = statusQueryOf(tags) !== undefined;
    return {
      name: metric.name,
      type: metricTypeLabel(metric.type),
      status: metric.status,
      shown: isQueried ? metric.status : shownStatus(metric.status, groups),
      importance: metric.importance,
      description: metric.description === metric.name ? "" : metric.description,
      hidden: metric.shouldDisplay === false,
      blocking: metric.blocking ?? false,
      event: metric.eventMetric ?? false,
      tags,
      groups,
    };
  });
  view.events = eventViews(message, metrics, clock);
  view.files = otherFiles(message, metrics, files);
  view.reasons = reasonsOf(view.metrics, view.events, arrays);
  view.remarks = remarksOf(view.metrics, view.events);
  const { moments, more } = momentsOf(view.metrics, view.events, arrays);
  view.moments = moments;
  view.moreMoments = more;
  return view;
}

/** The platform's order: metrics without an order come last, ties are sorted by name. */
function byOrder(a: Metric, b: Metric): number {
  const first = a.order ?? Number.POSITIVE_INFINITY;
  const second = b.order ?? Number.POSITIVE_INFINITY;
  if (first !== second) return first < second ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function problemView(problem: ReturnType<typeof validateJobMetrics>[number]) {
  const { code, path, message } = problem;
  return { code, path, message };
}

function eventViews(message: JobMetrics, metrics: readonly Metric[], clock: Clock): EventView[] {
  const place = new Map(metrics.map((metric, at) => [metric.metricId?.id?.data, at]));
  return message.events
    .map((event): EventView => {
      return {
        name: event.name,
        description: event.description === event.name ? "" : event.description,
        status: event.status,
        importance: event.importance,
        tags: event.tags,
        ...clock.eventSeconds(event.timestamp),
        calendar: clock.isCalendar(event.timestamp),
        timeText: timeText(event.timestamp),
        metrics: event.metrics.flatMap(({ id }) => place.get(id?.data) ?? []),
      };
    })
    .sort((a, b) => a.time - b.time);
}

function otherFiles(
  message: JobMetrics,
  metrics: readonly Metric[],
  files: ReadonlyMap<string, ViewFile>,
): FileView[] {
  const shown = new Set(
    metrics.flatMap((metric) => dataReferencesOf(metric).map(({ id }) => id?.id?.data)),
  );
  return message.metricsData.flatMap(({ metricsDataId, name, data }): FileView[] => {
    if (data?.$case !== "externalFile" || shown.has(metricsDataId?.id?.data)) return [];
    const { href, missing } = files.get(data.value.path) ?? {};
    return [
      {
        name,
        path: data.value.path,
        ...(href === undefined ? {} : { href }),
        ...(missing === undefined ? {} : { missing }),
      },
    ];
  });
}
