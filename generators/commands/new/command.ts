import { defineCommand, type World } from "../../cli/command.js";
import { nearest } from "../../cli/nearest.js";
import { usageError } from "../../io/CommandError.js";
import { metricStubNames } from "../../metric/metricStubs.js";
import { newPart, type Part } from "../../metric/newPart.js";
import { partName } from "../../metric/partName.js";
import { listRecipes, type RecipeName, recipeNames, recipeOf } from "../../metric/recipes.js";
import { type Answers, type AskedLogKind, choicesOf, questions } from "../../project/answers.js";
import { readProject } from "../../project/readProject.js";
import { packageManagerWords } from "../../project/templateData.js";
import type { EmissionOptions } from "./newEmission.js";
import { printPackages, printPlaced } from "./printPlaced.js";

const kinds = ["metric", "event", "data", "reader", "topic"] as const;

export const command = defineCommand({
  name: "new",
  summary: "Add a metric, an event or data to this project: a typed stub, its call and its test.",
  usage: "metrics-project new metric|event|data|topic NAME, or new reader --topic TOPIC",
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
    recipe: {
      type: "string",
      value: "RECIPE",
      bare: "",
      summary: "a metric of the trade instead of an empty stub; without a name it lists them",
    },
    topic: {
      type: "string",
      value: "TOPIC",
      multiple: true,
      summary: "of a recipe: where its inputs come from; of a metric or reader: the topic it is of",
    },
    from: {
      type: "string",
      value: "LOG|DIR",
      summary: "with --topic: the log that holds it (default: the samples)",
    },
    output: {
      type: "string",
      choices: ["binproto", "emissions"],
      summary: "of a metric or event: emissions adds topic, SQL and set entry to the config",
    },
    field: {
      type: "string",
      value: "NAME:TYPE",
      multiple: true,
      summary: "of a topic of emissions: a field of its rows, such as speed:float",
    },
    event: { type: "boolean", summary: "of a topic of emissions: its rows are events" },
    set: {
      type: "string",
      value: "SET",
      summary: "with --output emissions: the metrics set it joins",
    },
    json: { type: "boolean", summary: "print one JSON object instead of text" },
  },
  positionals: [
    { name: "KIND", summary: "metric, event, data, reader or topic", required: true },
    { name: "NAME", summary: 'as people read it: "Stopping distance"' },
  ],
  details: [
    'metrics-project new metric "Stopping distance" --type double-over-time',
    "",
    "writes src/metrics/stopping-distance.ts and test/metrics/stopping-distance.test.ts, and calls",
    "addStoppingDistance in the function of the mode, wherever you have it, with what that has read. The rest",
    "of that file stays. Where the call cannot be added, the two lines to paste are printed.",
  ].join("\n"),
  examples: [
    [
      'metrics-project new metric "Stopping distance" --type scalar',
      "a metric of one test, its call and its test",
    ],
    [
      "metrics-project new reader --topic /imu --from run.mcap",
      "types for the messages of one more topic",
    ],
    ['metrics-project new metric "Shaking" --topic /imu', "starter metrics of a topic"],
    [
      'metrics-project new metric "Braking" --output emissions',
      "a topic, its SQL and its place in a set",
    ],
  ],
  exitCodes: "0 done, 1 nothing was changed, 2 wrong usage",
  async run(world, { options, positionals: [given = "", name = ""] }) {
    const kind = kinds.find((candidate) => candidate === given);
    if (kind === undefined) {
      const guess = nearest(given, kinds);
      throw usageError(`unknown kind "${given}": it is metric, event, data, reader or topic`, {
        hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
      });
    }
    if (options.type !== undefined && kind !== "metric") {
      throw usageError(`--type is for metrics; ${kind} has none`);
    }
    if (kind === "topic" || options.output === "emissions") {
      return await addEmission(world, kind, name, options);
    }
    if (options.field !== undefined || options.event || options.set !== undefined) {
      throw usageError("--field, --event and --set are for emissions", {
        hint: "Add --output emissions, or make a topic: metrics-project new topic NAME --field speed:float",
      });
    }
    if (options.recipe === "") {
      world.stdout.write(listRecipes());
      return 0;
    }
    const { topic: ofTopic, from } = options;
    if (kind === "reader" || (ofTopic !== undefined && options.recipe === undefined)) {
      const { addOfTopics } = await import("./addOfTopics.js");
      return addOfTopics(world, kind, name, options);
    }
    if (from !== undefined) throw usageError("--from needs --topic");
    if (name === "") {
      throw usageError(`NAME is missing: what the ${kind} is called`, {
        hint: 'Give it as people are to read it: metrics-project new metric "Stopping distance"',
      });
    }
    const recipe = checkRecipe(kind, options);
    const common = { name: partName(name), mode: options.mode ?? "test" };
    const { root, record } = await readProject(world.cwd);
    const topics = options.topic ?? [];
    const part: Part =
      recipe !== undefined
        ? await recipePart({ ...common, recipe, topics }, root, record.answers, world.signal)
        : kind === "metric"
          ? { ...common, kind, type: options.type ?? "scalar" }
          : { ...common, kind };
    const {
      files,
      given: reads,
      packages,
      notes,
      ...placed
    } = await newPart(root, part, world.signal);
    if (options.json) {
      const found = { root, files, ...placed, given: reads, packages, notes };
      world.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      return 0;
    }
    const { run } = packageManagerWords[record.answers.packageManager];
    for (const file of files) world.stdout.write(`wrote     ${file}\n`);
    printPlaced(world, placed);
    printPackages(world, packages, record.answers);
    if (reads.length > 0) world.stderr.write(`It is given what was read: ${reads.join(", ")}.\n`);
    for (const note of notes) world.stderr.write(`${note} in ${files[0]}\n`);
    const next = recipe === undefined ? "compute its values in" : "check limits and topics in";
    world.stderr.write(`Next: ${next} ${files[0]}, then ${run} test.\n`);
    return 0;
  },
});

/** What goes into the config of emissions. */
async function addEmission(
  world: World,
  kind: (typeof kinds)[number],
  name: string,
  options: EmissionOptions & { recipe?: string | undefined; from?: string | undefined },
): Promise<number> {
  if (kind === "data" || kind === "reader") {
    throw usageError(`--output emissions is for metrics and events; ${kind} has none`);
  }
  if (options.recipe !== undefined || options.from !== undefined) {
    throw usageError("--recipe and --from write metrics.binproto", {
      hint: "Leave --output out; `metrics-project migrate` adds rows of what they compute.",
    });
  }
  if (name === "") throw usageError(`NAME is missing: what the ${kind} is called`);
  const { newEmission } = await import("./newEmission.js");
  return newEmission(world, kind, name, options);
}

/** A recipe with what the project's samples hold. */
async function recipePart(
  part: Pick<Extract<Part, { kind: "recipe" }>, "name" | "mode" | "recipe" | "topics">,
  root: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<Part> {
  const logs = logsOf(answers);
  // What reads logs is large: only tables need a look.
  const columns =
    logs === "mcap"
      ? new Map<string, readonly string[]>()
      : await import("./samples.js").then((module) => module.columnsOfSamples(root, signal));
  return { ...part, kind: "recipe", logs, columns };
}

/** What a recipe reads in a project. */
function logsOf({ logs, formats = [] }: Answers): AskedLogKind {
  if (logs !== "own") return logs;
  const known = choicesOf(questions.logs).find((kind) => formats.includes(kind));
  if (known !== undefined) return known;
  throw usageError(
    `recipes read MCAP, CSV and JSON lines; this project reads ${formats.join(", ")}`,
    {
      hint: "--topic without --recipe writes starter metrics of any topic.",
    },
  );
}

/** The recipe that was asked for, where it can be had; undefined without one. */
function checkRecipe(
  kind: string,
  options: {
    recipe?: string | undefined;
    topic?: string[] | undefined;
    type?: string | undefined;
    mode?: string | undefined;
  },
): RecipeName | undefined {
  const { recipe: given, topic = [] } = options;
  if (given === undefined) return undefined;
  const recipe = recipeNames.find((name) => name === given);
  if (recipe === undefined) {
    const guess = nearest(given, recipeNames);
    throw usageError(`there is no recipe "${given}"`, {
      hint: `${guess === undefined ? "" : `Did you mean "${guess}"? `}--recipe without a name lists them.`,
    });
  }
  if (kind !== "metric") throw usageError(`--recipe is for metrics; ${kind} has none`);
  if (options.type !== undefined) throw usageError("give --recipe or --type, not both");
  if (options.mode !== undefined && options.mode !== "test") {
    throw usageError(`recipes read the logs of one test: --mode ${options.mode} has none`);
  }
  const { inputs } = recipeOf(recipe);
  if (inputs.length > 0 && topic.length > inputs.length) {
    const wanted = inputs.map((input) => input.name).join(", ");
    throw usageError(
      `${recipe} has ${inputs.length} inputs (${wanted}), got ${topic.length} topics`,
    );
  }
  return recipe;
}
