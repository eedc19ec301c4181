import type { Mapping, Mappings } from "./mappings.js";

/** The topic of a build's events. */
export const eventsTopic = "events";

/** The module that emits the metrics of a test function: one block per metric. */
export function emitModule({ metrics, events }: Mappings): string {
  const types = events
    ? "type EmissionStatus, type StatusRead, type TestContext"
    : "type TestContext";
  const blocks = metrics.map(blockOf);
  if (events) blocks.push(eventsBlock);
  const helper = events ? statusHelper : "";
  return `import { ${types}, unpackJobMetrics } from "@metrics-project/runtime";

/**
 * Emits the metrics of a test as rows of the topics in .resim/metrics, after all are added. \`metrics-project migrate\`
 * wrote it once and does not update it. Over time, emit where the values are computed, and remove the blocks one by one.
 */
export function emitMetrics({
  writer,
  emissions,
}: Pick<TestContext, "writer" | "emissions">): void {
  const metrics = unpackJobMetrics(writer.write());
${blocks.join("")}}
${helper}`;
}

function blockOf({ name, word, topic }: Mapping, index: number): string {
  const find = `metrics.metric(${JSON.stringify(name)}, ${JSON.stringify(word.toUpperCase().replaceAll("-", "_"))})`;
  const to = JSON.stringify(topic);
  const variable = `metric${index + 1}`;
  const single = (row: string) =>
    `\n  const ${variable} = ${find};\n  if (${variable} !== undefined) {\n    emissions.emit(${to}, ${row.replaceAll("$", variable)});\n  }\n`;
  const each = (list: string, members: string, body: string) =>
    `\n  for (const { ${members} } of ${find}?.${list} ?? []) {\n${body}  }\n`;
  switch (word) {
    case "scalar":
      return single("{ value: $.value }");
    case "text":
      return single("{ text: $.text }");
    case "image":
      return single("{ file: $.image }");
    case "plotly":
      return single("{ raw_metric: JSON.stringify($.figure) }");
    case "double-over-time":
      return each(
        "lines",
        "values, legend",
        `    if (values.grouped || values.index?.kind !== "timestamps") continue;
    const series = Array.from(values.values, () => legend ?? values.name);
    emissions.emitSeries(${to}, { series, value: values.values }, { times: values.index.values });
`,
      );
    case "states-over-time":
      return each(
        "series",
        "states, legend",
        `    if (states.grouped || states.index?.kind !== "timestamps") continue;
    const system = Array.from(states.values, () => legend ?? states.name);
    emissions.emitSeries(${to}, { system, state: states.values }, { times: states.index.values });
`,
      );
    case "bar-chart":
      return each(
        "bars",
        "values, legend",
        `    if (values.grouped || values.index?.kind !== "strings") continue;
    const series = Array.from(values.values, () => legend ?? values.name);
    emissions.emitSeries(${to}, { series, category: values.index.values, value: values.values });
`,
      );
    case "line-plot":
      return each(
        "lines",
        "x, y, legend",
        `    if (x.grouped || y.grouped) continue;
    const series = Array.from(y.values, () => legend ?? y.name);
    emissions.emitSeries(${to}, { series, x: x.values, y: y.values });
`,
      );
    case "histogram":
      return `\n  const ${variable} = ${find}?.values;\n  if (${variable}?.grouped === false) {\n    emissions.emitSeries(${to}, { value: ${variable}.values });\n  }\n`;
  }
  throw new Error(`${word} cannot be expressed as rows`);
}

const eventsBlock = `
  for (const { name, description, status, tags, metrics: own, timestamp } of metrics.events) {
    const scalars = own.filter((metric) => metric.type === "SCALAR");
    emissions.emitEvent(
      "${eventsTopic}",
      {
        name,
        description,
        status: statusOf(status),
        tags,
        metrics: scalars.map((metric) => ({
          name: metric.name,
          type: "scalar" as const,
          value: metric.value,
          ...(metric.unit !== undefined && { unit: metric.unit }),
        })),
      },
      { time: timestamp },
    );
  }
`;

const statusHelper = `
/** The name of an event's status in rows. */
function statusOf(status: StatusRead): EmissionStatus {
  return status === "PASSED" || status === "FAIL_WARN" || status === "FAIL_BLOCK"
    ? status
    : "NO_STATUS_REPORTED";
}
`;
