import type { EmissionRow, MetricsWriter } from "@metrics-project/runtime";
import { shown } from "./QueryResult.js";
import { escaped } from "./systemCharts.js";

/** Maximum rows in the table of a topic. */
const mostRows = 200;

/** Shows rows as a table per topic, for emissions without a config. */
export class TopicTables {
  readonly #topics = new Map<string, { rows: EmissionRow[]; count: number; names: Set<string> }>();
  /** Total number of rows. */
  rows = 0;

  add(row: EmissionRow): void {
    this.rows++;
    let topic = this.#topics.get(row.topic);
    if (topic === undefined) {
      topic = { rows: [], count: 0, names: new Set() };
      this.#topics.set(row.topic, topic);
    }
    topic.count++;
    if (topic.rows.length >= mostRows) return;
    topic.rows.push(row);
    for (const name of Object.keys(row.data)) topic.names.add(name);
  }

  addTo(writer: MetricsWriter): void {
    for (const [name, { rows, count, names }] of this.#topics) {
      const fields = [...names];
      const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
      const lines = [
        line(["timestamp", ...fields.map(escaped)]),
        line(["timestamp", ...fields].map(() => ":--")),
        ...rows.map(({ time, data }) =>
          line([
            time === undefined ? "" : String(time),
            ...fields.map((field) => escaped(cell(data[field]))),
          ]),
        ),
      ];
      const more = count - rows.length;
      const rest = more > 0 ? `\n\n… and ${more} more rows` : "";
      writer.addTextMetric(name, {
        text: `${lines.join("\n")}${rest}`,
        description: `${count} rows of the topic`,
      });
    }
  }
}

function cell(value: unknown): string {
  const isPlain = typeof value !== "object" || value === null;
  if (isPlain || (Array.isArray(value) && value.every((one) => typeof one === "string"))) {
    return shown(value);
  }
  return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one));
}
