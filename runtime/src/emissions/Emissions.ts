import type { Timestamp } from "../data/timestamp.js";
import type { ColumnsOf, EventTopic, PlainTopic, ProjectTopics, RowOf, Topics } from "./topics.js";

/** A timestamp: nanoseconds as a bigint, `{ seconds, nanos }`, or a Date (in milliseconds). */
export type EmissionTime = bigint | Timestamp | Date;

/**
 * Collects the rows of a test ("emissions"), from which SQL in the config computes metrics. In a project that
 * generates src/generated/emissions.ts, rows that do not match the config do not compile.
 */
export interface Emissions<T extends Topics = ProjectTopics> {
  /** How many rows were emitted. */
  readonly rows: number;

  /**
   * Adds one row. Lists stay lists: one call is always one row.
   *
   * @param options.time timestamp of the row. Default: none, for values of the whole run.
   * @throws {MetricDefinitionError} with topic and field, for an undeclared topic or an event topic
   * (T1, T2, T7). Also for a missing, unknown or mistyped field (T3 to T6), and for NaN or infinity
   */
  emit<N extends PlainTopic<T>>(
    topic: N,
    row: RowOf<T[N]>,
    options?: { time?: EmissionTime },
  ): void;

  /**
   * Adds one row per element of the columns. All rows are added, or none.
   *
   * @param columns a list or typed array per field, all of the same length
   * @param options.times one timestamp per row. Default: none.
   * @throws {MetricDefinitionError} as {@link emit} does, with the row's index, and for lists of different lengths
   */
  emitSeries<N extends PlainTopic<T>>(
    topic: N,
    columns: ColumnsOf<T[N]>,
    options?: { times?: BigInt64Array | readonly EmissionTime[] },
  ): void;

  /**
   * Adds one event. `metrics`, if present, must be `{ name, type, value }` objects: for anything
   * else, the server fails the whole batch.
   *
   * @throws {MetricDefinitionError} as {@link emit} does, and for a topic that is not declared as an event (T7)
   */
  emitEvent<N extends EventTopic<T>>(
    topic: N,
    row: RowOf<T[N]>,
    options: { time: EmissionTime },
  ): void;
}
