import { type MetricTypeWord, metricTypeList } from "@metrics-project/runtime";

type Kebab<Word extends string> = Word extends `${infer First}_${infer Rest}`
  ? `${Lowercase<First>}-${Kebab<Rest>}`
  : Lowercase<Word>;

/** A value of `--type`, in the style of file names. Each has a template with that name. */
export type MetricStubName = Kebab<MetricTypeWord>;

/** The facts about one metric type for its stub. */
export interface MetricStub {
  /** The type of an unpacked metric. */
  readonly word: MetricTypeWord;
  /** The status of the stub's sample values. */
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

/** The facts about a type. */
export function metricStub(name: MetricStubName): MetricStub {
  const stub = stubs.get(name);
  if (stub === undefined) throw new Error(`unknown metric type ${name}`);
  return stub;
}
