import { totalmem } from "node:os";
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { EmissionRow, FieldType } from "@metrics-project/runtime";
import { CommandError } from "../../io/CommandError.js";
import type { PreviewedBatch, PreviewedTest } from "./PreviewedTest.js";
import type { DuckDB } from "./previewTools.js";
import type { QueryResult } from "./QueryResult.js";
import { explainQueryError } from "./queryError.js";
import {
  factTables,
  literal,
  type ScopeName,
  scopes,
  type TableTopic,
  topicTables,
} from "./tables.js";
import { trinoMacros } from "./trinoFunctions.js";
import { RefusedQuery, trinoSql } from "./trinoSql.js";

/** The rows that a query sees. */
export type Scope =
  | { readonly name: "test"; readonly jobID: string }
  | { readonly name: Exclude<ScopeName, "test"> };

/** How a test ended, in the platform's words. */
export interface TestOutcome {
  readonly jobStatus: string;
  readonly conflatedStatus: string;
  readonly metricsStatus: string;
}

/** Trino's behavior, which each connection must be set to. */
const dialect = ["integer_division = true", "TimeZone = 'UTC'"];

/** Maximum bytes for the rows: half of the memory, but no more than this. */
const mostMemory = 4e9;

/** Disables extensions, and locks the configuration. The instance has no file access from the start. */
const locks = [
  "autoinstall_known_extensions = false",
  "autoload_known_extensions = false",
  "allow_community_extensions = false",
  `memory_limit = '${Math.floor(Math.min(mostMemory, totalmem() / 2) / 1e6)}MB'`,
  "lock_configuration = true",
];

/** Number of rows appended at once: one DuckDB vector. */
const chunkRows = 2048;
/** Maximum rows of a result. */
const mostRows = 100_000;
/** Timeout of a query in milliseconds. */
const timeLimit = 30_000;

/**
 * The emissions of a rehearsal as tables for a config's queries. It keeps them in memory, and has no access
 * to files or the network.
 */
export class EmissionsDatabase implements Disposable {
  readonly #duckdb: DuckDB;
  readonly #instance: DuckDBInstance;
  readonly #main: DuckDBConnection;
  readonly #scopes: ReadonlyMap<ScopeName, DuckDBConnection>;
  readonly #topics = new Map<string, ReadonlyMap<string, FieldType>>();
  readonly #jobs = new Map<string, number>();
  readonly #batches: PreviewedBatch[] = [];
  /** The current test of the connection for tests. */
  #current: number | undefined;

  private constructor(
    duckdb: DuckDB,
    instance: DuckDBInstance,
    main: DuckDBConnection,
    connections: ReadonlyMap<ScopeName, DuckDBConnection>,
  ) {
    this.#duckdb = duckdb;
    this.#instance = instance;
    this.#main = main;
    this.#scopes = connections;
  }

  /** @param topics one table is created for each, empty at first */
  static async open(duckdb: DuckDB, topics: Iterable<TableTopic>): Promise<EmissionsDatabase> {
    const instance = await duckdb.DuckDBInstance.create(":memory:", {
      enable_external_access: "false",
    });
    const main = await instance.connect();
    for (const macro of trinoMacros) await main.run(`CREATE MACRO ${macro}`);
    for (const statement of factTables()) await main.run(statement);
    const connections = new Map<ScopeName, DuckDBConnection>();
    for (const scope of scopes) {
      const connection = await instance.connect();
      await connection.run(`SET search_path = '${scope},main'`);
      for (const setting of dialect) await connection.run(`SET ${setting}`);
      connections.set(scope, connection);
    }
    for (const lock of locks) await main.run(`SET ${lock}`);
    const database = new EmissionsDatabase(duckdb, instance, main, connections);
    for (const topic of topics) await database.addTopic(topic);
    return database;
  }

  [Symbol.dispose](): void {
    for (const connection of this.#scopes.values()) connection.closeSync();
    this.#main.closeSync();
    this.#instance.closeSync();
  }

  /** The topics that have a table. */
  get topics(): ReadonlySet<string> {
    return new Set(this.#topics.keys());
  }

  async addTopic(topic: TableTopic): Promise<void> {
    for (const statement of topicTables(topic)) await this.#main.run(statement);
    const fields = [...topic.schema].map(([name, { type }]) => [name, type] as const);
    this.#topics.set(topic.name, new Map(fields));
  }

  /** Adds a batch: the rehearsal's first, then the synthetic ones. */
  async addBatch(batch: PreviewedBatch): Promise<number> {
    const number = this.#batches.push(batch) - 1;
    const values = [
      String(number),
      literal(batch.batchID),
      literal("00000000-0000-4000-8000-000000000000"),
      literal(batch.name),
      literal(batch.batchID),
      literal(batch.buildVersion),
      `TIMESTAMP ${literal(batch.created.toISOString().replace("Z", ""))}`,
    ];
    await this.#main.run(`INSERT INTO base.batches VALUES (${values.join(", ")})`);
    return number;
  }

  /**
   * Adds the rows of a test of the rehearsal's batch. Skips rows of topics without a table, and fields that
   * the topic does not have.
   */
  async addTest(
    { jobID, name }: Pick<PreviewedTest, "jobID" | "name">,
    rows: AsyncIterable<EmissionRow>,
  ): Promise<void> {
    const job = this.#jobs.size;
    this.#jobs.set(jobID, job);
    await this.#main.run(
      `INSERT INTO base.jobs VALUES (${job}, ${job}, 0, ${literal(jobID)}, ${literal(jobID)},
        ${literal(name)}, 'EXPERIENCE_RUNNING', 'RUNNING', 'NO_STATUS_REPORTED')`,
    );
    const waiting = new Map<string, EmissionRow[]>();
    for await (const row of rows) {
      if (!this.#topics.has(row.topic)) continue;
      const list = waiting.get(row.topic) ?? [];
      waiting.set(row.topic, list);
      list.push(row);
      if (list.length < chunkRows) continue;
      await this.#append(row.topic, job, list);
      list.length = 0;
    }
    for (const [topic, list] of waiting) await this.#append(topic, job, list);
  }

  /** Sets the test's result in `metadata`, for queries over the batch. */
  async setOutcome(jobID: string, outcome: TestOutcome): Promise<void> {
    await this.#main.run(
      `UPDATE base.jobs SET job_status = ${literal(outcome.jobStatus)},
        job_conflated_status = ${literal(outcome.conflatedStatus)},
        job_metrics_status = ${literal(outcome.metricsStatus)}
        WHERE origin = ${this.#jobs.get(jobID) ?? -1}`,
    );
  }

  /** Adds a synthetic batch: the rehearsal's tests with slightly varied numbers. */
  async addEarlierBatch(batch: PreviewedBatch): Promise<void> {
    const number = await this.addBatch(batch);
    await this.#main.run(
      `INSERT INTO base.jobs SELECT ${number} * 1000000 + job, origin, ${number}, uuid(), experience_id,
        experience_name, job_status, job_conflated_status, job_metrics_status
        FROM base.jobs WHERE batch = 0`,
    );
  }

  /**
   * Runs one query of the config's dialect.
   * @param threshold the value for the one `?` of a status query
   * @throws RefusedQuery if it is not one SELECT over existing tables
   * @throws NotPreviewable if it uses something that is not available here
   */
  async query(scope: Scope, sql: string, threshold?: number): Promise<QueryResult> {
    const statement = trinoSql(sql, threshold);
    const connection = this.#scopes.get(scope.name);
    if (connection === undefined) throw new Error(`no connection for ${scope.name}`);
    if (scope.name === "test") {
      const job = this.#jobs.get(scope.jobID);
      if (job === undefined) throw new Error(`no test ${scope.jobID}`);
      if (job !== this.#current) await connection.run(`SET VARIABLE current_job = ${job}`);
      this.#current = job;
    }
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      connection.interrupt();
    }, timeLimit);
    try {
      const reader = await connection.streamAndReadUntil(statement, mostRows);
      const columns = reader.getColumnsJS();
      const rows = Math.min(columns[0]?.length ?? 0, mostRows);
      return {
        names: reader.columnNames(),
        columns: columns.map((column) => (column.length > rows ? column.slice(0, rows) : column)),
        rows,
        cut: !reader.done || (columns[0]?.length ?? 0) > rows,
      };
    } catch (error) {
      if (isLate) {
        throw new RefusedQuery(`the query timed out after ${timeLimit / 1000} s here`, {
          cause: error,
        });
      }
      throw explainQueryError(error, sql);
    } finally {
      clearTimeout(timer);
    }
  }

  async #append(topic: string, job: number, rows: readonly EmissionRow[]): Promise<void> {
    const fields = this.#topics.get(topic);
    if (fields === undefined || rows.length === 0) return;
    const { DuckDBDataChunk, INTEGER, BIGINT } = this.#duckdb;
    const types = [INTEGER, BIGINT, ...[...fields.values()].map((type) => this.#typeOf(type))];
    const chunk = DuckDBDataChunk.create(types, rows.length);
    chunk.setColumns([
      rows.map(() => job),
      rows.map(({ time }) => time ?? null),
      ...[...fields].map(([name, type]) => rows.map(({ data }) => this.#valueOf(type, data[name]))),
    ]);
    try {
      const appender = await this.#main.createAppender(`rows of ${topic}`, "base");
      appender.appendDataChunk(chunk);
      appender.closeSync();
    } catch (cause) {
      const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
      if (!/Out of Memory/i.test(reason)) throw cause;
      throw new CommandError(`the rows of ${topic} do not fit in memory: ${reason}`, {
        hint: "Emit fewer rows, or rehearse fewer tests: set another folder with --tests.",
        cause,
      });
    }
  }

  #typeOf(type: FieldType): DuckDBType {
    const { BOOLEAN, BIGINT, DOUBLE, LIST, VARCHAR } = this.#duckdb;
    switch (type) {
      case "boolean":
        return BOOLEAN;
      case "int":
        return BIGINT;
      case "float":
        return DOUBLE;
      case "string[]":
        return LIST(VARCHAR);
      case "string":
      case "status":
      case "image":
      case "video":
      case "metric[]":
        return VARCHAR;
    }
  }

  /** Null for a value of another type, which the row check has already reported. */
  #valueOf(type: FieldType, value: unknown): DuckDBValue {
    switch (type) {
      case "boolean":
        return typeof value === "boolean" ? value : null;
      case "int":
        return isWhole(value) ? BigInt.asIntN(64, BigInt(value)) : null;
      case "float":
        return typeof value === "number" || typeof value === "bigint" ? Number(value) : null;
      case "string[]":
        return Array.isArray(value) ? this.#duckdb.listValue(value.map(String)) : null;
      case "metric[]":
        return value === undefined ? null : JSON.stringify(value, bigintAsNumber);
      case "string":
      case "status":
      case "image":
      case "video":
        return typeof value === "string" ? value : null;
    }
  }
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

function bigintAsNumber(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
