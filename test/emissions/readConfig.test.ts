import { describe, expect, it } from "vitest";
import { parseConfig } from "../../generators/emissions/readConfig.js";

function parse(...texts: string[]) {
  return parseConfig(
    texts.map((text, at) => ({ file: at === 0 ? "config.yml" : `${at}.yml`, text })),
  );
}

const whole = `version: 1
topics:
  motion:
    schema: {speed: float, t_ns: string}
  incident:
    event: true
    schema:
      name: string
      metrics: metric[]
metrics:
  Top speed:
    type: test
    description: how fast it ever was
    query_string: SELECT MAX(speed) AS "Speed" FROM motion
    template_type: system
    template: scalar
    template_settings: {display: {legend: bottom}}
    units: m/s
    skip_if_no_data: false
    status:
      query_string: SELECT 1 FROM motion WHERE speed > ?
      block: 30
      warn: 20.5
  Path:
    type: dashboard
    query_string: |
      SELECT 1
    template_type: custom
    template_file: path.liquid
metrics sets:
  all: {metrics: [Top speed]}
dashboards:
  trend: {metrics_set: all, refresh: auto, day_range: 30}
`;

describe("reading a config", () => {
  const { config, problems } = parse(whole);
  const { topics, metrics, sets, dashboards } = config;

  it("finds no problem in a valid config", () => {
    expect(problems).toEqual([]);
  });

  it("returns the fields of topics with their types", () => {
    expect(
      [...(topics.get("motion")?.schema ?? [])].map(([name, { type }]) => [name, type]),
    ).toEqual([
      ["speed", "float"],
      ["t_ns", "string"],
    ]);
  });

  it("returns the topics of events, and their positions", () => {
    expect(topics.get("incident")).toMatchObject({ event: true, at: { line: 5, column: 3 } });
  });

  it("returns metrics with all their settings, and the positions of their queries", () => {
    expect(metrics.get("Top speed")).toMatchObject({
      type: "test",
      template: { kind: "system", name: "scalar" },
      settings: { display: { legend: "bottom" } },
      units: "m/s",
      skipIfNoData: false,
      status: { query: { sql: "SELECT 1 FROM motion WHERE speed > ?" }, block: 30, warn: 20.5 },
      query: { at: { file: "config.yml", line: 14, column: 19 } },
    });
  });

  it("returns the file of a custom template", () => {
    expect(metrics.get("Path")?.template).toMatchObject({ kind: "custom", file: "path.liquid" });
  });

  it("returns the metrics of sets, and the sets of dashboards", () => {
    expect(sets.get("all")?.metrics.map(({ name }) => name)).toEqual(["Top speed"]);
    expect(dashboards.get("trend")).toMatchObject({ set: { name: "all" }, dayRange: 30 });
  });

  it("follows anchors and merge keys, as the platform's readers do", () => {
    const { config, problems } = parse(
      "version: 1\ntopics:\n  a: &a\n    schema: &fields {x: float}\n  b: *a\n  c: {schema: {<<: *fields, y: int}}\n",
    );
    expect(problems).toEqual([]);
    expect([...config.topics].map(([name, { schema }]) => [name, [...schema.keys()]])).toEqual([
      ["a", ["x"]],
      ["b", ["x"]],
      ["c", ["y", "x"]],
    ]);
  });

  it("merges files whose names differ, and gives `global` to the metrics of its own file", () => {
    const metric = (name: string) =>
      `metrics:\n  ${name}: {type: test, query_string: SELECT 1, template_type: system, template: table}\n`;
    const { config, problems } = parse(
      `version: 1\nglobal: {skip-if-no-data: true}\n${metric("one")}`,
      `version: 1\n${metric("two")}`,
    );
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([["A7", "warning"]]);
    expect([...config.metrics].map(([name, { skipIfNoData }]) => [name, skipIfNoData])).toEqual([
      ["one", true],
      ["two", undefined],
    ]);
  });

  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[..."bcdefgh"]
    .map((name, at) => `${name}: &${name} [${`*${"abcdefg"[at]}, `.repeat(10)}]\n`)
    .join("")}`;
  const mergeBomb = `a0: &a0 {x: 1}\n${Array.from(
    { length: 12 },
    (_, at) => `a${at + 1}: &a${at + 1} {<<: [${`*a${at}, `.repeat(10)}]}\n`,
  ).join("")}`;
  it.each<[string, string, string, number]>([
    ["invalid YAML", "{{{{", "Y1", 1],
    ["tabs", "version: 1\ntopics:\n\tmotion: 1\n", "Y1", 3],
    ["a repeated key", "version: 1\nversion: 1\n", "Y1", 2],
    ["two documents", "version: 1\n---\nversion: 1\n", "Y1", 2],
    ["an unknown tag", "version: 1\ntopics: !!js/function 'x'\n", "Y1", 2],
    ["an alias without an anchor", "version: 1\ntopics: {a: {schema: *b}}\n", "Y1", 2],
    ["a list", "- version: 1\n", "Y2", 1],
    ["an empty file", "", "Y2", 1],
    ["topics that are a list", "version: 1\ntopics: [a]\n", "Y2", 2],
    ["version 2", "version: 2\n", "C1", 1],
    ["a version that is a string", 'version: "1"\n', "C1", 1],
    ["no version", "topics: {}\n", "C1", 1],
    ["a topic without a schema", "version: 1\ntopics:\n  a: {event: true}\n", "T2", 3],
    ["an invalid type", "version: 1\ntopics:\n  a: {schema: {x: double}}\n", "T6", 3],
    ["a built-in topic", "version: 1\ntopics:\n  metadata: {schema: {x: int}}\n", "C13", 3],
    [
      "an image and a video in one topic",
      "version: 1\ntopics:\n  a: {schema: {x: image, y: video}}\n",
      "M1",
      3,
    ],
  ])("reports %s with its line, and nothing else", (_, text, code, line) => {
    const errors = parse(text).problems.filter(({ severity }) => severity === "problem");
    expect(errors[0]).toMatchObject({ code, at: { file: "config.yml", line } });
    expect(new Set(errors.map((one) => one.code))).toEqual(new Set([code]));
  });

  it.each([
    [
      "of lists",
      `version: 1\nmetrics:\n  m: {type: test, query_string: SELECT 1, template_type: system, template: table, template_settings: &s {x: *h}}\n`,
      bomb,
    ],
    ["of merged maps", "version: 1\ntopics: {t: {schema: *a12}}\n", mergeBomb],
    ["that contains itself", "version: 1\ntopics: &t {<<: *t, a: {schema: {x: int}}}\n", ""],
  ])("does not follow an alias bomb %s", (_, text, anchors) => {
    const { problems } = parse(anchors + text);
    expect(problems.map(({ code }) => code)).toContain("Y1");
  });

  it.each([
    ["a topic", "topics: {a: {schema: {x: int}}}"],
    ["a set", "metrics sets: {a: {metrics: []}}"],
  ])("reports %s that two files have", (_, text) => {
    const { problems } = parse(`version: 1\n${text}\n`, `version: 1\n${text}\n`);
    expect(problems.map(({ code, at }) => [code, at.file])).toEqual([["Y3", "1.yml"]]);
  });

  it("warns about unused parts", () => {
    const { problems } = parse("version: 1\nmetric sets: {}\n");
    expect(problems).toMatchObject([{ code: "Y2", severity: "warning", path: "metric sets" }]);
  });
});
