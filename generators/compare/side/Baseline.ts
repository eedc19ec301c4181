import type {
  EventDigest,
  FigureDigest,
  MetricDigest,
  RunDigest,
  RunKind,
  SeriesDigest,
} from "../digest/RunDigest.js";

/** The results of a rehearsal, small enough for a repository: digests of its runs. */
export interface Baseline {
  readonly project?: string | undefined;
  /** RFC 3339. */
  readonly startedAt?: string | undefined;
  readonly commit?: string | undefined;
  readonly runs: readonly RunDigest[];
}

/** Version of the format that this release writes and reads. */
const baselineVersion = 1;

/** The beginning of its file, which distinguishes it from other JSON. */
export const baselineFormat = "metrics-project baseline";

/** Lists instead of objects: otherwise names of fields would be most of the file. */
type SeriesEntry = [
  name: string,
  unit: string,
  count: number,
  failing: number,
  notFinite: number,
  ...quantilesAndMean: number[],
];
type FigureEntry = [name: string, value: number | string, unit: string];
type MetricEntry = [
  name: string,
  type: string,
  status: string,
  content: string,
  identity: string,
  figures: FigureEntry[],
  series: SeriesEntry[],
];
type EventEntry = [name: string, count: number, status: string, content: string];

/** The content of a baseline's file: one run per line, so that git shows which runs changed. */
export function writeBaseline({ project, startedAt, commit, runs }: Baseline): string {
  const head = {
    format: baselineFormat,
    version: baselineVersion,
    comment:
      "Written by metrics-project rehearse --save-baseline. Compare with metrics-project diff.",
    project,
    startedAt,
    commit,
  };
  const lines = runs.map((run) => JSON.stringify(runEntry(run)));
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "runs": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

function runEntry({ kind, name, status, failure, metrics, events }: RunDigest) {
  return {
    kind,
    name,
    status,
    failure,
    metrics: metrics.map(
      ({
        name: metric,
        type,
        status: verdict,
        content,
        identity,
        figures,
        series,
      }): MetricEntry => [
        metric,
        type,
        verdict,
        content,
        identity,
        figures.map((one) => [one.name, toJSON(one.value), one.unit]),
        series.map((one) => [
          one.name,
          one.unit,
          one.count,
          one.failing,
          one.notFinite,
          ...(one.quantiles ?? []),
          ...(one.mean === undefined ? [] : [one.mean]),
        ]),
      ],
    ),
    events: events.map((one): EventEntry => [one.name, one.count, one.status, one.content]),
  };
}

/** The reason why a file is not a readable baseline. */
export class BaselineError extends Error {}

/** @throws BaselineError if the string is truncated, damaged, of a newer version, or not a baseline */
export function parseBaseline(text: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const isOurs = text.slice(0, 200).includes(baselineFormat);
    throw new BaselineError(isOurs ? "the baseline is truncated or damaged" : "it is not JSON");
  }
  const { format, version, project, startedAt, commit, runs } = Object(value) as Record<
    string,
    unknown
  >;
  if (format !== baselineFormat) throw new BaselineError("it is not a baseline");
  if (version !== baselineVersion) {
    throw new BaselineError(
      typeof version === "number" && version > baselineVersion
        ? `it is a baseline of version ${version}, written by a newer create-metrics-project; this one reads version ${baselineVersion}`
        : `its version must be ${baselineVersion}, got ${JSON.stringify(version)}`,
    );
  }
  const known = (name: unknown) => (typeof name === "string" ? name : undefined);
  return {
    project: known(project),
    startedAt: known(startedAt),
    commit: known(commit),
    runs: list(runs, "runs").map((run, i) => parseRun(run, `runs[${i}]`)),
  };
}

const kinds: readonly RunKind[] = ["message", "test", "batch", "report"];

function parseRun(value: unknown, at: string): RunDigest {
  const run = Object(value) as Record<string, unknown>;
  const kind = kinds.find((one) => one === run.kind);
  if (kind === undefined) throw damaged(`${at}.kind`, run.kind);
  return {
    kind,
    name: string(run.name, `${at}.name`),
    status: string(run.status, `${at}.status`),
    ...(run.failure === undefined ? {} : { failure: string(run.failure, `${at}.failure`) }),
    metrics: list(run.metrics, `${at}.metrics`).map((one, i) =>
      parseMetric(one, `${at}.metrics[${i}]`),
    ),
    events: list(run.events, `${at}.events`).map((one, i): EventDigest => {
      const [name, count, status, content] = list(one, `${at}.events[${i}]`);
      return {
        name: string(name, `${at}.events[${i}]`),
        count: number(count, `${at}.events[${i}]`),
        status: string(status, `${at}.events[${i}]`),
        content: string(content, `${at}.events[${i}]`),
      };
    }),
  };
}

function parseMetric(value: unknown, at: string): MetricDigest {
  const [name, type, status, content, identity, figures, series] = list(value, at);
  return {
    name: string(name, at),
    type: string(type, at),
    status: string(status, at),
    content: string(content, at),
    identity: string(identity, at),
    figures: list(figures, at).map((one): FigureDigest => {
      const [figure, amount, unit] = list(one, at);
      return { name: string(figure, at), value: fromJSON(amount, at), unit: string(unit, at) };
    }),
    series: list(series, at).map((one) => parseSeries(list(one, at), at)),
  };
}

function parseSeries(entry: readonly unknown[], at: string): SeriesDigest {
  const [name, unit, count, failing, notFinite, ...rest] = entry;
  const numbers = rest.map((one) => number(one, at));
  const [least, first, median, third, most, mean] = numbers;
  const common = {
    name: string(name, at),
    unit: string(unit, at),
    count: number(count, at),
    failing: number(failing, at),
    notFinite: number(notFinite, at),
  };
  if (numbers.length === 0) return common;
  if (
    least === undefined ||
    first === undefined ||
    median === undefined ||
    third === undefined ||
    most === undefined ||
    mean === undefined
  ) {
    throw damaged(at, entry);
  }
  return { ...common, quantiles: [least, first, median, third, most], mean };
}

function toJSON(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function fromJSON(value: unknown, at: string): number {
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  return number(value, at);
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw damaged(at, value);
  return value;
}

function string(value: unknown, at: string): string {
  if (typeof value !== "string") throw damaged(at, value);
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== "number") throw damaged(at, value);
  return value;
}

function damaged(at: string, value: unknown): BaselineError {
  const shown = JSON.stringify(value)?.slice(0, 60) ?? "missing";
  return new BaselineError(`the baseline is damaged: ${at} is ${shown}`);
}
