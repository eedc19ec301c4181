import { describe, expect, it } from "vitest";
import { queryFacts } from "../../generators/emissions/sql/queryFacts.js";

const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);

describe("the tables of a query", () => {
  it.each<[string, string[]]>([
    ["SELECT 1", []],
    ["select x from motion", ["motion"]],
    ["SELECT x FROM motion m, speeds AS s WHERE m.a IN (1, 2)", ["motion", "speeds"]],
    ['SELECT "from" FROM "odd name" -- FROM comment\n/* JOIN b */', ["odd name"]],
    ["SELECT 'FROM a' FROM b", ["b"]],
    ["SELECT EXTRACT(YEAR FROM t), TRIM(BOTH 'x' FROM s), SUBSTRING(a FROM 2) FROM c", ["c"]],
    ["SELECT a FROM b WHERE x IS NOT DISTINCT FROM y AND z IS DISTINCT FROM w", ["b"]],
    ["SELECT DISTINCT a FROM b", ["b"]],
    ["SELECT * FROM a LEFT JOIN b ON a.x = b.x CROSS JOIN UNNEST(b.list) AS u(v)", ["a", "b"]],
    ["SELECT * FROM (SELECT x FROM a) s JOIN (b JOIN c ON b.x = c.x) ON true", ["a", "b", "c"]],
    ["WITH a AS (SELECT 1 FROM t), b (x, y) AS (SELECT * FROM a) SELECT * FROM b, u", ["t", "u"]],
    ["WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", []],
    ["SELECT x FROM catalog.schema.motion", ["motion"]],
    ["SELECT x FROM a UNION ALL SELECT x FROM b", ["a", "b"]],
    ["SELECT x FROM a WHERE y > (SELECT AVG(y) FROM b) ORDER BY x, y", ["a", "b"]],
    ["SELECT x FROM (VALUES (1, 2), (3, 4)) AS v(x, y)", []],
    ["SELECT x FROM TABLE(sequence(1, 2))", []],
    ["SELECT COUNT(*) FILTER (WHERE x > 1) OVER (PARTITION BY a, b) FROM c", ["c"]],
    ["SELECT 'it''s' FROM a WHERE b = 'FROM", ["a"]],
  ])("%s", (sql, tables) => {
    expect(names(queryFacts(sql).tables)).toEqual(tables);
  });
});

describe("columns that a join makes ambiguous", () => {
  it.each<[string, string[]]>([
    ["SELECT job_id FROM a", []],
    ["SELECT job_id FROM a JOIN b ON a.x = b.x", ["job_id"]],
    ["SELECT a.job_id AS job_id, b.x batch_id FROM a JOIN b ON a.job_id = b.job_id", []],
    ["SELECT job_id, x FROM a JOIN b USING (job_id)", []],
    ["WITH c AS (SELECT job_id FROM a) SELECT c.x FROM c JOIN b ON c.job_id = b.job_id", []],
    [
      "SELECT COUNT(DISTINCT job_id) FROM a JOIN b ON a.x = b.x GROUP BY build_version",
      ["job_id", "build_version"],
    ],
    ["SELECT a.x FROM a JOIN b ON a.x = b.x WHERE a.x IN (SELECT job_id FROM c)", []],
  ])("%s", (sql, columns) => {
    expect(names(queryFacts(sql).unqualified)).toEqual(columns);
  });
});

it.each<[string, Partial<ReturnType<typeof queryFacts>>]>([
  [
    "SELECT a, f(b, c), d * 2 FROM t;",
    { columns: 3, statements: 1, verb: "SELECT", counts: false },
  ],
  ["SELECT *, a FROM t", { columns: undefined }],
  ["SELECT t.* FROM t", { columns: undefined }],
  ["WITH a AS (SELECT 1, 2) SELECT x FROM a", { columns: 1, verb: "WITH" }],
  ["SELECT 1; SELECT 2", { statements: 2 }],
  ["SELECT '?', \"?\" FROM t WHERE x > ? -- ?", { placeholders: 1 }],
  ["SELECT count(*) FROM t", { counts: true, columns: 1 }],
  ["", { statements: 0, verb: "", columns: undefined }],
])("gives the facts of %j that the rules need", (sql, facts) => {
  expect(queryFacts(sql)).toMatchObject(facts);
});
