import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { editConfig } from "../../generators/emissions/editConfig.js";
import { parseConfig } from "../../generators/emissions/readConfig.js";
import { lostLines } from "./lostLines.js";

const addition = {
  topic: { name: "stops", body: "schema:\n  value: float\n" },
  metric: {
    name: "Stops: all",
    body: "type: test\nquery_string: >-\n  SELECT value\n  FROM stops\ntemplate_type: system\ntemplate: table\n",
  },
  set: "all",
};

const metric = "{type: test, query_string: SELECT 1, template_type: system, template: table}";

/** Configs as people write them. */
const configs = {
  "with comments everywhere": `# top
version: 1 # one
topics:
    # of motion
    motion: # a topic
        schema:
            speed: float # m/s

# the metrics
metrics:
    one: ${metric} # inline
    two:
        type: test
        query_string: |
            SELECT 1

            -- in SQL
        template_type: system
        template: table
    # after the last

# sets
"metrics sets":
    all:
        metrics:
        - one # first
        - two
# the end
`,
  "with lists in brackets": `version: 1\ntopics:\n  motion: {schema: {speed: float}}\nmetrics:\n  one: ${metric}\nmetrics sets:\n  all: {metrics: [one]}\n`,
  "without a last line end": `version: 1\ntopics:\n  motion: {schema: {speed: float}}\nmetrics:\n  one: ${metric}\nmetrics sets:\n  other: {metrics: [one]}`,
  "with sections that are empty": "version: 1\ntopics:\nmetrics: # none yet\nmetrics sets:\n",
  "with no sections": "version: 1\n",
};

describe("adding to a config", () => {
  describe.each(Object.entries(configs))("%s", (_, text) => {
    const lineEnds = [
      ["LF", "\n"],
      ["CR LF", "\r\n"],
    ] as const;

    it.each(lineEnds)("keeps its lines and their order: %s", (_, eol) => {
      const before = text.replaceAll("\n", eol);
      const after = editConfig(before, addition);
      expect(lostLines(before, after)).toEqual([]);
      expect([...new Set(after.match(/\r?\n/g))]).toEqual([eol]);
    });

    it.each(lineEnds)("adds the topic, the metric and the set's member: %s", (_, eol) => {
      const before = text.replaceAll("\n", eol);
      const { config, problems } = parseConfig([
        { file: "c.yml", text: editConfig(before, addition) },
      ]);
      expect(problems).toEqual([]);
      const old = parseConfig([{ file: "c.yml", text: before }]).config;
      expect([...config.topics.keys()]).toEqual([...old.topics.keys(), "stops"]);
      expect([...(config.topics.get("stops")?.schema.keys() ?? [])]).toEqual(["value"]);
      const queries = (from: typeof config) =>
        [...from.metrics].map(([name, { query }]) => [name, query.sql]);
      expect(queries(config)).toEqual([...queries(old), ["Stops: all", "SELECT value FROM stops"]]);
      const members = (from: typeof config) =>
        from.sets.get("all")?.metrics.map(({ name }) => name) ?? [];
      expect(members(config)).toEqual([...members(old), "Stops: all"]);
    });
  });

  it("creates a config if there is none", () => {
    const { config, problems } = parseConfig([
      { file: "c.yml", text: editConfig(undefined, addition) },
    ]);
    expect(problems).toEqual([]);
    expect([...config.metrics.keys()]).toEqual(["Stops: all"]);
  });

  it("adds to the config of a new project", () => {
    const path = "../../templates/project/emissions/_resim/metrics/config.resim.yml.hbs";
    const text = readFileSync(new URL(path, import.meta.url), "utf8").replace(/\{\{.*\}\}\n?/g, "");
    const after = editConfig(text, { ...addition, set: "driving" });
    const { config, problems } = parseConfig([{ file: "c.yml", text: after }]);
    expect(problems).toEqual([]);
    expect(config.sets.get("driving")?.metrics.at(-1)?.name).toBe("Stops: all");
    expect(after).toContain("# One row per test, without a timestamp.");
  });

  it.each([
    [
      "an existing name",
      configs["with comments everywhere"],
      { topic: { name: "motion", body: "" } },
      "already has topics.motion",
    ],
    ["invalid YAML", "{{{", addition, "it is not valid YAML"],
    [
      "topics in braces",
      "version: 1\ntopics: {motion: {schema: {x: int}}}\n",
      addition,
      "topics is written in braces",
    ],
    ["topics that are a list", "version: 1\ntopics: [a]\n", addition, "topics is not a map"],
  ])("refuses %s", (_, text, what, message) => {
    expect(() => editConfig(text, what)).toThrow(message);
  });
});
