import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { type LogColumn, openLogs } from "@metrics-project/runtime/logs";
import type TS from "typescript";
import { CommandError } from "../../io/CommandError.js";
import { assertNothingUnfinished, type WriteChange, writeFiles } from "../../io/writeFiles.js";
import { loadFormats } from "../../logs/logFormats.js";
import { starterMetric } from "../../logs/scaffold/starterMetric.js";
import { renderTypes, type TopicTypes } from "../../logs/types/renderTypes.js";
import { typesHead, typesOfTopics } from "../../logs/types/typesOfLogs.js";
import { contextName, findModeFunction } from "../../metric/findModeFunction.js";
import { assertFree, readSources } from "../../metric/newPart.js";
import type { PartName } from "../../metric/partName.js";
import { wireCall } from "../../metric/wireCall.js";
import { loadTypeScript } from "../../project/loadTypeScript.js";
import { sampleFolders } from "./samples.js";

const typesPath = "src/generated/logs/messages.ts";

/** Where to look for the messages of topics. */
export interface TopicSource {
  /** The project's folder. */
  readonly root: string;
  /** Absolute: a recording, or a folder of them. Default: the project's samples. */
  readonly from: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Writes the types of some topics beside those that the project has.
 * @returns the files that changed, relative to the project
 * @throws CommandError where a topic is in no log at hand
 */
export async function newReader(source: TopicSource, topics: readonly string[]): Promise<string[]> {
  const { root, signal } = source;
  const { text } = await typesWith(source, topics, loadTypeScript(root));
  assertNothingUnfinished(root);
  await writeFiles(root, [{ path: typesPath, content: text }], signal);
  return [typesPath];
}

/**
 * Adds metrics of a topic: what means something for its type, in a file of its own, called in the function of test mode.
 * @throws CommandError where a file of that name exists, the topic is in no log at hand, or the call cannot be placed
 */
export async function newTopicMetric(
  source: TopicSource,
  name: PartName,
  topic: string,
): Promise<{ files: string[]; wired: { path: string; line: number }; what: string }> {
  const { root, signal } = source;
  const ts = loadTypeScript(root);
  const target = findModeFunction(ts, await readSources(root), "test");
  const { text, types, columns, identifiers } = await typesWith(source, [topic], ts);
  const [type] = types.filter((one) => one.topic === topic);
  if (type === undefined) throw new CommandError(`${topic} has no types`);
  const callee = `add${name.pascal}`;
  const names = { function: callee, slug: name.slug, label: name.name };
  const starter = await starterMetric(type, columns.get(topic), names, identifiers);
  const stub = `src/metrics/${name.slug}.ts`;
  await assertFree(root, stub);
  const relative = posix.relative(posix.dirname(target.path), `src/metrics/${name.slug}`);
  const wired = wireCall(ts, target.file, target.node, {
    callee,
    module: relative.startsWith(".") ? relative : `./${relative}`,
    first: "logs",
    needs: ["writer", "log", ...(starter.text.includes('"outputs"') ? ["outputs"] : [])],
    awaited: true,
  });
  if ("problem" in wired) {
    throw new CommandError(`cannot call ${callee} in ${target.path}: ${wired.problem}`, {
      hint: `${target.name} there should open the logs: \`export async function ${target.name}(context: ${contextName("test")}) { await using logs = await openTestLogs(context); … }\`.`,
    });
  }
  const changes: WriteChange[] = [
    { path: stub, content: starter.text },
    { path: typesPath, content: text },
    { path: target.path, content: wired.text },
  ];
  assertNothingUnfinished(root);
  await writeFiles(root, changes, signal);
  return {
    files: [stub, typesPath],
    wired: { path: target.path, line: wired.line },
    what: starter.what,
  };
}

/** The module of types with those of `topics` besides the ones that are in it. */
async function typesWith(
  { root, from, signal }: TopicSource,
  topics: readonly string[],
  ts: typeof TS,
) {
  const known = await knownTopics(root, ts);
  const wanted = [...new Set([...known, ...topics])];
  const types: TopicTypes[] = [];
  const columns = new Map<string, readonly LogColumn[] | undefined>();
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
      for (const { name, columns: own } of found) columns.set(name, own);
    } finally {
      await logs.close();
    }
  }
  const lacking = wanted.filter((name) => !types.some(({ topic }) => topic === name));
  if (lacking.length > 0) {
    throw new CommandError(`no log at hand holds ${lacking.join(", ")}`, {
      hint: "Name one with --from; `metrics-project inspect LOG` lists the topics of a log.",
    });
  }
  return { ...renderTypes(types, typesHead), types, columns };
}

/** The topics whose types the project has. */
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
