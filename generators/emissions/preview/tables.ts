import type { FieldType } from "@metrics-project/runtime";

/** A topic as a table: its fields in order. */
export interface TableTopic {
  readonly name: string;
  readonly schema: ReadonlyMap<string, { readonly type: FieldType }>;
}

/** Columns that the platform adds to the rows of every topic. */
const addedColumns = [
  "job_id",
  "batch_id",
  "project_id",
  "experience_name",
  "build_version",
  "run_counter",
] as const;

/** The rows that queries see: those of a test, a batch, or all batches. */
export const scopes = ["test", "batch", "dashboard"] as const;
export type ScopeName = (typeof scopes)[number];

/** Maximum relative difference between the values of synthetic batches and the rehearsal's. */
const spread = 0.1;

/** SQL for the test with the metrics being computed. */
const currentJob = "getvariable('current_job')";

/** How a field is stored. */
function columnType(type: FieldType): string {
  switch (type) {
    case "boolean":
      return "BOOLEAN";
    case "int":
      return "BIGINT";
    case "float":
      return "DOUBLE";
    case "string":
    case "status":
    case "image":
    case "video":
      return "VARCHAR";
    case "string[]":
      return "VARCHAR[]";
    case "metric[]":
      return "JSON";
  }
}

/** A quoted SQL identifier, for any name. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Statements that create the tables of tests and batches. */
export function factTables(): string[] {
  return [
    "CREATE SCHEMA base",
    ...scopes.map((scope) => `CREATE SCHEMA ${scope}`),
    `CREATE TABLE base.batches (batch INTEGER, batch_id VARCHAR, project_id VARCHAR, batch_name VARCHAR,
       build_id VARCHAR, build_version VARCHAR, created TIMESTAMP)`,
    // A test of a synthetic batch has the rows of the test that it is based on.
    `CREATE TABLE base.jobs (job INTEGER, origin INTEGER, batch INTEGER, job_id VARCHAR,
       experience_id VARCHAR, experience_name VARCHAR, job_status VARCHAR, job_conflated_status VARCHAR,
       job_metrics_status VARCHAR)`,
    ...scopes.map(
      (scope) => `CREATE VIEW ${scope}.metadata AS
        SELECT j.job_id, b.batch_id, b.project_id, j.experience_id, j.experience_name, b.batch_name,
          b.build_id, b.build_version, b.created AS build_creation_timestamp,
          b.created AS batch_creation_timestamp, b.created AS job_creation_timestamp,
          'main' AS branch_name, j.job_status, j.job_conflated_status, j.job_metrics_status,
          CAST([] AS VARCHAR[]) AS tags, CAST([] AS VARCHAR[]) AS experience_tags, 1 AS run_counter
        FROM base.jobs j JOIN base.batches b USING (batch) WHERE ${conditionOf(scope)}`,
    ),
  ];
}

/** Statements that create a topic's table, and its view in each scope. */
export function topicTables({ name, schema }: TableTopic): string[] {
  const fields = [...schema].map(([field, { type }]) => ({ field, type }));
  const base = `base.${quoted(`rows of ${name}`)}`;
  const columns = fields.map(({ field, type }) => `${quoted(field)} ${columnType(type)}`);
  const own = new Set(fields.map(({ field }) => field.toLowerCase()));
  const added = addedColumns
    .filter((column) => !own.has(column))
    .map((column) =>
      `${isOfJob(column) ? "j" : "b"}.${column}`.replace("b.run_counter", "1 AS run_counter"),
    );
  const time = own.has("timestamp") ? [] : [`r."time of the row" AS "timestamp"`];
  return [
    `CREATE TABLE ${base} (job INTEGER, "time of the row" BIGINT${columns.map((one) => `, ${one}`).join("")})`,
    ...scopes.map((scope) => {
      const values = fields.map(({ field, type }) =>
        scope === "dashboard" && type === "float"
          ? `${perturbed(name, field)} AS ${quoted(field)}`
          : `r.${quoted(field)}`,
      );
      return `CREATE VIEW ${scope}.${quoted(name)} AS SELECT ${[...values, ...time, ...added].join(", ")}
        FROM ${base} r JOIN base.jobs j ON j.origin = r.job JOIN base.batches b USING (batch)
        WHERE ${conditionOf(scope)}${scope === "test" ? ` AND r.job = ${currentJob}` : ""}`;
    }),
  ];
}

function isOfJob(column: (typeof addedColumns)[number]): boolean {
  return column === "job_id" || column === "experience_name";
}

/** The rehearsal's own batch is number 0. */
function conditionOf(scope: ScopeName): string {
  switch (scope) {
    case "test":
      return `j.batch = 0 AND j.job = ${currentJob}`;
    case "batch":
      return "j.batch = 0";
    case "dashboard":
      return "true";
  }
}

/** A value of a synthetic test, the same in every rehearsal. */
function perturbed(topic: string, field: string): string {
  const seed = `b.batch_name || ' ' || j.experience_name || ${literal(` ${topic} ${field}`)}`;
  const draw = `((hash(${seed}) % 1000003) / 1000002.0::DOUBLE)`;
  return `CASE WHEN j.batch = 0 THEN r.${quoted(field)}
    ELSE r.${quoted(field)} * (1 + ${spread} * (2 * ${draw} - 1)) END`;
}

/** A SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
