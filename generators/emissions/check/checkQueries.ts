import type {
  ConfigMetric,
  ConfigQuery,
  EmissionsConfig,
  SystemTemplate,
} from "../EmissionsConfig.js";
import { type QueryFacts, queryFacts } from "../sql/queryFacts.js";
import { builtInTables } from "../topicsOfConfig.js";
import type { Add } from "./Add.js";

/** The columns of each chart: minimum, maximum, and meaning. */
const columnsOf: Readonly<
  Record<SystemTemplate, readonly [least: number, most: number, what: string]>
> = {
  line: [3, 3, "series, x, y"],
  bar: [3, 4, "group, category, value and optionally link_path"],
  table: [1, Number.POSITIVE_INFINITY, "any"],
  scalar: [1, 1, "value"],
  image: [1, 1, "file name"],
  video: [1, 1, "file name"],
  state_timeline: [3, 3, "system, timestamp, state"],
  histogram: [1, 1, "values"],
  pie: [2, 2, "label, value"],
};

/** Checks C9 to C12 and Q1 for every query, and A11 for its chart. */
export function checkQueries(config: EmissionsConfig, add: Add): void {
  for (const metric of config.metrics.values()) {
    const path = `metrics.${metric.name}.query_string`;
    const facts = queryFacts(metric.query.sql);
    checkQuery(config, { path, query: metric.query, facts }, add);
    checkColumns(metric, facts, add);
    checkMedia(config, metric, facts, add);
    if (facts.placeholders > 0) {
      add("C12", "warning", {
        path,
        message: "a ? is the placeholder for a threshold; only a status query has one",
        remedy: "Move the condition into the status, or write the number.",
        at: metric.query.at,
      });
    }
    if (metric.status === undefined) continue;
    const { query } = metric.status;
    const status = queryFacts(query.sql);
    const place = `metrics.${metric.name}.status.query_string`;
    checkQuery(config, { path: place, query, facts: status }, add);
    if (status.placeholders === 1) continue;
    add("C12", "problem", {
      path: place,
      message: `a status query must have exactly one ?, the placeholder for block or warn; got ${status.placeholders}`,
      remedy:
        "Compare with ? once. Combine two conditions into one number first: block: 2, warn: 1.",
      at: query.at,
    });
  }
}

interface Query {
  path: string;
  query: ConfigQuery;
  facts: QueryFacts;
}

function checkQuery(config: EmissionsConfig, { path, query, facts }: Query, add: Add): void {
  const known = new Set(
    [...config.topics.keys(), ...config.leftOut.topics, ...builtInTables].map((name) =>
      name.toLowerCase(),
    ),
  );
  for (const table of facts.tables.filter(({ name }) => !known.has(name.toLowerCase()))) {
    add("C10", "problem", {
      path,
      message: `unknown table "${table.name}": it must be a topic, a built-in table or a WITH of the query`,
      remedy: `Topics: ${[...config.topics.keys()].join(", ") || "none"}; built-in tables: ${builtInTables.join(", ")}.`,
      at: query.at,
    });
  }
  for (const column of facts.unqualified) {
    add("C11", "problem", {
      path,
      message: `ambiguous column ${column.name}: all joined tables have it`,
      remedy: `Write TABLE.${column.name}.`,
      at: query.at,
    });
  }
  if (facts.statements === 1 && ["SELECT", "WITH", "VALUES"].includes(facts.verb)) return;
  const got = facts.statements === 1 ? facts.verb : `${facts.statements} statements`;
  add("Q1", "problem", {
    path,
    message: `a query must be one SELECT, got ${got || "nothing"}`,
    remedy: "Keep one statement that reads.",
    at: query.at,
  });
}

function checkColumns({ name, query, template }: ConfigMetric, facts: QueryFacts, add: Add): void {
  if (template.kind !== "system" || facts.columns === undefined) return;
  const [least, most, what] = columnsOf[template.name];
  if (facts.columns >= least && facts.columns <= most) return;
  add("A11", "warning", {
    path: `metrics.${name}.query_string`,
    message: `${template.name} must have the columns ${what}; got ${facts.columns}`,
    remedy: "Select exactly these, in this order.",
    at: query.at,
  });
}

function checkMedia(
  { topics, leftOut }: EmissionsConfig,
  { name, template, query }: ConfigMetric,
  facts: QueryFacts,
  add: Add,
): void {
  if (template.kind !== "system") return;
  const kind = template.name;
  if (kind !== "image" && kind !== "video") return;
  const used = new Set(facts.tables.map((table) => table.name.toLowerCase()));
  const has = [...topics.values()].some(
    (topic) =>
      used.has(topic.name.toLowerCase()) &&
      [...topic.schema.values()].some(({ type }) => type === kind),
  );
  // The fields of an unreadable topic are unknown.
  if (has || [...leftOut.topics].some((topic) => used.has(topic.toLowerCase()))) return;
  add("C9", "problem", {
    path: `metrics.${name}.query_string`,
    message: `${kind} shows files, but no topic of the query has a field of type ${kind}`,
    remedy: `Use a field of type ${kind} in the topic that names the files.`,
    at: query.at,
  });
}
