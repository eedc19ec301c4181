import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { metricTypeList } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(repository, path), "utf8");

/** The files that CONTRIBUTING tells to touch for a metric type, one a step. */
function steps(): string[] {
  const [, section = ""] = read("CONTRIBUTING.md").split("## Add a metric type\n");
  const [list = ""] = section.split("\n## ");
  return [...list.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = ""]) => path);
}

function namesOf(word: string) {
  const words = word.toLowerCase().split("_");
  const pascal = words.map((one) => one.charAt(0).toUpperCase() + one.slice(1)).join("");
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  return { pascal, camel, kebab: words.join("-"), snake: words.join("_") };
}

/** Where a type may be written out besides: who adds metrics, reads them by type, or warns of one. */
const users = [
  "runtime/src/api/objects/objectKinds.ts",
  "runtime/src/api/reports/",
  "runtime/src/api/sweeps/",
  "runtime/src/robotics/",
  "runtime/src/run/attempt.ts",
  "runtime/src/writer/requireData.ts",
  "runtime/src/writer/metricsWriter.ts",
  "runtime/src/validate/warnings/metrics.ts",
  "runtime/platform/src/",
  "generators/tasks/",
  "generators/commands/",
  "generators/emissions/",
  "templates/project/",
  "templates/event/",
  "templates/recipes/",
  "templates/starter/",
  "templates/data/",
];

const sources = ["runtime/src", "runtime/platform/src", "generators", "templates", "proto"]
  .flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" }).map(
      (file) => `${folder}/${file.split(sep).join("/")}`,
    ),
  )
  .filter(
    (file) => /\.(ts|hbs|proto)$/.test(file) && !/node_modules|generated|\/codec\//.test(file),
  );
/** What a comment gives as an example is no fact. */
const texts = new Map(
  sources.map((file) => [file, read(file).replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "")]),
);

describe("what CONTRIBUTING says of a new metric type", () => {
  it("is six files", () => {
    expect(steps()).toEqual([
      "proto/resim/metrics/proto/metrics.proto",
      "runtime/src/metrics/NAME.ts",
      "runtime/src/metrics/table.ts",
      "runtime/src/index.ts",
      "generators/view/model/buildBody.ts",
      "templates/metric/types/NAME.ts.hbs",
    ]);
  });

  it.each(metricTypeList.map(({ word }) => word))("is where %s is written out", (word) => {
    const { pascal, camel, kebab } = namesOf(word);
    const own = steps().map((path) =>
      path.replace("NAME.ts.hbs", `${kebab}.ts.hbs`).replace("NAME", camel),
    );
    expect(own.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    const front = texts.get("runtime/src/index.ts");
    for (const kind of ["Metric", "Options"]) {
      expect(front).toMatch(new RegExp(`\\b${pascal}${kind}\\b`));
    }
    const name = new RegExp(
      `\\badd${pascal}Metric\\b|\\b${pascal}(Metric|Options)\\b|"${word}"|\\b${word}_METRIC_TYPE\\b|\\b${camel}Metric\\b`,
    );
    const found = sources.filter((file) => name.test(texts.get(file) ?? ""));
    const elsewhere = found.filter(
      (file) => !own.includes(file) && !users.some((user) => file.startsWith(user)),
    );
    expect(elsewhere).toEqual([]);
  });
});
