import type { AnyData } from "../data/series.js";
import type { MetricTypeWord } from "../facts.js";
import type { MetricsDataId } from "../generated/proto/resim/metrics/proto/metrics.js";
import type {
  AnyType,
  DescribedType,
  ValuesCase,
  ValuesMember,
  ValuesMessage,
} from "./describeType.js";
import type { Find } from "./find.js";
import type { MetricBase, MetricFields } from "./metric.js";
import { referencesIn } from "./references.js";
import type { RuleScope } from "./rules.js";

/** Writes a reference to metrics data. */
type IdOf = (data: AnyData) => MetricsDataId;

/** A values message with all fields present. */
type Written<V> = {
  [K in keyof V as K extends "_unknownFields" ? never : K]-?: V[K];
};

/** The behavior of a metric type, besides its description. */
interface Behavior<M extends MetricBase, V, R, Create> {
  /** Creates a metric from options. Throws at once for what the platform would refuse. */
  readonly create: Create;
  /** Writes the values message. */
  write(metric: M, id: IdOf): Written<V>;
  /** Reads the metric from a values message. */
  read(values: V, fields: MetricFields, find: Find<R>): M;
  /** The platform's rules that do not follow from the description. */
  rules(values: V, scope: RuleScope): void;
}

/** Everything about one metric type. */
export interface MetricDefinition<
  M extends MetricBase,
  W extends MetricTypeWord,
  C extends ValuesCase,
  R,
  Create,
> extends Behavior<M, ValuesMessage<C>, R, Create> {
  readonly type: DescribedType<W, C, R>;
  /** The metrics data of a metric in the order in which its values message refers to them. */
  data(metric: M): AnyData[];
}

/** A definition as seen by code that treats all types alike. */
export interface AnyDefinition {
  readonly type: AnyType;
  write(metric: MetricBase, id: IdOf): ValuesMember["value"];
  read(values: ValuesMember["value"], fields: MetricFields, find: Find<unknown>): MetricBase;
  rules(values: ValuesMember["value"], scope: RuleScope): void;
  data(metric: MetricBase): AnyData[];
}

/** Defines a type of metric: see `scalar.ts` for the shortest, and `table.ts` for the list. */
export function defineMetric<
  M extends MetricBase<W>,
  W extends MetricTypeWord,
  C extends ValuesCase,
  R,
  Create extends (name: string, options: never) => M,
>(
  type: DescribedType<W, C, R>,
  behavior: Behavior<M, ValuesMessage<C>, R, Create>,
): MetricDefinition<M, W, C, R, Create> {
  const data = (metric: M): AnyData[] => {
    const written = new Map<MetricsDataId, AnyData>();
    const values = behavior.write(metric, (one) => {
      const id = { id: { data: one.id } };
      written.set(id, one);
      return id;
    });
    return referencesIn(type as unknown as AnyType, values as ValuesMember["value"]).flatMap(
      ({ id }) => (id === undefined ? [] : (written.get(id) ?? [])),
    );
  };
  return { type, data, ...behavior };
}
