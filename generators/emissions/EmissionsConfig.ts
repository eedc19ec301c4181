import type { FieldType } from "@metrics-project/runtime";

/** Where something stands in a config. Lines and columns count from 1. */
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
  /** In the order of the file; a field whose type is none (T6) is left out. */
  readonly schema: ReadonlyMap<string, ConfigField>;
  readonly at: Position;
}

/** What a metric is computed over. */
export const metricTypes = ["test", "batch", "dashboard"] as const;
type ConfigMetricType = (typeof metricTypes)[number];

/** The platform's own drawings (C7). */
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

/** A query and where it stands. */
export interface ConfigQuery {
  readonly sql: string;
  readonly at: Position;
}

/** What makes a metric fail: its query gives rows where the threshold, its one `?`, is crossed. */
export interface ConfigStatus {
  readonly query: ConfigQuery;
  /** Tried first. At least one of the two is there. */
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
  /** As the file has them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly units: string | undefined;
  /** Whether it is hidden where its query gives no row; undefined where neither it nor `global` says. */
  readonly skipIfNoData: boolean | undefined;
  readonly status: ConfigStatus | undefined;
  readonly at: Position;
}

/** A name and where it is written. */
interface ConfigReference {
  readonly name: string;
  readonly at: Position;
}

/** A metrics set: its order is the page's. */
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

/** What one or several config.resim.yml say together. Parts that have a problem are left out. */
export interface EmissionsConfig {
  /** As they were named. */
  readonly files: readonly string[];
  readonly topics: ReadonlyMap<string, ConfigTopic>;
  readonly metrics: ReadonlyMap<string, ConfigMetric>;
  readonly sets: ReadonlyMap<string, ConfigSet>;
  readonly dashboards: ReadonlyMap<string, ConfigDashboard>;
  /** Names of parts that are there and have a problem. */
  readonly leftOut: {
    readonly topics: ReadonlySet<string>;
    readonly metrics: ReadonlySet<string>;
    readonly sets: ReadonlySet<string>;
  };
}
