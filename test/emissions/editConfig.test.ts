import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { editConfig } from "../../generators/emissions/editConfig.js";
import { parseConfig } from "../../generators/emissions/readConfig.js";

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
  it.each(Object.entries(configs))("%s keeps every line of it, and adds all three", (_, text) => {
    for (const eol of ["\n", "\r\n"]) {
      const before = text.replaceAll("\n", eol);
      const after = editConfig(before, addition);
      // Every line stands where it stood, but for a list in brackets that grew.
      const lines = after.split(eol);
      let at = 0;
      for (const line of before.split(eol).filter((one) => one !== "" && !one.includes("["))) {
        const found = lines.indexOf(line, at);
        expect(found, line).toBeGreaterThanOrEqual(at);
        at = found + 1;
      }
      const { config, problems } = parseConfig([{ file: "c.yml", text: after }]);
      expect(problems).toEqual([]);
      expect([...(config.topics.get("stops")?.schema.keys() ?? [])]).toEqual(["value"]);
      expect(config.metrics.get("Stops: all")?.query.sql).toBe("SELECT value FROM stops");
      expect(config.sets.get("all")?.metrics.at(-1)?.name).toBe("Stops: all");
      const old = parseConfig([{ file: "c.yml", text: before }]).config;
      for (const name of old.metrics.keys()) expect(config.metrics.has(name)).toBe(true);
      expect(config.metrics.get("two")?.query.sql).toBe(old.metrics.get("two")?.query.sql);
    }
  });

  it("creates a config if there is none", () => {
    const { config, problems } = parseConfig([
      { file: "c.yml", text: editConfig(undefined, addition) },
    ]);
    expect(problems).toEqual([]);
    expect([...config.metrics.keys()]).toEqual(["Stops: all"]);
  });

  it("adds to the scaffold's own", () => {
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
      "a name that is there",
      configs["with comments everywhere"],
      { topic: { name: "motion", body: "" } },
      "already has topics.motion",
    ],
    ["no YAML", "{{{", addition, "it is not valid YAML"],
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
