import type { ConfigMetric, EmissionsConfig } from "../EmissionsConfig.js";
import { queryFacts } from "../sql/queryFacts.js";
import { isBuiltIn } from "../topicsOfConfig.js";
import type { Add } from "./Add.js";

const longest = 120;
const fewest = 5;
const most = 20;

/** Advice about things that the platform accepts: A1 to A6, A8 to A10. */
export function advise(config: EmissionsConfig, add: Add): void {
  for (const metric of config.metrics.values()) adviseMetric(metric, add);
  for (const { name, event, schema, at } of config.topics.values()) {
    const odd = [name, ...schema.keys()].filter((word) => !/^[a-z_]\w*$/i.test(word));
    if (odd.length > 0) {
      add("A6", "warning", {
        path: `topics.${name}`,
        message: `SQL reads a topic as a table, and needs quotes around these names: ${odd.join(", ")}`,
        remedy: "Use only letters, digits and underscores.",
        at,
      });
    }
    const lacking = ["name", "description", "status", "tags"].filter((field) => !schema.has(field));
    if (event && lacking.length > 0) {
      add("A8", "warning", {
        path: `topics.${name}.schema`,
        message: `the Events tab shows name, description, status and tags of an event; missing in the schema: ${lacking.join(", ")}`,
        remedy: "Add name, description: string, status: status, tags: string[].",
        at,
      });
    }
  }
  adviseSets(config, add);
  adviseGates(config, add);
  adviseUnused(config, add);
}

function adviseMetric(metric: ConfigMetric, add: Add): void {
  const { name, description, skipIfNoData, status, template, units, at } = metric;
  const path = `metrics.${name}`;
  if (skipIfNoData === undefined || (status !== undefined && skipIfNoData)) {
    const wanted = status === undefined ? "true or false" : "false, since a status judges it";
    add("A1", "warning", {
      path: `${path}.skip_if_no_data`,
      message: `the metric "${name}" should have skip_if_no_data: ${wanted}; got ${skipIfNoData ?? "no value"}`,
      remedy:
        status === undefined
          ? "Set skip_if_no_data: true to hide it if its query returns no row."
          : "Set skip_if_no_data: false: nobody notices that a hidden metric is missing.",
      at,
    });
  }
  if (template.kind === "system" && template.name === "scalar" && units === undefined) {
    add("A4", "warning", {
      path: `${path}.units`,
      message: `the scalar "${name}" has no units`,
      remedy: "Add units, such as units: m; for a count, what is counted.",
      at,
    });
  }
  if (description !== undefined && description.length > longest) {
    add("A5", "warning", {
      path: `${path}.description`,
      message: `the description of "${name}" has ${description.length} characters; at most ${longest} are displayed well`,
      remedy: "Shorten it to one line.",
      at,
    });
  }
}

function adviseSets({ sets, metrics, leftOut }: EmissionsConfig, add: Add): void {
  for (const set of sets.values()) {
    if (set.metrics.some(({ name }) => leftOut.metrics.has(name))) continue;
    const tests = set.metrics
      .map(({ name }) => metrics.get(name))
      .filter((metric) => metric?.type === "test");
    const path = `metrics sets.${set.name}`;
    if (tests.length > 0 && (tests.length < fewest || tests.length > most)) {
      add("A2", "warning", {
        path,
        message: `the set "${set.name}" has ${tests.length} test metrics; ${fewest} to ${most} fit a page that people read`,
        remedy: "Add metrics, or split the set.",
        at: set.at,
      });
    }
    const media = tests.findIndex(
      (metric) =>
        metric?.template.kind === "system" && /^(image|video)$/.test(metric.template.name),
    );
    if (media > 0) {
      add("A3", "warning", {
        path,
        message: `the set "${set.name}" shows the ${tests[media]?.name ?? ""} below other metrics`,
        remedy: "Move it to the top: people look at media first.",
        at: set.at,
      });
    }
  }
}

/** A status does not run if its query returns no row: a test that emits nothing passes, unless a metric counts the rows. */
function adviseGates({ metrics, topics }: EmissionsConfig, add: Add): void {
  const judged = new Map<string, ConfigMetric>();
  const gated = new Set<string>();
  for (const metric of metrics.values()) {
    const { status, query, type } = metric;
    if (status === undefined || type !== "test") continue;
    const [drawn, asked] = [queryFacts(query.sql), queryFacts(status.query.sql)];
    const tables = [...drawn.tables, ...asked.tables].map(({ name }) => name.toLowerCase());
    const isGate =
      drawn.counts && asked.counts && metric.skipIfNoData !== true && status.block !== undefined;
    for (const table of tables) {
      if (isGate) gated.add(table);
      else if (!judged.has(table)) judged.set(table, metric);
    }
  }
  for (const { name } of topics.values()) {
    const metric = judged.get(name.toLowerCase());
    if (metric === undefined || gated.has(name.toLowerCase())) continue;
    add("A9", "warning", {
      path: `metrics.${metric.name}.status`,
      message: `the status of "${metric.name}" passes if the topic "${name}" has no rows: no metric counts them`,
      remedy: `Add a scalar with \`SELECT COUNT(*) FROM ${name}\`, and as its status \`SELECT 1 FROM (SELECT COUNT(*) AS n FROM ${name}) s WHERE s.n <= ?\` with block: 0.`,
      at: metric.at,
    });
  }
}

function adviseUnused({ metrics, topics, leftOut }: EmissionsConfig, add: Add): void {
  // The queries of an unreadable metric are unknown.
  if (leftOut.metrics.size > 0) return;
  const used = usedTables(metrics.values());
  for (const { name, event, at } of topics.values()) {
    if (event || used.has(name.toLowerCase()) || isBuiltIn(name)) continue;
    add("A10", "warning", {
      path: `topics.${name}`,
      message: `no query uses the topic "${name}"`,
      remedy:
        "Add a metric that uses it, or remove the topic before you sync it: schemas can only grow.",
      at,
    });
  }
}

/** The tables of all queries, in lowercase. */
function usedTables(metrics: Iterable<ConfigMetric>): Set<string> {
  const used = new Set<string>();
  for (const { query, status } of metrics) {
    for (const { sql } of [query, ...(status === undefined ? [] : [status.query])]) {
      for (const { name } of queryFacts(sql).tables) used.add(name.toLowerCase());
    }
  }
  return used;
}
