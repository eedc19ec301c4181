import type { ExternalFile } from "../data/series.js";

/** The field types of topic schemas. The server has more, but its own emitter refuses those. */
const FIELD_TYPES = [
  "boolean",
  "int",
  "float",
  "string",
  "status",
  "image",
  "video",
  "string[]",
  "metric[]",
] as const;

/** The type of a topic's field. */
export type FieldType = (typeof FIELD_TYPES)[number];

/** A topic in the config: its fields by name, and whether its rows are events. */
export interface Topic {
  readonly event?: boolean;
  readonly schema: Readonly<Record<string, FieldType>>;
}

/** Topics by name, as `metrics-project generate` writes them from a config to src/generated/emissions.ts. */
export type Topics = Readonly<Record<string, Topic>>;

/**
 * The config of a project. `metrics-project generate` adds the member `topics` in src/generated/emissions.ts. Without
 * a config it stays empty, and rows may be anything.
 */
// biome-ignore lint/suspicious/noEmptyInterface: projects extend it, which only works with an interface.
export interface DeclaredEmissions {}

/** The topics of the project's config; any topic without a config. */
export type ProjectTopics = DeclaredEmissions extends { readonly topics: infer T extends Topics }
  ? T
  : Topics;

/** The statuses of a `status` field and of an event's metric. */
export type EmissionStatus = "PASSED" | "FAIL_WARN" | "FAIL_BLOCK" | "NO_STATUS_REPORTED";

/** The types of an event's metric; only `scalar` and `text` are known to be drawn. */
export const EVENT_METRIC_TYPES = [
  "scalar",
  "text",
  "image",
  "plotly",
  "video",
  "artifact",
] as const;

/**
 * One metric of an event. The server's metrics step crashes on a list of metric names, so the writer only accepts such
 * objects.
 */
export interface EventMetric {
  readonly name: string;
  readonly type: (typeof EVENT_METRIC_TYPES)[number];
  /** A number, or a number or other content as a string. */
  readonly value: number | string;
  readonly description?: string;
  readonly unit?: string;
  readonly status?: EmissionStatus;
}

/** Accepted values by field type. Files may be the results of `outputs.file`. */
export interface FieldValues {
  boolean: boolean;
  /** An integer; a bigint if it is beyond 2^53. */
  int: number | bigint;
  float: number;
  string: string;
  status: EmissionStatus;
  image: string | ExternalFile;
  video: string | ExternalFile;
  "string[]": readonly string[];
  "metric[]": readonly EventMetric[];
}

/** The row of a topic: exactly the fields of its schema (T3, T4). Without a config, any JSON object. */
export type RowOf<T extends Topic> = string extends keyof T["schema"]
  ? Readonly<Record<string, unknown>>
  : { readonly [Field in keyof T["schema"]]: FieldValues[T["schema"][Field]] };

/** One list per field of a topic, all of the same length. Numbers may be in typed arrays. */
export type ColumnsOf<T extends Topic> = string extends keyof T["schema"]
  ? Readonly<Record<string, ArrayLike<unknown>>>
  : { readonly [Field in keyof T["schema"]]: Column<T["schema"][Field]> };

type Column<T extends FieldType> =
  | readonly FieldValues[T][]
  | (T extends "int" ? NumberArray | BigInt64Array | BigUint64Array : never)
  | (T extends "float" ? NumberArray : never);

/** A typed array of numbers. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** The names of the topics that are events (T7); any name without a config. */
export type EventTopic<T extends Topics> = string extends keyof T
  ? string
  : { [N in keyof T]: T[N] extends { readonly event: true } ? N : never }[keyof T] & string;

/** The names of the topics that are not events; any name without a config. */
export type PlainTopic<T extends Topics> = string extends keyof T
  ? string
  : Exclude<keyof T & string, EventTopic<T>>;
