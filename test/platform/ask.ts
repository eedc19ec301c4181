import type { LocalPlatform } from "@metrics-project/platform";
import type { components } from "@metrics-project/runtime";

type Schemas = components["schemas"];
type Whole<T> = { [K in keyof T]-?: NonNullable<T[K]> };

/** What any answer may hold; a test that reads what is not there fails at that. */
interface Body extends Whole<Schemas["batch"]> {
  message: string;
  name: string;
  nextPageToken: string;
  total: number;
  projects: Whole<Schemas["project"]>[];
  batches: Whole<Schemas["batch"]>[];
  jobs: Whole<Schemas["job"]>[];
  metrics: Whole<Schemas["jobMetric"]>[];
  metricsData: Whole<Schemas["jobMetricsData"]>[];
  batchMetrics: Whole<Schemas["batchMetric"]>[];
  events: Whole<Schemas["event"]>[];
  logs: Whole<Schemas["jobLog"]>[];
  experienceTags: Whole<Schemas["experienceTag"]>[];
  testSuites: Whole<Schemas["testSuite"]>[];
}

/** A GET of the API: its status and its body. */
export async function ask(platform: LocalPlatform, path: string, token = platform.token) {
  const response = await fetch(`${platform.apiURL}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text === "" ? "{}" : text) as Body };
}

/** The first of a list that has one. */
export function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new Error("the list is empty");
  return one;
}
