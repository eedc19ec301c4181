import type { AskedLogKind } from "../project/answers.js";
import { renderTemplate } from "../templates/renderTemplate.js";
import { type RecipeName, recipeOf } from "./recipes.js";
import { recipeTests } from "./recipeTests.js";
import { readRows } from "./rowColumns.js";

/** A recipe and the sources of its inputs. */
interface RecipePart {
  readonly recipe: RecipeName;
  readonly topics: readonly string[];
  readonly logs: AskedLogKind;
  /** The columns of tables in the project's samples, by topic. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** The missing columns of the project's samples for a recipe, a sentence for each table. */
export function lackingColumns({ recipe, logs, topics, columns }: RecipePart): string[] {
  if (logs === "mcap") return [];
  return recipeOf(recipe).inputs.flatMap((input, at) => {
    const topic = topics[at] ?? input.name;
    const known = columns.get(topic);
    const { missing } = readRows(input, known);
    if (known === undefined || missing.length === 0) return [];
    return [
      `${topic} has no column for ${missing.join(", ")} (it has ${known.join(", ")}): set what to read instead`,
    ];
  });
}

/** The file of a recipe, for the format of the project's logs. */
export function renderRecipe(part: RecipePart, data: object): Promise<string> {
  const { recipe, logs, topics } = part;
  const rates = ratedTopics(topics, logs).map(
    (topic) => `${JSON.stringify(topic)}: { hertz: 5, gap: 1 },`,
  );
  return renderTemplate(`recipes/${recipe}.ts.hbs`, {
    ...data,
    ...recipeParts(part),
    topicRates: rates.join("\n  "),
  });
}

/** Its test: with inputs that pass and inputs that fail. */
export function renderRecipeTest(part: RecipePart, data: object): Promise<string> {
  const test = recipeTests[part.recipe];
  const names = ratedTopics(part.topics, part.logs).map((topic) => JSON.stringify(topic));
  const setup = test.setup.replace("{{topicNames}}", () => names.join(", "));
  return renderTemplate("recipes/recipe.test.ts.hbs", { ...data, ...test, setup });
}

/** The topics that must have a minimum rate: the given ones, or the default of the log format. */
function ratedTopics(topics: readonly string[], logs: AskedLogKind): readonly string[] {
  if (topics.length > 0) return topics;
  return [logs === "mcap" ? "/odom" : "odometry"];
}

/** The parts of a recipe's file that depend on its inputs. */
interface RecipeParts {
  /** Import lines: the context, the reader and the format. */
  readonly imports: string;
  /** The constants of the topics and the types of their messages. */
  readonly topics: string;
  /** The code that opens the recordings. */
  readonly open: string;
  /** For each input `await logs.columns(…)`, as arguments. */
  readonly columns: string;
  readonly pick: string;
  /** The constant of the first topic. */
  readonly first: string;
}

const pick = 'Pick<TestContext, "writer" | "logsDir" | "log" | "signal">';

/** Renders the parts for the format of a project's logs. */
function recipeParts({ recipe, logs, topics, columns: known }: RecipePart): RecipeParts {
  const { inputs } = recipeOf(recipe);
  const side = logs === "mcap" ? "ros" : "row";
  const messages = new Map<string, string>();
  const constants = inputs.map((input, at) => {
    const topic = topics[at];
    const key = topic ?? (side === "ros" ? input.type : input.name);
    messages.set(key, side === "ros" ? input.message.ros : readRows(input, known.get(key)).type);
    const choice =
      topic === undefined && side === "ros"
        ? `{ type: ${JSON.stringify(input.type)} } as const`
        : JSON.stringify(key);
    return `/** The topic of ${input.what}: its name, or \`{ type: "…" }\`. */\nconst ${input.name} = ${choice};`;
  });
  const types = [...messages].map(([key, type]) => `  ${JSON.stringify(key)}: ${type};`);
  const reads = inputs.map((input, at) => {
    const ofRows = readRows(input, known.get(topics[at] ?? input.name)).columns;
    const fields = Object.entries(input.columns).map(
      ([column, { ros }]) =>
        `        ${column}: ${side === "ros" ? `(m) => ${ros}` : ofRows[column]},\n`,
    );
    return `      await logs.columns(${input.name}, {\n${fields.join("")}      }),\n`;
  });
  return {
    imports: [
      'import { attempt, type MetricsWriter, type TestContext } from "@metrics-project/runtime";',
      'import { openLogs } from "@metrics-project/runtime/logs";',
      `import { ${logs} } from "@metrics-project/runtime/logs/${logs}";`,
    ].join("\n"),
    topics:
      types.length === 0
        ? ""
        : `${constants.join("\n")}\n\n/** The fields read from their messages. */\ninterface Messages {\n${types.join("\n")}\n}`,
    open: `await using logs = await openLogs${types.length === 0 ? "" : "<Messages>"}(logsDir, { formats: [${logs}], log, signal });`,
    columns: `\n${reads.join("")}    `,
    pick,
    first: inputs[0]?.name ?? "",
  };
}
