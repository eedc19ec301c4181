import { type MetricTypeWord, metricTypeList } from "@metrics-project/runtime";

type Kebab<Word extends string> = Word extends `${infer First}_${infer Rest}`
  ? `${Lowercase<First>}-${Kebab<Rest>}`
  : Lowercase<Word>;

/** A value of `--type`: the type's word, as file names are written. Each has a template of that name. */
export type MetricStubName = Kebab<MetricTypeWord>;

/** What the stub of one metric type is made of. */
export interface MetricStub {
  /** The type as an unpacked metric says it. */
  readonly word: MetricTypeWord;
  /** The status that the stub's made-up values come to. */
  readonly status: "PASSED" | "NOT_APPLICABLE";
}

const stubs = new Map(
  metricTypeList.map(({ word, judged }): [MetricStubName, MetricStub] => [
    word.toLowerCase().replaceAll("_", "-") as MetricStubName,
    { word, status: judged ? "PASSED" : "NOT_APPLICABLE" },
  ]),
);

/** The values of `--type`. */
export const metricStubNames: readonly MetricStubName[] = [...stubs.keys()];

/** What is known of a type. */
export function metricStub(name: MetricStubName): MetricStub {
  const stub = stubs.get(name);
  if (stub === undefined) throw new Error(`unknown metric type ${name}`);
  return stub;
}
