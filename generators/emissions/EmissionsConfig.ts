import type { FieldType } from "@metrics-project/runtime";

/** A position in a config. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A field of a topic's schema. */
export interface ConfigField {
  readonly type: FieldType;
  readonly at: Position;
}

/** A topic as a config declares it. */
export interface ConfigTopic {
  readonly name: string;
  readonly event: boolean;
  /** In the order of the file, without fields of an invalid type (T6). */
  readonly schema: ReadonlyMap<string, ConfigField>;
  readonly at: Position;
}

/** What a metric is computed from. */
export const metricTypes = ["test", "batch", "dashboard"] as const;
type ConfigMetricType = (typeof metricTypes)[number];

/** The platform's own charts (C7). */
export const systemTemplates = [
  "line",
  "bar",
  "table",
  "scalar",
  "image",
  "video",
  "state_timeline",
  "histogram",
  "pie",
] as const;
export type SystemTemplate = (typeof systemTemplates)[number];

/** A query and its position. */
export interface ConfigQuery {
  readonly sql: string;
  readonly at: Position;
}

/** The condition for failing: the query returns rows if the threshold, its one `?`, is crossed. */
export interface ConfigStatus {
  readonly query: ConfigQuery;
  /** Tried first. At least one of the two exists. */
  readonly block: number | undefined;
  readonly warn: number | undefined;
  readonly at: Position;
}

/** A metric as a config declares it. */
export interface ConfigMetric {
  readonly name: string;
  readonly type: ConfigMetricType;
  readonly description: string | undefined;
  readonly query: ConfigQuery;
  /** Drawn by the platform, or by a Liquid file in the folder of templates. */
  readonly template:
    | { readonly kind: "system"; readonly name: SystemTemplate }
    | { readonly kind: "custom"; readonly file: string; readonly at: Position };
  /** As in the file. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly units: string | undefined;
  /** Whether to hide it if its query returns no row; undefined if neither it nor `global` sets this. */
  readonly skipIfNoData: boolean | undefined;
  readonly status: ConfigStatus | undefined;
  readonly at: Position;
}

/** A name and its position. */
interface ConfigReference {
  readonly name: string;
  readonly at: Position;
}

/** A metrics set, in display order. */
export interface ConfigSet {
  readonly name: string;
  readonly metrics: readonly ConfigReference[];
  readonly at: Position;
}

/** A dashboard as a config declares it. */
export interface ConfigDashboard {
  readonly name: string;
  readonly set: ConfigReference;
  readonly description: string | undefined;
  readonly refresh: "auto" | "manual" | undefined;
  readonly dayRange: number | undefined;
  readonly at: Position;
}

/** The merged content of one or several config.resim.yml, without parts that have a problem. */
export interface EmissionsConfig {
  /** As the user named them. */
  readonly files: readonly string[];
  readonly topics: ReadonlyMap<string, ConfigTopic>;
  readonly metrics: ReadonlyMap<string, ConfigMetric>;
  readonly sets: ReadonlyMap<string, ConfigSet>;
  readonly dashboards: ReadonlyMap<string, ConfigDashboard>;
  /** Names of existing parts that have a problem. */
  readonly leftOut: {
    readonly topics: ReadonlySet<string>;
    readonly metrics: ReadonlySet<string>;
    readonly sets: ReadonlySet<string>;
  };
}
