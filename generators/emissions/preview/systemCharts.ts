import type { PlotlyFigure } from "@metrics-project/runtime";
import type { SystemTemplate } from "../EmissionsConfig.js";
import { numberOf, plain, type QueryResult, shown } from "./QueryResult.js";
import { RefusedQuery } from "./trinoSql.js";

/** How the page displays a metric's result. */
export type Drawing =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "figure"; readonly figure: PlotlyFigure }
  | {
      readonly kind: "histogram";
      readonly values: Float64Array;
      readonly bins: number;
      readonly axis: string;
    }
  | { readonly kind: "states"; readonly systems: readonly StateLine[] }
  | { readonly kind: "files"; readonly paths: readonly string[] };

/** The states of one system, each with its start time. */
interface StateLine {
  readonly system: string;
  /** Nanoseconds, ascending. */
  readonly times: readonly bigint[];
  readonly states: readonly string[];
}

/** The `template_settings` of a metric that the preview supports. */
type TemplateSettings = Readonly<Record<string, unknown>>;

type Draw = (result: QueryResult, settings: TemplateSettings) => Drawing;

/** Maximum rows of a table, and points of a line, on a page. */
const mostTableRows = 500;
const mostPoints = 5000;

/** The platform's own charts, by the meaning of their columns. */
export const systemCharts: Readonly<Record<SystemTemplate, Draw>> = {
  scalar(result) {
    const [value] = columnsOf("scalar", result, ["value"])[0];
    const number = numberOf(value);
    return number === undefined
      ? { kind: "text", text: escaped(shown(value)) }
      : { kind: "scalar", value: number };
  },
  line(result, settings) {
    const [names, xs, ys] = columnsOf("line", result, ["series", "x", "y"]);
    const traces = groups(names).map(({ name, rows }) => {
      const step = Math.ceil(rows.length / mostPoints);
      const kept = rows.filter((_, at) => at % step === 0);
      return {
        type: "scatter" as const,
        mode: kept.length === 1 ? ("markers" as const) : ("lines" as const),
        name,
        x: kept.map((row) => plain(xs[row])),
        y: kept.map((row) => plain(ys[row])),
      };
    });
    return figure(traces, settings, [result.names[1], result.names[2]]);
  },
  bar(result, settings) {
    const [names, categories, values] = columnsOf("bar", result, ["group", "category", "value"]);
    const links = result.columns[3];
    const traces = groups(names).map(({ name, rows }) => ({
      type: "bar" as const,
      name,
      x: rows.map((row) => shown(categories[row])),
      y: rows.map((row) => plain(values[row])),
      ...(links === undefined ? {} : { hovertext: rows.map((row) => shown(links[row])) }),
    }));
    return figure(traces, settings, [result.names[1], result.names[2]], {
      xaxis: { type: "category" },
    });
  },
  pie(result, settings) {
    const [labels, values] = columnsOf("pie", result, ["label", "value"]);
    const trace = { type: "pie" as const, labels: labels.map(shown), values: values.map(plain) };
    return figure([trace], settings, []);
  },
  histogram(result, settings) {
    const [values] = columnsOf("histogram", result, ["values"]);
    const numbers = values.flatMap((value) => numberOf(value) ?? []).filter(Number.isFinite);
    if (numbers.length === 0) {
      throw new RefusedQuery("a histogram needs numbers, but the query returns none");
    }
    const bins = settingAt(settings, ["display", "bins"]);
    return {
      kind: "histogram",
      values: Float64Array.from(numbers),
      bins: typeof bins === "number" && bins >= 1 && bins <= 1000 ? Math.floor(bins) : 20,
      axis: axisLabel(settings, "xaxis") ?? result.names[0] ?? "",
    };
  },
  table(result) {
    const rows = Array.from({ length: Math.min(result.rows, mostTableRows) }, (_, row) =>
      result.columns.map((column) => escaped(shown(column[row]))),
    );
    const numeric = result.columns.map((column) =>
      column.every((value) => value === null || numberOf(value) !== undefined),
    );
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    const lines = [
      line(result.names.map(escaped)),
      line(numeric.map((one) => (one ? "--:" : ":--"))),
      ...rows.map(line),
    ];
    const more = result.rows - rows.length;
    const rest = more > 0 ? `\n\n… and ${result.cut ? "at least " : ""}${more} more rows` : "";
    return { kind: "text", text: `${lines.join("\n")}${rest}` };
  },
  state_timeline(result) {
    const [systems, times, states] = columnsOf("state_timeline", result, [
      "system",
      "timestamp",
      "state",
    ]);
    return {
      kind: "states",
      systems: groups(systems).map(({ name, rows }) => {
        const points = rows
          .map((row) => ({ time: nanosecondsOf(times[row]), state: shown(states[row]) }))
          .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
        return {
          system: name,
          times: points.map(({ time }) => time),
          states: points.map(({ state }) => state),
        };
      }),
    };
  },
  image: files("image"),
  video: files("video"),
};

function files(template: "image" | "video"): Draw {
  return (result) => {
    const [names] = columnsOf(template, result, ["file name"]);
    const paths = names.filter((name) => typeof name === "string" && name !== "");
    return { kind: "files", paths: [...new Set(paths.map(shown))] };
  };
}

/** The columns that a template needs, in order. */
function columnsOf<const N extends readonly string[]>(
  template: SystemTemplate,
  { columns, names }: QueryResult,
  wanted: N,
): { [K in keyof N]: readonly unknown[] } {
  if (columns.length < wanted.length) {
    throw new RefusedQuery(
      `the template ${template} needs the columns ${wanted.join(", ")} in this order, got ${names.join(", ")}`,
    );
  }
  return wanted.map((_, at) => columns[at]) as { [K in keyof N]: readonly unknown[] };
}

/** Rows grouped by name, in the order in which the names occur. */
function groups(names: readonly unknown[]): { name: string; rows: number[] }[] {
  const found = new Map<string, number[]>();
  names.forEach((value, row) => {
    const name = shown(value);
    const rows = found.get(name);
    if (rows === undefined) found.set(name, [row]);
    else rows.push(row);
  });
  return [...found].map(([name, rows]) => ({ name, rows }));
}

function figure(
  traces: readonly object[],
  settings: TemplateSettings,
  [x, y]: readonly (string | undefined)[],
  layout: object = {},
): Drawing {
  const legend = settingAt(settings, ["display", "legend"]);
  const { xaxis, ...rest } = layout as { xaxis?: object };
  return {
    kind: "figure",
    figure: {
      data: traces,
      layout: {
        xaxis: { title: { text: axisLabel(settings, "xaxis") ?? x ?? "" }, ...xaxis },
        yaxis: { title: { text: axisLabel(settings, "yaxis") ?? y ?? "" } },
        showlegend: traces.length > 1 || x === undefined,
        ...(legend === "bottom" ? { legend: { orientation: "h", y: -0.2 } } : {}),
        ...rest,
      },
    } as PlotlyFigure,
  };
}

function axisLabel(settings: TemplateSettings, axis: "xaxis" | "yaxis"): string | undefined {
  const label = settingAt(settings, [axis, "label"]);
  return typeof label === "string" ? label : undefined;
}

function settingAt(settings: TemplateSettings, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null
        ? (value as Record<string, unknown>)[name]
        : undefined,
    settings,
  );
}

/** Integers are nanoseconds, other numbers are seconds, as in `timestamp / 1E9`. */
function nanosecondsOf(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(Math.round(value * 1e9));
  if (value instanceof Date) return BigInt(value.getTime()) * 1_000_000n;
  throw new RefusedQuery(
    `a state_timeline needs timestamps as numbers, got ${shown(value) || "NULL"}`,
  );
}

/** Escapes Markdown. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#~&!]/g, "\\$&").replace(/\r?\n/g, " ");
}
