import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type LogColumn, openLogs } from "@metrics-project/runtime/logs";
import type TS from "typescript";
import { CommandError } from "../../io/CommandError.js";
import { assertNothingUnfinished, writeFiles } from "../../io/writeFiles.js";
import { formatOf, loadFormats } from "../../logs/logFormats.js";
import { renderReader } from "../../logs/scaffold/scaffoldFromLog.js";
import { starterMetric } from "../../logs/scaffold/starterMetric.js";
import { renderTypes, type TopicTypes } from "../../logs/types/renderTypes.js";
import { typesHead, typesOfTopics } from "../../logs/types/typesOfLogs.js";
import { findModeFunction } from "../../metric/findModeFunction.js";
import type { PartName } from "../../metric/partName.js";
import { assertNamesAreNew, freeName, type Placed, place } from "../../metric/placePart.js";
import { readSources, specifierOf } from "../../metric/sources.js";
import { withPackages } from "../../metric/withPackages.js";
import type { Answers } from "../../project/answers.js";
import { type FormatName, packagesOf } from "../../project/formatPackages.js";
import { loadTypeScript } from "../../project/loadTypeScript.js";
import { sampleFolders } from "./samples.js";

const typesPath = "src/generated/logs/messages.ts";

/** Where to look for messages of the topics. */
export interface TopicSource {
  /** The project's folder. */
  readonly root: string;
  /** Absolute path of a recording, or of a folder of recordings. Default: the project's samples. */
  readonly from: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Writes the types of some topics, next to those the project already has.
 * @returns the files that changed, relative to the project
 * @throws CommandError if no available log contains a topic
 */
export async function newReader(source: TopicSource, topics: readonly string[]): Promise<string[]> {
  const { root, signal } = source;
  const { text } = await typesWith(source, topics, loadTypeScript(root));
  assertNothingUnfinished(root);
  await writeFiles(root, [{ path: typesPath, content: text }], signal);
  return [typesPath];
}

/** What was added for a topic. */
export type NewTopicMetric = Placed & {
  /** Relative to the project. */
  readonly files: readonly string[];
  /** What it computes, in words for the user. */
  readonly what: string;
  /** Packages added to package.json. */
  readonly packages: readonly string[];
  readonly notes: readonly string[];
};

/**
 * Adds metrics of a topic: those that make sense for its type, in a separate file, called in the
 * function of test mode. A project without a module that opens its logs gets one, too.
 * @throws CommandError if the mode already has a metric with that name, or no available log contains the topic
 */
export async function newTopicMetric(
  source: TopicSource,
  given: PartName,
  topic: string,
  answers: Answers,
): Promise<NewTopicMetric> {
  const { root, signal } = source;
  const ts = loadTypeScript(root);
  const sources = await readSources(root);
  const target = findModeFunction(ts, sources, "test");
  const { text, types, columns, identifiers, formats } = await typesWith(source, [topic], ts);
  const [type] = types.filter((one) => one.topic === topic);
  if (type === undefined) throw new CommandError(`no types were generated for ${topic}`);
  const stubOf = ({ slug }: PartName) => `src/metrics/${slug}.ts`;
  const calleeOf = ({ pascal }: PartName) => `add${pascal}`;
  const isTaken = (one: PartName) =>
    "file" in target && new RegExp(`\\b${calleeOf(one)}\\b`, "u").test(target.file.text);
  const name = await freeName(root, given, (one) => [stubOf(one)], isTaken);
  const [stub, callee] = [stubOf(name), calleeOf(name)];
  const reader = await findReader(sources, answers, formats);
  const starter = await starterMetric(
    type,
    columns.get(topic),
    { function: callee, slug: name.slug, label: name.name },
    identifiers,
    specifierOf(stub, reader.path),
  );
  assertNamesAreNew(ts, sources, target, "test", starter.text);
  const { placed, changes } = place(ts, target, stub, {
    callee,
    given: ["logs"],
    opener: ({ path }) => ({
      name: "openTestLogs",
      module:
        path === reader.path ? undefined : specifierOf(path, reader.path).replace(/\.ts$/, ""),
      needs: ["logsDir", "log", "signal"],
    }),
    needs: ["writer", "log", ...(starter.text.includes('"outputs"') ? ["outputs"] : [])],
    awaited: true,
  });
  changes.push({ path: stub, content: starter.text }, { path: typesPath, content: text });
  const files = [stub, typesPath];
  if (reader.text !== undefined) {
    changes.push({ path: reader.path, content: reader.text });
    files.push(reader.path);
  }
  const manifest = await withPackages(root, packagesOf(formats));
  if (manifest !== undefined) changes.push({ path: "package.json", content: manifest.text });
  assertNothingUnfinished(root);
  await writeFiles(root, changes, signal);
  return {
    ...placed,
    files,
    what: starter.what,
    packages: manifest?.packages ?? [],
    notes: reader.notes,
  };
}

/** The module that opens the recordings: an existing one, or one to write. */
interface Reader {
  /** Relative to the project. */
  readonly path: string;
  /** Undefined if the module exists. */
  readonly text: string | undefined;
  readonly notes: readonly string[];
}

async function findReader(
  sources: ReadonlyMap<string, string>,
  answers: Answers,
  needed: readonly FormatName[],
): Promise<Reader> {
  for (const [path, text] of sources) {
    if (!/export (?:async )?function openTestLogs\b/.test(text)) continue;
    const missing = needed.filter((format) => !text.includes(`logs/${format}"`));
    const notes = missing.map(
      (format) =>
        `add ${format} of "@metrics-project/runtime/logs/${format}" to the formats in ${path}: the topic is in a file of this format`,
    );
    return { path, text: undefined, notes };
  }
  const own = answers.logs === "own" ? (answers.formats ?? []) : [answers.logs];
  const formats = [...new Set([...own, ...needed])];
  const path = ["src/open-logs.ts", "src/open-test-logs.ts"].find((one) => !sources.has(one));
  if (path === undefined)
    throw new CommandError("src/open-logs.ts exists, but was not generated by metrics-project");
  return { path, text: await renderReader(formats), notes: [] };
}

/** The module of types, with the types of `topics` added. */
async function typesWith(
  { root, from, signal }: TopicSource,
  topics: readonly string[],
  ts: typeof TS,
) {
  const known = await knownTopics(root, ts);
  const wanted = [...new Set([...known, ...topics])];
  const types: TopicTypes[] = [];
  const columns = new Map<string, readonly LogColumn[] | undefined>();
  const paths = new Set<string>();
  const places =
    from === undefined ? await sampleFolders(root) : [from, ...(await sampleFolders(root))];
  for (const place of places) {
    const missing = wanted.filter((name) => !types.some(({ topic }) => topic === name));
    if (missing.length === 0) break;
    const logs = await openLogs(place, {
      formats: await loadFormats(),
      log: { level: "error", warn: () => {}, info: () => {}, debug: () => {} },
      signal,
      onReset: "keep",
    });
    try {
      const found = logs.topics.filter(({ name }) => missing.includes(name));
      types.push(...(await typesOfTopics(logs, found, () => {})));
      for (const { name, columns: own, files } of found) {
        columns.set(name, own);
        if (topics.includes(name)) for (const file of files) paths.add(file);
      }
    } finally {
      await logs.close();
    }
  }
  const lacking = wanted.filter((name) => !types.some(({ topic }) => topic === name));
  if (lacking.length > 0) {
    throw new CommandError(`no available log contains ${lacking.join(", ")}`, {
      hint: "Choose a log with --from; `metrics-project inspect LOG` lists the topics of a log.",
    });
  }
  const formats = await Promise.all([...paths].map(formatOf));
  return {
    ...renderTypes(types, typesHead),
    types,
    columns,
    /** The formats of the files that contain `topics`. */
    formats: [...new Set(formats.filter((format) => format !== undefined))],
  };
}

/** The topics that the project already has types for. */
async function knownTopics(root: string, ts: typeof TS): Promise<string[]> {
  const text = await readFile(join(root, typesPath), "utf8").catch(() => "");
  const file = ts.createSourceFile("messages.ts", text, ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  for (const statement of file.statements) {
    if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== "LogTopics") continue;
    for (const { name } of statement.members)
      if (name && "text" in name) names.push(String(name.text));
  }
  return names;
}
