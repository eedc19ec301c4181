import type { MetricTypeWord } from "../../facts.js";
import type { UnpackedMetrics } from "../../unpack/unpackMetrics.js";

/** What a batch expects in its tests: names, with their type or kind. */
export interface WantedNames {
  metrics?: Readonly<Record<string, MetricTypeWord>> | undefined;
  data?: Readonly<Record<string, UnpackedMetrics["metricsData"][number]["kind"]>> | undefined;
}

/**
 * Counts the metrics and data of a batch's tests to report what is missing. A batch that finds
 * nothing, because a test renamed a metric, must not pass.
 *
 *     const names = new TestNames();
 *     for await (const test of tests) names.add(test);
 *     const missing = names.describeMissing({ metrics: { "Top speed": "SCALAR" }, data: { speed: "doubles" } });
 *     if (missing) writer.addTextMetric("Missing in tests", { text: missing, status: "FAIL_WARN" });
 */
export class TestNames {
  readonly #metrics: NameCounts = new Map();
  readonly #data: NameCounts = new Map();
  #tests = 0;

  /** How many tests were added. */
  get tests(): number {
    return this.#tests;
  }

  /** Counts the names of one test. */
  add({ metrics, metricsData }: Pick<UnpackedMetrics, "metrics" | "metricsData">): void {
    this.#tests++;
    countEach(
      this.#metrics,
      metrics.map(({ name, type }) => [name, type]),
    );
    countEach(
      this.#data,
      metricsData.map(({ name, kind }) => [name, kind]),
    );
  }

  /**
   * Markdown: the expected names that are missing, in how many tests, and the names that tests have instead.
   * Undefined if every test has all of them. Reports if there are no tests.
   */
  describeMissing({ metrics = {}, data = {} }: WantedNames): string | undefined {
    if (this.#tests === 0) return "The batch has no tests that could be read.";
    const lines = [
      ...Object.entries(metrics).flatMap((wanted) =>
        this.#missing("metric", wanted, this.#metrics),
      ),
      ...Object.entries(data).flatMap((wanted) => this.#missing("data", wanted, this.#data)),
    ];
    if (lines.length === 0) return undefined;
    return [
      ...lines,
      "",
      `Metrics that tests have: ${listed(this.#metrics)}.`,
      "",
      `Data that tests have: ${listed(this.#data)}.`,
    ].join("\n");
  }

  #missing(what: string, [name, type]: readonly [string, string], counts: NameCounts): string[] {
    const types = counts.get(name) ?? new Map<string, number>();
    const having = types.get(type) ?? 0;
    if (having >= this.#tests) return [];
    const others = [...types].filter(([other]) => other !== type);
    const as = others.map(([other, count]) => `${count} as ${other}`).join(", ");
    const who =
      having === 0
        ? `none of ${this.#tests} tests has`
        : `${this.#tests - having} of ${this.#tests} tests lack`;
    return [
      `- ${who} the ${what} ${JSON.stringify(name)} (${type})${as === "" ? "" : `; found ${as}`}`,
    ];
  }
}

/** How many tests have a name, by its type in the test. */
type NameCounts = Map<string, Map<string, number>>;

const mostListed = 30;

function listed(counts: NameCounts): string {
  if (counts.size === 0) return "none";
  const names = [...counts.keys()].map((name) => JSON.stringify(name));
  const more = names.length - mostListed;
  return names.slice(0, mostListed).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function countEach(counts: NameCounts, entries: readonly (readonly [string, string])[]): void {
  // A name counts once per test, even if several event metrics have it.
  const seen = new Set<string>();
  for (const [name, type] of entries) {
    const key = JSON.stringify([name, type]);
    if (seen.has(key)) continue;
    seen.add(key);
    const types = counts.get(name) ?? new Map<string, number>();
    types.set(type, (types.get(type) ?? 0) + 1);
    counts.set(name, types);
  }
}
