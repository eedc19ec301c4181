import { unpackJobMetrics } from "@metrics-project/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Preview, Previewed } from "../../generators/emissions/preview/Preview.js";
import { type Metric, opened, scalar } from "./previewProject.js";

describe("queries that a preview does not run", () => {
  const custom = (file: string): Metric => ({
    sql: "SELECT speed FROM motion",
    more: { template_type: "custom", template_file: file },
  });
  const cases: [name: string, metric: Metric, problem: RegExp][] = [
    ["a syntax error", scalar("SELEC 1"), /must be a SELECT, got SELEC/],
    [
      "a later syntax error",
      scalar("SELECT 1 FROM motion WHERE"),
      /cannot be parsed: syntax error/,
    ],
    ["two statements", scalar("SELECT 1; DROP TABLE motion"), /one statement/],
    ["one that writes", scalar("COPY motion TO '/tmp/x'"), /must be a SELECT, got COPY/],
    ["ATTACH", scalar("ATTACH '/tmp/x.db'"), /must be a SELECT/],
    ["INSTALL", scalar("INSTALL httpfs"), /must be a SELECT/],
    ["a setting", scalar("SET enable_external_access = true"), /must be a SELECT/],
    ["a reader of files", scalar("SELECT * FROM read_csv('/etc/passwd')"), /calls read_csv/],
    ["a quoted reader", scalar(`SELECT * FROM "read_text"('/etc/passwd')`), /calls read_text/],
    ["a file as a table", scalar("SELECT * FROM '/etc/passwd.csv'"), /the query reads files/],
    ["an unknown table", scalar("SELECT x FROM nowhere"), /unknown topic "nowhere"/],
    ["an unknown column", scalar("SELECT nocolumn FROM motion"), /column "nocolumn"/],
    ["too few columns", { sql: "SELECT speed FROM motion", template: "line" }, /needs the columns/],
    [
      "a ? in the query of a metric",
      scalar("SELECT 1 FROM motion WHERE speed > ?"),
      /must not have a \?/,
    ],
    ["a template that loops", custom("loop.liquid"), /takes too long, or its output is too large/],
    [
      "a template that includes a file outside its folder",
      custom("outside.liquid"),
      /not in the templates folder/,
    ],
    [
      "a missing template",
      custom("absent.liquid"),
      /template not found in the templates folder: absent.liquid/,
    ],
    ["a template that prints text", custom("text.liquid"), /must print a plotly figure/],
    ["a filter that the platform does not have", custom("filter.liquid"), /has no filter "json"/],
  ];
  let preview: Preview;
  let test: Previewed;

  beforeAll(async () => {
    ({ preview, test } = await opened(
      Object.fromEntries([
        ...cases.map(([name, metric]) => [name, metric] as const),
        ["a function of Trino alone", scalar("SELECT NUMERIC_HISTOGRAM(10, speed) FROM motion")],
        ["an unknown function", scalar("SELECT frobnicate(speed) FROM motion")],
        ["a clause of Trino alone", scalar("SELECT 1 FROM motion FETCH FIRST 1 ROWS ONLY")],
        ["a column of metadata", scalar("SELECT team FROM metadata")],
        ["a table of the platform", scalar("SELECT * FROM test_length_seconds")],
      ]),
    ));
  }, 60_000);
  afterAll(() => preview?.[Symbol.dispose]());

  it.each(cases)("%s is reported as a problem", (name, _, problem) => {
    const metric = test.metrics.find((one) => one.name === name);
    expect(metric).toMatchObject({ problem: expect.stringMatching(problem) });
    expect(preview.problems).toContainEqual(expect.stringContaining(`metric "${name}": `));
  });

  it.each([
    ["a function of Trino alone", "NUMERIC_HISTOGRAM"],
    ["an unknown function", "FROBNICATE"],
    ["a clause of Trino alone", "FETCH FIRST"],
    ["a column of metadata", "the column team"],
    ["a table of the platform", "test_length_seconds, which the platform fills"],
  ])("%s is not a problem, but a warning: cannot be previewed: %s", (name, what) => {
    const metric = test.metrics.find((one) => one.name === name);
    expect(metric).toEqual({
      name,
      status: "NOT_APPLICABLE",
      warning: `cannot be previewed: ${what}`,
    });
  });
});

describe("Trino's functions", () => {
  const cases: [sql: string, value: unknown][] = [
    ["SELECT APPROX_PERCENTILE(speed, 0.5) FROM motion", 2],
    ["SELECT approx_percentile(speed, 0.5) FILTER (WHERE speed > 1) FROM motion", 2.5],
    ["SELECT ARBITRARY(gear) FROM motion WHERE speed > 3", 1],
    ["SELECT COUNT_IF(speed > 1) FROM motion", 3],
    ["SELECT COUNT(*) FILTER (WHERE speed > 1) FROM motion", 3],
    [`SELECT CAST(JSON_EXTRACT_SCALAR('{"a": {"b": 3}}', '$.a.b') AS INTEGER)`, 3],
    ["SELECT MAX(CARDINALITY(tags)) FROM motion", 2],
    ["SELECT TO_UNIXTIME(FROM_UNIXTIME(1.5))", 1.5],
    ["SELECT ELEMENT_AT(ARRAY[4, 5], 2)", 5],
    ["SELECT ELEMENT_AT(ARRAY[4, 5], -1)", 5],
    ["SELECT 7 / 2", 3],
    ["SELECT 7 / 2.0", 3.5],
    ["SELECT COUNT(*) FROM motion CROSS JOIN UNNEST(tags) AS t(tag)", 5],
    ["SELECT IF(MAX(speed) > 3, 1, 0) FROM motion", 1],
    ["SELECT DATE_DIFF('second', FROM_UNIXTIME(0), DATE_ADD('minute', 2, FROM_UNIXTIME(0)))", 120],
    ["SELECT CARDINALITY(FILTER(ARRAY[1, 2, 3], x -> x > 1))", 2],
    ["SELECT ARRAY_MAX(TRANSFORM(SEQUENCE(1, 3), x -> x * 2))", 6],
    ["SELECT CARDINALITY(SPLIT('a,b,c', ','))", 3],
    ["SELECT LENGTH(REGEXP_REPLACE('abcabc', 'b', ''))", 4],
    ["SELECT IF(REGEXP_LIKE('abc', 'b+'), 1, 0)", 1],
    ["SELECT WIDTH_BUCKET(2.5, 0, 10, 4)", 2],
    ["SELECT CAST(DATE_FORMAT(FROM_UNIXTIME(90), '%i') AS INTEGER)", 1],
    [
      "SELECT SUM(v) FROM (SELECT speed - LAG(speed, 1, 0) OVER (ORDER BY timestamp) AS v FROM motion)",
      3.5,
    ],
    ["SELECT MAX_BY(gear, speed) FROM motion -- the last", 1],
    ["WITH fast AS (SELECT * FROM motion WHERE speed > 1) SELECT COUNT(*) FROM fast;", 3],
    ["SELECT COUNT(*) FROM motion m JOIN metadata d ON m.job_id = d.job_id", 4],
    ["SELECT IF(TRY(CAST('x' AS INTEGER)) IS NULL, 1, 0)", 1],
    ["SELECT POSITION('?' IN 'a?')", 2],
  ];
  let preview: Preview;
  let test: Previewed;

  beforeAll(async () => {
    ({ preview, test } = await opened(
      Object.fromEntries(cases.map(([sql]) => [sql, scalar(sql)])),
    ));
  });
  afterAll(() => preview?.[Symbol.dispose]());

  it.each(cases)("%s is %s", (sql, value) => {
    const previewed = test.metrics.find(({ name }) => name === sql);
    expect(previewed).toEqual({ name: sql, status: "NOT_APPLICABLE" });
    const metric = unpackJobMetrics(test.message).metrics.find(({ name }) => name === sql);
    expect(metric).toMatchObject({ value });
  });
});
