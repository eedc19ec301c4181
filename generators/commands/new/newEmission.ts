import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FieldType } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import {
  drawingOf,
  drawingWords,
  eventSchema,
  figureTemplate,
  metricBody,
  topicBody,
  topicName,
} from "../../emissions/drawings.js";
import type { EmissionsConfig } from "../../emissions/EmissionsConfig.js";
import { type ConfigAddition, editConfig } from "../../emissions/editConfig.js";
import { configPaths, findConfig } from "../../emissions/findConfig.js";
import { parseConfig } from "../../emissions/readConfig.js";
import { renderTopics } from "../../emissions/renderTopics.js";
import { isBuiltIn } from "../../emissions/topicsOfConfig.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { pathKind } from "../../io/pathKind.js";
import { assertNothingUnfinished, type WriteChange, writeFiles } from "../../io/writeFiles.js";
import { findModeFunction } from "../../metric/findModeFunction.js";
import { partName } from "../../metric/partName.js";
import { freeName, type Placed, place } from "../../metric/placePart.js";
import { readSources } from "../../metric/sources.js";
import { loadTypeScript } from "../../project/loadTypeScript.js";
import { readProject } from "../../project/readProject.js";
import { renderTemplate } from "../../templates/renderTemplate.js";
import { printPlaced } from "./printPlaced.js";
import { stubCall } from "./stubCall.js";

/** The options for adding to a config. */
export interface EmissionOptions {
  readonly type?: string | undefined;
  readonly mode?: string | undefined;
  readonly topic?: string[] | undefined;
  readonly field?: string[] | undefined;
  readonly event?: boolean | undefined;
  readonly set?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What to add, before any file is read. */
interface Wanted {
  readonly topic: string;
  readonly schema: Readonly<Record<string, FieldType>>;
  readonly event: boolean;
  /** Undefined if only a topic is added. */
  readonly metric: { readonly word: string; readonly mode: string } | undefined;
}

/**
 * `new topic NAME` and `new metric|event NAME --output emissions`: adds a topic to the project's config, in place.
 * For a metric, it also adds the SQL and an entry in a set. It updates the types, and writes a function that emits the
 * rows, with its call. Writes all of it or nothing.
 */
export async function newEmission(
  world: World,
  kind: "topic" | "metric" | "event",
  given: string,
  options: EmissionOptions,
): Promise<number> {
  const { root } = await readProject(world.cwd);
  const name = partName(given);
  const wanted = wantedOf(kind, name.slug, options);
  const path = findConfig(root) ?? configPaths[0];
  const before = await readFile(join(root, path), "utf8").catch(() => undefined);
  const old = before === undefined ? undefined : parse(path, before);
  const addition = additionOf(wanted, name.name, old, options);
  const text = editConfig(before, addition);
  const config = parse(path, text);

  const changes: WriteChange[] = [
    { path, content: text },
    { path: "src/generated/emissions.ts", content: renderTopics(config, [text]) },
  ];
  const figure = join(dirname(path), figureTemplate.path);
  if (wanted.metric?.word === "plotly" && pathKind(join(root, figure)) === "none") {
    changes.push({ path: figure, content: figureTemplate.text });
  }
  const stub = await stubOf(root, wanted, name);
  changes.push(...stub.changes);
  assertNothingUnfinished(root);
  await writeFiles(root, changes, world.signal);

  const wired = "wired" in stub.placed ? stub.placed.wired.path : undefined;
  const files = changes.map((change) => change.path).filter((file) => file !== wired);
  const { topic, metric } = wanted;
  const result = { root, files, topic, ...(metric && { metric: name.name, set: addition.set }) };
  if (options.json) {
    world.stdout.write(`${JSON.stringify({ ...result, ...stub.placed }, null, 2)}\n`);
    return 0;
  }
  for (const file of files) world.stdout.write(`wrote     ${file}\n`);
  printPlaced(world, stub.placed);
  const set = addition.set === undefined ? "" : `, in the metrics set "${addition.set}"`;
  world.stderr.write(`Topic ${topic}${set}. Next: emit its rows in ${stub.path}.\n`);
  return 0;
}

function wantedOf(
  kind: "topic" | "metric" | "event",
  slug: string,
  options: EmissionOptions,
): Wanted {
  const { type = "scalar", mode = "test", field = [], topic: [named] = [] } = options;
  const topic = named ?? topicName(slug);
  if (topic === undefined || !/^[a-z_]\w*$/i.test(topic) || isBuiltIn(topic)) {
    throw usageError(`${JSON.stringify(topic ?? slug)} is not a valid table name in SQL`, {
      hint: "Set a name with --topic: letters, digits and underscores, and not the name of a platform table.",
    });
  }
  if (kind === "event" || options.event) {
    const schema = { ...eventSchema, ...fieldsOf(field) };
    return { topic, schema, event: true, metric: undefined };
  }
  if (kind === "topic") {
    if (field.length === 0) {
      throw usageError("a topic needs at least one field", {
        hint: "Add each with --field NAME:TYPE, for example --field speed:float.",
      });
    }
    return { topic, schema: fieldsOf(field), event: false, metric: undefined };
  }
  const drawing = drawingOf(type);
  if (drawing === undefined) {
    throw usageError(`--type ${type} cannot be drawn from rows`, {
      hint: `With --output emissions, it must be one of ${drawingWords.join(", ")}.`,
    });
  }
  if (field.length > 0)
    throw usageError("--field works only with topic; the fields of a metric follow from --type");
  return { topic, schema: drawing.schema, event: false, metric: { word: type, mode } };
}

const fieldTypes: readonly FieldType[] = [
  "boolean",
  "int",
  "float",
  "string",
  "status",
  "image",
  "video",
  "string[]",
  "metric[]",
];

function fieldsOf(given: readonly string[]): Record<string, FieldType> {
  return Object.fromEntries(
    given.map((one) => {
      const [, name = "", word = ""] = /^([a-z_]\w*):(.+)$/i.exec(one) ?? [];
      const type = fieldTypes.find((known) => known === word);
      if (type !== undefined) return [name, type];
      throw usageError(`--field must be NAME:TYPE, got "${one}"`, {
        hint: `TYPE must be one of ${fieldTypes.join(", ")}.`,
      });
    }),
  );
}

function additionOf(
  { topic, schema, event, metric }: Wanted,
  name: string,
  old: EmissionsConfig | undefined,
  { set }: EmissionOptions,
): ConfigAddition {
  const newTopic = { topic: { name: topic, body: topicBody(schema, event) } };
  const drawing = metric && drawingOf(metric.word);
  if (drawing === undefined || metric === undefined) return newTopic;
  const type = metric.mode === "report" ? "dashboard" : metric.mode === "batch" ? "batch" : "test";
  const shown = new Set(
    [...(old?.dashboards.values() ?? [])].map((dashboard) => dashboard.set.name),
  );
  const sets = [...(old?.sets.keys() ?? [])];
  const usual = sets.find((one) => shown.has(one) === (type === "dashboard"));
  const description = "What the metric shows";
  const units = drawing.template === "scalar" ? "m" : undefined;
  const body = metricBody({ type, description, drawing, topic, name, units });
  // Metrics of tests, batches and dashboards may share one topic.
  const known = old?.topics.get(topic);
  const fits = known && Object.keys(schema).every((field) => known.schema.has(field));
  if (known !== undefined && !fits) {
    throw new CommandError(
      `the topic ${topic} already exists, without the fields ${Object.keys(schema)
        .filter((field) => !known.schema.has(field))
        .join(", ")}`,
      { code: "conflict", hint: "Choose another topic with --topic." },
    );
  }
  return {
    ...(fits ? {} : newTopic),
    metric: { name, body },
    set: set ?? usual ?? (type === "dashboard" ? "trends" : "all"),
  };
}

/** @throws CommandError if the config already has problems; nothing is added then */
function parse(file: string, text: string): EmissionsConfig {
  const { config, problems } = parseConfig([{ file, text }]);
  const [first] = problems.filter(({ severity }) => severity === "problem");
  if (first === undefined) return config;
  throw new CommandError(`${file}:${first.at.line}: ${first.message} (${first.code})`, {
    hint: `${first.remedy} \`metrics-project check ${file}\` lists all problems. Nothing was changed.`,
  });
}

async function stubOf(
  root: string,
  { topic, schema, event, metric }: Wanted,
  given: ReturnType<typeof partName>,
): Promise<{ placed: Placed; changes: WriteChange[]; path: string }> {
  const ts = loadTypeScript(root);
  const target = findModeFunction(ts, await readSources(root), "test");
  const folder = event ? "events" : "metrics";
  const pathsOf = ({ slug }: typeof given) => [`src/${folder}/${slug}.ts`];
  const isTaken = ({ pascal }: typeof given) =>
    "file" in target && new RegExp(`\\bemit${pascal}\\b`, "u").test(target.file.text);
  const name = await freeName(root, given, pathsOf, isTaken);
  const path = pathsOf(name)[0] ?? "";
  const callee = `emit${name.pascal}`;
  const outputs = metric?.word === "image";
  const text = await renderTemplate("metric/emission/emission.ts.hbs", {
    topic,
    function: callee,
    outputs,
    modeFunction: "problem" in target ? "testMetrics" : target.name,
    call: stubCall(topic, schema, { event, word: metric?.word }),
  });
  const { placed, changes } = place(ts, target, path, {
    callee,
    given: [],
    needs: ["emissions", ...(outputs ? ["outputs"] : [])],
    awaited: outputs,
  });
  return { placed, changes: [{ path, content: text }, ...changes], path };
}
