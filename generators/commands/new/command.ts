import { defineCommand } from "../../cli/command.js";
import { nearest } from "../../cli/nearest.js";
import { usageError } from "../../io/CommandError.js";
import { metricStubNames } from "../../metric/metricStubs.js";
import { newPart, type Part } from "../../metric/newPart.js";
import { partName } from "../../metric/partName.js";
import { choicesOf, questions } from "../../project/answers.js";
import { readProject } from "../../project/readProject.js";
import { packageManagerWords } from "../../project/templateData.js";

const kinds = ["metric", "event", "data"] as const;

export const command = defineCommand({
  name: "new",
  summary: "Add a metric, an event or data to this project: a typed stub, its call and its test.",
  usage: "metrics-project new metric|event|data NAME",
  options: {
    type: {
      type: "string",
      choices: metricStubNames,
      value: "TYPE",
      summary: `of a metric (default: scalar): ${metricStubNames.join(", ")}`,
    },
    mode: {
      type: "string",
      choices: choicesOf(questions.modes),
      summary: "the mode that computes it (default: test)",
    },
    json: { type: "boolean", summary: "print one JSON object instead of text" },
  },
  positionals: [
    { name: "KIND", summary: "metric, event or data", required: true },
    { name: "NAME", summary: 'as people read it: "Stopping distance"', required: true },
  ],
  details: [
    'metrics-project new metric "Stopping distance" --type double-over-time',
    "",
    "writes src/metrics/stopping-distance.ts and test/metrics/stopping-distance.test.ts, and calls",
    "addStoppingDistance in the function of the mode, wherever you have it. The rest of that file stays.",
    "",
    "exit codes: 0 done, 1 nothing was changed, 2 wrong usage",
  ].join("\n"),
  async run(world, { options, positionals: [given = "", name = ""] }) {
    const kind = kinds.find((candidate) => candidate === given);
    if (kind === undefined) {
      const guess = nearest(given, kinds);
      throw usageError(`unknown kind "${given}": it is metric, event or data`, {
        hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
      });
    }
    if (options.type !== undefined && kind !== "metric") {
      throw usageError(`--type is for metrics; ${kind} has none`);
    }
    const common = { name: partName(name), mode: options.mode ?? "test" };
    const part: Part =
      kind === "metric" ? { ...common, kind, type: options.type ?? "scalar" } : { ...common, kind };
    const { root, record } = await readProject(world.cwd);
    const { files, wired } = await newPart(root, part, world.signal);
    if (options.json) {
      world.stdout.write(`${JSON.stringify({ root, files, wired }, null, 2)}\n`);
      return 0;
    }
    const { run } = packageManagerWords[record.answers.packageManager];
    for (const file of files) world.stdout.write(`wrote     ${file}\n`);
    world.stdout.write(`called in ${wired.path}:${wired.line}\n`);
    world.stderr.write(`Next: compute its values in ${files[0]}, then ${run} test.\n`);
    return 0;
  },
});
