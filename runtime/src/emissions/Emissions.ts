import type { Timestamp } from "../data/timestamp.js";
import type { ColumnsOf, EventTopic, PlainTopic, ProjectTopics, RowOf, Topics } from "./topics.js";

/** A moment: nanoseconds as a bigint, `{ seconds, nanos }`, or a Date (exact to the millisecond). */
export type EmissionTime = bigint | Timestamp | Date;

/**
 * Takes the rows of a test ("emissions") from which SQL in the config draws its metrics. In a project
 * that generates src/generated/emissions.ts, rows that the config does not take do not compile.
 */
export interface Emissions<T extends Topics = ProjectTopics> {
  /** How many rows were emitted. */
  readonly rows: number;

  /**
   * Adds one row. Lists stay lists: the row is never taken apart.
   *
   * @param options.time when it happened. Default: none, for what holds for the whole run.
   * @throws {MetricDefinitionError} naming topic and field, for a topic that is not declared or is an
   *   event (T1, T2, T7), a missing, unknown or mistyped field (T3-T6), and NaN or an infinity
   */
  emit<N extends PlainTopic<T>>(
    topic: N,
    row: RowOf<T[N]>,
    options?: { time?: EmissionTime },
  ): void;

  /**
   * Adds one row per element of the columns. All rows are added, or none.
   *
   * @param columns a list or typed array for each field, all of one length
   * @param options.times one for each row. Default: none.
   * @throws {MetricDefinitionError} as {@link emit}, naming the row's index, and for lists of different lengths
   */
  emitSeries<N extends PlainTopic<T>>(
    topic: N,
    columns: ColumnsOf<T[N]>,
    options?: { times?: BigInt64Array | readonly EmissionTime[] },
  ): void;

  /**
   * Adds one event. `metrics`, where the row has them, must be `{ name, type, value }` objects: the
   * server fails the whole batch on anything else.
   *
   * @throws {MetricDefinitionError} as {@link emit}, and for a topic that is not declared as an event (T7)
   */
  emitEvent<N extends EventTopic<T>>(
    topic: N,
    row: RowOf<T[N]>,
    options: { time: EmissionTime },
  ): void;
}
