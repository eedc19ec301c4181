import type { FieldType } from "@metrics-project/runtime";

/** How a metric of one of our types becomes rows and a query over them. */
export interface Drawing {
  /** The topic's fields, in their order. */
  readonly schema: Readonly<Record<string, FieldType>>;
  /** The platform's chart; undefined for a figure, which templates/figure.liquid passes through. */
  readonly template: string | undefined;
  /** The query's SELECT, without the table. `label` is the metric's name in double quotes. */
  readonly select: (label: string) => string;
  /** The part after the table. */
  readonly order?: string;
  /** Whether rows have times. */
  readonly timed: boolean;
}

const seconds = 'timestamp / 1E9 AS "Time (s)"';

/**
 * By the word of the type, as in `--type` and messages. Other types cannot be expressed as rows: summaries
 * of several values, lists of images, bars over batches.
 */
const drawings = {
  scalar: {
    schema: { value: "float" },
    template: "scalar",
    select: (label) => `value AS ${label}`,
    timed: false,
  },
  "double-over-time": {
    schema: { series: "string", value: "float" },
    template: "line",
    select: (label) => `series AS "Series", ${seconds}, value AS ${label}`,
    order: "ORDER BY timestamp",
    timed: true,
  },
  "line-plot": {
    schema: { series: "string", x: "float", y: "float" },
    template: "line",
    select: () => 'series AS "Series", x, y',
    timed: false,
  },
  histogram: {
    schema: { value: "float" },
    template: "histogram",
    select: (label) => `value AS ${label}`,
    timed: false,
  },
  "bar-chart": {
    schema: { series: "string", category: "string", value: "float" },
    template: "bar",
    select: (label) => `series AS "Series", category AS "Category", value AS ${label}`,
    timed: false,
  },
  "states-over-time": {
    schema: { system: "string", state: "string" },
    template: "state_timeline",
    select: () => 'system AS "System", timestamp, state AS "State"',
    order: "ORDER BY timestamp",
    timed: true,
  },
  text: {
    schema: { text: "string" },
    template: "table",
    select: (label) => `text AS ${label}`,
    timed: false,
  },
  image: {
    schema: { file: "image" },
    template: "image",
    select: () => "file",
    timed: false,
  },
  plotly: {
    schema: { raw_metric: "string" },
    template: undefined,
    select: () => "raw_metric",
    timed: false,
  },
} as const satisfies Readonly<Record<string, Drawing>>;

/** A word of {@link drawings}. */
export type DrawingWord = keyof typeof drawings;

/** The words of {@link drawings}, in order. */
export const drawingWords = Object.keys(drawings) as DrawingWord[];

/** The drawing of a type; undefined if rows cannot express it. */
export function drawingOf(word: string): Drawing | undefined {
  const found = drawingWords.find((one) => one === word);
  return found === undefined ? undefined : drawings[found];
}

/** The template of figures, and its path next to the config. */
export const figureTemplate = { path: "templates/figure.liquid", text: "{{ raw_metric[0] }}\n" };

/** The usual fields of an event, as the Events tab shows them. */
export const eventSchema = {
  name: "string",
  description: "string",
  status: "status",
  tags: "string[]",
  metrics: "metric[]",
} as const satisfies Readonly<Record<string, FieldType>>;

/** A topic's YAML. */
export function topicBody(schema: Readonly<Record<string, FieldType>>, event = false): string {
  const fields = Object.entries(schema).map(([name, type]) => `  ${name}: ${type}\n`);
  return `${event ? "event: true\n" : ""}schema:\n${fields.join("")}`;
}

/** The input for a metric's YAML. */
export interface MetricBody {
  readonly type: "test" | "batch" | "dashboard";
  readonly description: string;
  readonly drawing: Drawing;
  readonly topic: string;
  /** The metric's name. */
  readonly name: string;
  readonly units?: string | undefined;
  /** A status that counts rows: `SELECT 1 FROM topic WHERE value > ?`. */
  readonly status?:
    | { readonly where: string; readonly block?: number; readonly warn?: number }
    | undefined;
}

/** A metric's YAML. */
export function metricBody(metric: MetricBody): string {
  const { type, description, drawing, topic, name, units, status } = metric;
  const label = `"${name.replaceAll('"', '""')}"`;
  const query = [
    `SELECT ${drawing.select(label)}`,
    `FROM ${topic}`,
    ...(drawing.order ? [drawing.order] : []),
  ];
  const template =
    drawing.template === undefined
      ? "template_type: custom\ntemplate_file: figure.liquid\n"
      : `template_type: system\ntemplate: ${drawing.template}\n`;
  const lines = [
    `type: ${type}\n`,
    `description: ${JSON.stringify(description)}\n`,
    `query_string: >-\n  ${query.join(" ")}\n`,
    template,
    units === undefined ? "" : `units: ${JSON.stringify(units)}\n`,
    `skip_if_no_data: ${status === undefined}\n`,
    status === undefined
      ? ""
      : `status:\n  query_string: SELECT 1 FROM ${topic} WHERE ${status.where}\n${threshold("block", status.block)}${threshold("warn", status.warn)}`,
  ];
  return lines.join("");
}

function threshold(word: string, value: number | undefined): string {
  return value === undefined ? "" : `  ${word}: ${value}\n`;
}

/** A topic's name derived from a metric's: letters, digits and underscores; undefined if none are left. */
export function topicName(slug: string): string | undefined {
  const name = slug
    .replace(/[^a-z0-9]+/gi, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  if (name === "") return undefined;
  return /^\d/.test(name) ? `t_${name}` : name;
}
