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
import { engineNames } from "./cluster/engines.js";
import type { EmissionOptions } from "./newEmission.js";
import { printPackages, printPlaced } from "./printPlaced.js";

const kinds = ["metric", "event", "data", "reader", "topic", "cluster"] as const;
/** Options that only `new cluster` has; of the others, it supports only --json. */
const clusterOptions: ReadonlySet<string> = new Set(["engine", "shards", "tests"]);

export const command = defineCommand({
  name: "new",
  summary:
    "Add a metric, event, data, reader or topic to this project, or the files for a cluster.",
  usage:
    "metrics-project new metric|event|data|topic NAME, new reader --topic TOPIC, or new cluster --engine ENGINE",
  options: {
    type: {
      type: "string",
      choices: metricStubNames,
      value: "TYPE",
      summary: `metric type (default: scalar): ${metricStubNames.join(", ")}`,
    },
    mode: {
      type: "string",
      choices: choicesOf(questions.modes),
      summary: "mode that computes it (default: test)",
    },
    recipe: {
      type: "string",
      value: "RECIPE",
      bare: "",
      summary: "start from a ready-made robotics metric; without a name, list them",
    },
    topic: {
      type: "string",
      value: "TOPIC",
      multiple: true,
      summary: "topic of a metric or reader; with --recipe, the topics of its inputs",
    },
    from: {
      type: "string",
      value: "LOG|DIR",
      summary: "with --topic: the log that contains it (default: the samples)",
    },
    output: {
      type: "string",
      choices: ["binproto", "emissions"],
      summary:
        "how a metric or event is reported; emissions adds topic, SQL and set entry to the config",
    },
    field: {
      type: "string",
      value: "NAME:TYPE",
      multiple: true,
      summary: "field of an emissions topic, such as speed:float",
    },
    event: { type: "boolean", summary: "mark the rows of an emissions topic as events" },
    set: {
      type: "string",
      value: "SET",
      summary: "with --output emissions: the metrics set to add it to",
    },
    engine: {
      type: "string",
      choices: engineNames,
      value: "ENGINE",
      summary: `for cluster: ${engineNames.join(", ")}`,
    },
    shards: {
      type: "number",
      whole: true,
      min: 1,
      summary: "for cluster: number of shards to split the tests into (default: 20)",
    },
    tests: {
      type: "string",
      value: "DIR|FILE|S3",
      summary: "for cluster: location of the tests, as in rehearse --tests (default: by engine)",
    },
    json: { type: "boolean", summary: "print one JSON object" },
  },
  positionals: [
    { name: "KIND", summary: "metric, event, data, reader, topic or cluster", required: true },
    { name: "NAME", summary: 'display name, such as "Stopping distance"' },
  ],
  details: [
    'metrics-project new metric "Stopping distance" --type double-over-time',
    "",
    "writes src/metrics/stopping-distance.ts and test/metrics/stopping-distance.test.ts, and adds a",
    "call of addStoppingDistance to the function of the mode, with the data read there. The rest of",
    "that file stays unchanged. If the call cannot be added, the command prints the two lines to paste.",
    "",
    "metrics-project new cluster --engine ENGINE",
    "",
    "writes the scripts, manifests or pipeline that rehearse more tests than fit on one machine. Edit them as you like:",
    "files that already exist are not replaced.",
  ].join("\n"),
  examples: [
    [
      'metrics-project new metric "Stopping distance" --type scalar',
      "add a scalar metric of one test, its call and its test",
    ],
    [
      "metrics-project new reader --topic /imu --from run.mcap",
      "generate types for the messages of another topic",
    ],
    ['metrics-project new metric "Shaking" --topic /imu', "add starter metrics for a topic"],
    [
      'metrics-project new metric "Braking" --output emissions',
      "add a topic, its SQL and its entry in a metrics set",
    ],
    [
      "metrics-project new cluster --engine slurm --shards 100 --tests /archive/2026",
      "add scripts that rehearse an archive in shards, and merge them",
    ],
  ],
  exitCodes: "0 done, 1 failed, nothing changed, 2 wrong usage",
  async run(world, { options, positionals: [given = "", name = ""] }) {
    const kind = kinds.find((candidate) => candidate === given);
    if (kind === undefined) {
      const guess = nearest(given, kinds);
      throw usageError(
        `unknown kind "${given}": must be metric, event, data, reader, topic or cluster`,
        { hint: guess === undefined ? undefined : `Did you mean "${guess}"?` },
      );
    }
    const misplaced = Object.entries(options).find(
      ([option, value]) =>
        value !== undefined &&
        option !== "json" &&
        clusterOptions.has(option) !== (kind === "cluster"),
    );
    if (misplaced !== undefined) {
      const [option] = misplaced;
      throw usageError(
        kind === "cluster"
          ? `--${option} does not work with cluster`
          : `--${option} works only with cluster, got ${kind}`,
        kind === "cluster"
          ? { hint: `Its options are ${[...clusterOptions].map((one) => `--${one}`).join(", ")}.` }
          : {},
      );
    }
    if (kind === "cluster") {
      const { newCluster } = await import("./newCluster.js");
      return await newCluster(world, name, options);
    }
    if (options.type !== undefined && kind !== "metric") {
      throw usageError(`--type works only with metric, got ${kind}`);
    }
    if (kind === "topic" || options.output === "emissions") {
      return await addEmission(world, kind, name, options);
    }
    if (options.field !== undefined || options.event || options.set !== undefined) {
      throw usageError("--field, --event and --set work only with emissions", {
        hint: "Add --output emissions, or create a topic: metrics-project new topic NAME --field speed:float",
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
    if (from !== undefined) throw usageError("--from requires --topic");
    if (name === "") {
      throw usageError(`missing NAME: the display name of the ${kind}`, {
        hint: 'Example: metrics-project new metric "Stopping distance"',
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
    if (reads.length > 0)
      world.stderr.write(`It receives the data already read: ${reads.join(", ")}.\n`);
    for (const note of notes) world.stderr.write(`${note} in ${files[0]}\n`);
    const next = recipe === undefined ? "compute its values in" : "check its limits and topics in";
    world.stderr.write(`Next: ${next} ${files[0]}, then ${run} test.\n`);
    return 0;
  },
});

/** What is added to the emissions config. */
async function addEmission(
  world: World,
  kind: Exclude<(typeof kinds)[number], "cluster">,
  name: string,
  options: EmissionOptions & { recipe?: string | undefined; from?: string | undefined },
): Promise<number> {
  if (kind === "data" || kind === "reader") {
    throw usageError(`--output emissions works only with metric and event, got ${kind}`);
  }
  if (options.recipe !== undefined || options.from !== undefined) {
    throw usageError("--output emissions does not work with --recipe or --from", {
      hint: "Remove --output; `metrics-project migrate` can emit the results later.",
    });
  }
  if (name === "") throw usageError(`missing NAME: the display name of the ${kind}`);
  const { newEmission } = await import("./newEmission.js");
  return newEmission(world, kind, name, options);
}

/** A recipe with the contents of the project's samples. */
async function recipePart(
  part: Pick<Extract<Part, { kind: "recipe" }>, "name" | "mode" | "recipe" | "topics">,
  root: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<Part> {
  const logs = logsOf(answers);
  // The log readers are large: load them only for tables.
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
    `recipes support MCAP, CSV and JSON lines; this project reads ${formats.join(", ")}`,
    {
      hint: "Use --topic without --recipe: it writes starter metrics for any topic.",
    },
  );
}

/** The requested recipe; undefined if none was requested. */
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
    throw usageError(`unknown recipe "${given}"`, {
      hint: `${guess === undefined ? "" : `Did you mean "${guess}"? `}Run --recipe without a name to list them.`,
    });
  }
  if (kind !== "metric") throw usageError(`--recipe works only with metric, got ${kind}`);
  if (options.type !== undefined) throw usageError("use --recipe or --type, not both");
  if (options.mode !== undefined && options.mode !== "test") {
    throw usageError(`recipes read the logs of one test, got --mode ${options.mode}`);
  }
  const { inputs } = recipeOf(recipe);
  if (inputs.length > 0 && topic.length > inputs.length) {
    const wanted = inputs.map((input) => input.name).join(", ");
    throw usageError(
      `too many topics for ${recipe}: must be at most ${inputs.length} (${wanted}), got ${topic.length}`,
    );
  }
  return recipe;
}
