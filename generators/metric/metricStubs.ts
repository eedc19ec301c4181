/** What the stub of one metric type is made of. */
interface MetricStub {
  /** The type as an unpacked metric says it. */
  readonly word: string;
  /** What it takes of the mode's context besides the writer. */
  readonly needs?: "outputs" | "projectID";
  /** The status that the stub's made-up values come to. */
  readonly status: string;
}

/** The metric types by the value of `--type`; each has a template of that name. */
export const metricStubs = {
  scalar: { word: "SCALAR", status: "PASSED" },
  "double-summary": { word: "DOUBLE_SUMMARY", status: "PASSED" },
  "double-over-time": { word: "DOUBLE_OVER_TIME", status: "PASSED" },
  "line-plot": { word: "LINE_PLOT", status: "PASSED" },
  "bar-chart": { word: "BAR_CHART", status: "PASSED" },
  "batchwise-bar-chart": { word: "BATCHWISE_BAR_CHART", needs: "projectID", status: "PASSED" },
  "states-over-time": { word: "STATES_OVER_TIME", status: "FAIL_WARN" },
  histogram: { word: "HISTOGRAM", status: "PASSED" },
  plotly: { word: "PLOTLY", status: "NOT_APPLICABLE" },
  image: { word: "IMAGE", needs: "outputs", status: "NOT_APPLICABLE" },
  "image-list": { word: "IMAGE_LIST", needs: "outputs", status: "NOT_APPLICABLE" },
  text: { word: "TEXT", status: "NOT_APPLICABLE" },
} as const satisfies Record<string, MetricStub>;

/** A value of `--type`. */
export type MetricStubName = keyof typeof metricStubs;

/** Those values in the order of the table. */
export const metricStubNames = Object.keys(metricStubs) as MetricStubName[];

/** What is known of a type; `needs` may be absent. */
export function metricStub(name: MetricStubName): MetricStub {
  return metricStubs[name];
}
