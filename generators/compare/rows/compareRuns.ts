import type { EventDigest, MetricDigest, RunDigest } from "../digest/RunDigest.js";
import { fails, statusRank } from "../digest/statusRank.js";
import { compareDescribed, type Difference, type PartKind } from "../message/compareMessages.js";
import type { Tolerance } from "../message/compareValues.js";
import type { Described } from "../message/describeMessage.js";
import { changeOf, compareNumbers, numbersOf } from "./compareNumbers.js";
import type { Row } from "./Row.js";
import { type Tolerances, toleranceFor } from "./Tolerances.js";

/** A run as far as it is known: a baseline has only the digest. */
export interface ComparedRun {
  readonly digest: RunDigest;
  /** Its described message; undefined if there is none, or in a baseline. */
  readonly described?: Described | undefined;
  /** The names of the metrics that use a piece of metrics data, by its name. */
  readonly usersOf?: ReadonlyMap<string, readonly string[]> | undefined;
}

export interface CompareRunsOptions {
  readonly tolerances: Tolerances;
  /** Properties to ignore, by their names in differences. */
  readonly ignore?: readonly string[];
  /** Whether plotly's `layout.template` counts. */
  readonly template?: boolean;
}

/** The differences between two runs: a row for each metric, event and piece of data that differs. */
export function compareRuns(
  base: ComparedRun | undefined,
  head: ComparedRun | undefined,
  options: CompareRunsOptions,
): Row[] {
  if (base === undefined || head === undefined) return oneSided(base, head);
  const { digest: a } = base;
  const { digest: b } = head;
  if (a.failure !== undefined || b.failure !== undefined) {
    return a.status === b.status && a.failure === b.failure
      ? []
      : [statusRow(a, b, b.failure === undefined ? [] : [b.failure])];
  }
  const details = detailsOf(base, head, options);
  const rows = [
    ...metricRows(a, b, details, options),
    ...eventRows(a, b, details),
    ...leftOver(b, details),
  ];
  // The status of a message follows from its metrics; it gets a row only if no metric explains the change.
  const told = rows.some((row) => row.verdict !== "neither" || row.change !== "changed");
  return a.status === b.status || told ? rows : [statusRow(a, b, []), ...rows];
}

function oneSided(base: ComparedRun | undefined, head: ComparedRun | undefined): Row[] {
  const digest = head?.digest ?? base?.digest;
  if (digest === undefined) return [];
  const common = { ...runOf(digest), of: "run", name: digest.name } as const;
  const details = digest.failure === undefined ? [] : [digest.failure];
  if (head === undefined) {
    const statusBefore = digest.status;
    return [{ ...common, change: "missing", verdict: "neither", statusBefore, details }];
  }
  const verdict = fails(digest.status) ? "worse" : "neither";
  return [{ ...common, change: "new", verdict, statusAfter: digest.status, details }];
}

function statusRow(a: RunDigest, b: RunDigest, details: readonly string[]): Row {
  return {
    ...runOf(b),
    of: "run",
    name: b.name,
    change: "changed",
    ...statusesOf(a.status, b.status),
    details,
  };
}

function runOf({ name, kind }: RunDigest): Pick<Row, "run" | "runKind"> {
  return { run: name, runKind: kind };
}

function statusesOf(
  statusBefore: string,
  statusAfter: string,
): Pick<Row, "statusBefore" | "statusAfter" | "verdict"> {
  const step = statusRank(statusAfter) - statusRank(statusBefore);
  const verdict = step > 0 ? "worse" : step < 0 ? "better" : "neither";
  return { statusBefore, statusAfter, verdict };
}

/** Other differences, in words, by part. */
type Details = ReadonlyMap<PartKind, Map<string, string[]>>;

function detailsOf(base: ComparedRun, head: ComparedRun, options: CompareRunsOptions): Details {
  const details = new Map<PartKind, Map<string, string[]>>(
    (["metrics", "data", "events"] as const).map((kind) => [kind, new Map<string, string[]>()]),
  );
  const add = (kind: PartKind, name: string, text: string) => {
    const known = details.get(kind)?.get(name);
    if (known === undefined) details.get(kind)?.set(name, [text]);
    else known.push(text);
  };
  if (base.described === undefined || head.described === undefined) {
    compareContents(base.digest, head.digest, add);
    return details;
  }
  const usersOf = (name: string) => head.usersOf?.get(name) ?? base.usersOf?.get(name) ?? [];
  const { differences } = compareDescribed(base.described, head.described, {
    ...options.tolerances,
    // The position changes whenever a part is added before it.
    ignore: [...(options.ignore ?? []), "order"],
    template: options.template ?? false,
    toleranceOf: (kind, name) => toleranceOfPart(kind, name, usersOf(name), options.tolerances),
  });
  const eventNames = new Set(head.digest.events.map(({ name }) => name));
  for (const difference of differences) {
    const { of } = difference;
    if (of === undefined) continue;
    const users = of.part === "data" ? usersOf(of.name) : [];
    if (of.part === "events") {
      add("events", eventNames.has(of.name) ? of.name : unnumbered(of.name), wordsFor(difference));
      continue;
    }
    // Data that a metric uses is covered by the metric: only unused data gets its own row.
    if (users.length === 0) add(of.part, of.name, wordsFor(difference));
    for (const user of users) add("metrics", user, `data "${of.name}": ${wordsFor(difference)}`);
  }
  return details;
}

/** Events with the same name are numbered, but share a row. */
function unnumbered(name: string): string {
  return name.replace(/ #\d+$/, "");
}

/** For data, the largest tolerance of the metrics that use it. */
function toleranceOfPart(
  kind: PartKind,
  name: string,
  users: readonly string[],
  tolerances: Tolerances,
): Tolerance {
  if (kind === "metrics" || users.length === 0) return toleranceFor(tolerances, name);
  const all = users.map((user) => toleranceFor(tolerances, user));
  return {
    absolute: Math.max(...all.map(({ absolute }) => absolute)),
    relative: Math.max(...all.map(({ relative }) => relative)),
  };
}

function wordsFor({ kind, field = "", a, b, detail }: Difference): string {
  if (kind === "only-a") return "missing";
  if (kind === "only-b") return "new";
  return `${field} ${a} → ${b}${detail === undefined ? "" : ` (${detail})`}`;
}

/** Details that follow from its numbers are left out, such as a histogram's buckets. */
const somethingElse = "its description, limits, texts, states or times changed";

/** The hashes of a baseline show that something else changed, but not what. */
function compareContents(
  base: RunDigest,
  head: RunDigest,
  add: (kind: PartKind, name: string, text: string) => void,
): void {
  const before = new Map(base.metrics.map((metric) => [metric.name, metric]));
  for (const { name, content } of head.metrics) {
    const other = before.get(name);
    if (other !== undefined && other.content !== content) {
      add("metrics", name, somethingElse);
    }
  }
  const events = new Map(base.events.map((event) => [event.name, event]));
  for (const { name, content } of head.events) {
    const other = events.get(name);
    if (other !== undefined && other.content !== content) {
      add("events", name, "times, tags or descriptions changed");
    }
  }
}

/** Numbers and statuses have their own columns. */
const inColumns = /^(status|value|unit) /;

function metricRows(
  base: RunDigest,
  head: RunDigest,
  details: Details,
  { tolerances, ignore = [] }: CompareRunsOptions,
): Row[] {
  const before = new Map(base.metrics.map((metric) => [metric.name, metric]));
  const names = new Set(head.metrics.map(({ name }) => name));
  const rows = head.metrics.flatMap((metric): Row[] => {
    const common = { ...runOf(head), of: "metric", name: metric.name } as const;
    const other = before.get(metric.name);
    if (other === undefined) return [newRow(common, metric)];
    const numbers = compareNumbers(
      ignore.includes("unit") ? withoutUnits(other) : other,
      ignore.includes("unit") ? withoutUnits(metric) : metric,
      toleranceFor(tolerances, metric.name),
    );
    const found = details.get("metrics")?.get(metric.name) ?? [];
    const texts = found.filter(
      (text) => !inColumns.test(text) && (text !== somethingElse || numbers === undefined),
    );
    const kind = other.type === metric.type ? [] : [`kind ${other.type} → ${metric.type}`];
    const statuses = statusesOf(other.status, metric.status);
    const isSame = numbers === undefined && texts.length === 0 && kind.length === 0;
    if (isSame && other.status === metric.status) return [];
    const shown = texts.filter((text) => !text.startsWith("kind "));
    return [
      {
        ...common,
        change: "changed",
        ...statuses,
        ...(numbers ?? numberThenAndNow(other, metric)),
        details: [...kind, ...(numbers?.details ?? []), ...shown],
      },
    ];
  });
  const gone = base.metrics
    .filter(({ name }) => !names.has(name))
    .map((metric) => missingRow({ ...runOf(head), of: "metric", name: metric.name }, metric));
  return [...rows, ...gone];
}

function withoutUnits(metric: MetricDigest): MetricDigest {
  const without = <T>(list: readonly T[]) => list.map((one) => ({ ...one, unit: "" }));
  return { ...metric, figures: without(metric.figures), series: without(metric.series) };
}

/** The number of a metric with equal numbers, to show beside its changed status. */
function numberThenAndNow(base: MetricDigest, head: MetricDigest): Partial<Row> {
  // By name: another build may write the series of a figure in another order.
  const numbers = new Map(numbersOf(base).map((number) => [number.figure, number]));
  const after = numbersOf(head).find(({ figure }) => numbers.has(figure));
  const before = after && numbers.get(after.figure);
  if (before === undefined || after === undefined) return {};
  const pair = {
    before: before.value,
    after: after.value,
    unitBefore: before.unit,
    unitAfter: after.unit,
  };
  return { figure: after.figure, ...pair, ...changeOf(pair) };
}

type Common = Pick<Row, "run" | "runKind" | "of" | "name">;

function newRow(common: Common, metric: MetricDigest): Row {
  const [number] = numbersOf(metric);
  return {
    ...common,
    change: "new",
    verdict: fails(metric.status) ? "worse" : "neither",
    statusAfter: metric.status,
    ...(number && { figure: number.figure, after: number.value, unitAfter: number.unit }),
    identity: metric.identity,
    details: [],
  };
}

function missingRow(common: Common, metric: MetricDigest): Row {
  const [number] = numbersOf(metric);
  return {
    ...common,
    change: "missing",
    verdict: "neither",
    statusBefore: metric.status,
    ...(number && { figure: number.figure, before: number.value, unitBefore: number.unit }),
    identity: metric.identity,
    details: [],
  };
}

function eventRows(base: RunDigest, head: RunDigest, details: Details): Row[] {
  const before = new Map(base.events.map((event) => [event.name, event]));
  const names = new Set(head.events.map(({ name }) => name));
  const texts = (name: string) => {
    const own = details.get("events")?.get(name) ?? [];
    return own.filter((text) => !inColumns.test(text) && text !== "new" && text !== "missing");
  };
  const rows = head.events.flatMap((event): Row[] => {
    const common = { ...runOf(head), of: "event", name: event.name } as const;
    const other = before.get(event.name);
    if (other === undefined) {
      const verdict = fails(event.status) ? "worse" : "neither";
      const { status, count } = event;
      return [
        {
          ...common,
          change: "new",
          verdict,
          statusAfter: status,
          ...counts(0, count),
          details: [],
        },
      ];
    }
    const isSame =
      other.count === event.count &&
      other.status === event.status &&
      texts(event.name).length === 0;
    if (isSame) return [];
    return [
      {
        ...common,
        change: "changed",
        ...statusesOf(other.status, event.status),
        ...(other.count === event.count ? {} : counts(other.count, event.count)),
        details: texts(event.name),
      },
    ];
  });
  const gone = base.events
    .filter(({ name }) => !names.has(name))
    .map(({ name, status, count }: EventDigest): Row => {
      const common = { ...runOf(head), of: "event", name } as const;
      const statusBefore = status;
      return {
        ...common,
        change: "missing",
        verdict: "neither",
        statusBefore,
        ...counts(count, 0),
        details: [],
      };
    });
  return [...rows, ...gone];
}

function counts(before: number, after: number): Partial<Row> {
  const pair = { before, after, unitBefore: "", unitAfter: "" };
  return { figure: "count", ...pair, ...changeOf(pair) };
}

/** Metrics data that no metric uses: a later batch run may use it. */
function leftOver(head: RunDigest, details: Details): Row[] {
  return [...(details.get("data") ?? [])].map(([name, texts]): Row => {
    const [only] = texts;
    const change = only === "missing" || only === "new" ? only : "changed";
    return {
      ...runOf(head),
      of: "data",
      name,
      change,
      verdict: "neither",
      details: change === "changed" ? texts : [],
    };
  });
}
