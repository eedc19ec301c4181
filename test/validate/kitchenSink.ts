import { readFileSync } from "node:fs";
import { decodeJobMetrics } from "@metrics-project/runtime";
import type {
  Event,
  JobMetrics,
  Metric,
  MetricCollection,
  MetricsData,
  MetricsDataId,
  MetricValues,
  Series,
} from "../../runtime/src/generated/proto/resim/metrics/proto/metrics.js";

const file = new URL("../fixtures/vectors/kitchen_sink.binproto", import.meta.url);

/** Something that is known to be there. */
export function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the message lacks what this test changes");
  return value;
}

type Values = NonNullable<MetricValues["metricValues"]>;
type Kind = NonNullable<Series["series"]>;

type ByCase<U extends { $case: string; value: unknown }> = { [C in U as C["$case"]]: C["value"] };

/** A valid message with every metric type, read afresh, and ways into it for changing it. */
export class KitchenSink {
  readonly message: JobMetrics = decodeJobMetrics(readFileSync(file));

  get collection(): MetricCollection {
    return there(this.message.jobLevelMetrics);
  }

  metric(name: string): Metric {
    return there(this.collection.metrics.find((metric) => metric.name === name));
  }

  /** The values of the first metric that has this member. */
  values<M extends Values["$case"]>(member: M): ByCase<Values>[M] {
    for (const { metricValues } of this.collection.metrics) {
      const values = metricValues?.metricValues;
      if (values?.$case === member)
        return (values as { value: unknown }).value as ByCase<Values>[M];
    }
    throw new Error(`there are no ${member}`);
  }

  data(name: string): MetricsData {
    return there(this.message.metricsData.find((data) => data.name === name));
  }

  /** The elements of plain metrics data. */
  series<K extends Kind["$case"]>(name: string, kind: K): ByCase<Kind>[K] {
    const { data } = this.data(name);
    const series = data?.$case === "series" ? data.value.series : undefined;
    if (series?.$case !== kind) throw new Error(`${name} holds no ${kind}`);
    return (series as { value: unknown }).value as ByCase<Kind>[K];
  }

  categories(name: string): Record<string, Series> {
    const { data } = this.data(name);
    if (data?.$case !== "seriesPerCategory") throw new Error(`${name} has no categories`);
    return data.value.categoryToSeries;
  }

  event(at: number): Event {
    return there(this.message.events[at]);
  }
}

/** The id of some metrics data, as a reference of its own. */
export function refer(data: MetricsData): MetricsDataId {
  return structuredClone(there(data.metricsDataId));
}

export function madeID(id: string): MetricsDataId {
  return { id: { data: id } };
}
