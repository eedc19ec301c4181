import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { type LogTopic, openLogs } from "@metrics-project/runtime/logs";
import { CommandError } from "../../io/CommandError.js";
import { isDeviceName } from "../../io/insidePath.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashedFrom } from "../../io/slashed.js";
import type { FormatName } from "../../project/formatPackages.js";
import { renderTemplate } from "../../templates/renderTemplate.js";
import { formatOf, loadFormat, loadFormats } from "../logFormats.js";
import { renderTypes } from "../types/renderTypes.js";
import { typesHead, typesOfTopics } from "../types/typesOfLogs.js";
import { cutLog, sampleLimit } from "./cutLog.js";
import { type StarterMetric, starterMetric } from "./starterMetric.js";
import { topicNames } from "./topicNames.js";

/** A topic to choose from. */
export interface OfferedTopic {
  readonly name: string;
  readonly type: string;
  readonly count: number | undefined;
}

export interface FromLogOptions {
  /** Absolute: a recording, or a folder of them. */
  readonly path: string;
  /** The topics to read; undefined to call `choose`. */
  readonly topics: readonly string[] | undefined;
  /** Asks for the topics; undefined without a terminal: then the first ones are used. */
  readonly choose: ((offered: readonly OfferedTopic[]) => Promise<readonly string[]>) | undefined;
  /** Copy the recording regardless of its size. */
  readonly whole: boolean;
  readonly signal: AbortSignal;
}

/** The additional parts of a project that is made from a log. */
export interface FromLog {
  readonly formats: FormatName[];
  readonly files: RenderedFiles;
  /** Files to copy after the project is written, since they may exceed memory. Targets are relative to the project. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  /** Notes about the work done, a sentence each. */
  readonly notes: readonly string[];
}

/** Number of topics to read if none are named. */
const mostAssumed = 5;

/**
 * Creates the parts for a log: a reader, the types of its messages, starter metrics, and a sample.
 * @throws CommandError if a topic is not in the log
 * @throws InputError if there is nothing to read
 */
export async function scaffoldFromLog(options: FromLogOptions): Promise<FromLog> {
  const { path, signal } = options;
  const notes: string[] = [];
  const logs = await openLogs(path, {
    formats: await loadFormats(),
    log: {
      level: "warn",
      warn: (message) => void notes.push(message),
      info: () => {},
      debug: () => {},
    },
    signal,
    onReset: "keep",
  });
  try {
    const topics = await chooseTopics(logs.topics, options, notes);
    const types = await typesOfTopics(logs, topics, (message) => void notes.push(message));
    const names = topicNames(topics.map(({ name }) => name));
    const module = renderTypes(types, typesHead);
    const metrics: StarterMetric[] = [];
    for (const { name, columns } of topics) {
      const [type] = types.filter(({ topic }) => topic === name);
      const own = names.get(name);
      if (type === undefined || own === undefined) continue;
      const metric = await starterMetric(type, columns, own, module.identifiers);
      metrics.push(metric);
      notes.push(`${name}: ${metric.what}, in src/metrics/${metric.slug}.ts`);
    }
    const paths = [...new Set(topics.flatMap(({ files }) => files))];
    const formats = await formatsOf(paths);
    const files: RenderedFiles = new Map();
    files.set("src/generated/logs/messages.ts", module.text);
    files.set("src/read-logs.ts", await renderReader(formats));
    files.set(
      "src/test-metrics.ts",
      await renderTemplate("starter/test-metrics.ts.hbs", { metrics }),
    );
    for (const { slug, text } of metrics) files.set(`src/metrics/${slug}.ts`, text);
    const wanted = new Set(topics.map(({ name }) => name));
    const copies = await addSamples(paths, options, (topic) => wanted.has(topic), files, notes);
    return { formats, files, copies, notes };
  } finally {
    await logs.close();
  }
}

/** The module that opens a project's recordings. */
export function renderReader(formats: readonly FormatName[]): Promise<string> {
  return renderTemplate("starter/read-logs.ts.hbs", {
    formats: formats.map((name) => ({ name })),
    formatList: formats.join(", "),
  });
}

async function chooseTopics(
  all: readonly LogTopic[],
  { topics, choose, path }: FromLogOptions,
  notes: string[],
): Promise<LogTopic[]> {
  const filled = all.filter(({ count }) => count !== 0);
  const offered = filled.map(({ name, type, count }) => ({ name, type, count }));
  if (offered.length === 0) {
    throw new CommandError(`${path} contains no messages${declared(all)}`, {
      hint: "Pass the log of a test that ran: the project will read its topics.",
    });
  }
  let chosen = topics ?? (await choose?.(offered));
  if (chosen === undefined) {
    chosen = offered.slice(0, mostAssumed).map(({ name }) => name);
    if (offered.length > chosen.length) {
      const others = offered.slice(mostAssumed, mostAssumed + 10).map(({ name }) => name);
      notes.push(
        `The first ${chosen.length} of ${offered.length} topics are read; choose others with --topic: ${others.join(", ")}${offered.length > mostAssumed + 10 ? " …" : ""}`,
      );
    }
  }
  return [...new Set(chosen)].map((name) => {
    const found = filled.filter((topic) => topic.name === name);
    const [first] = found;
    if (first === undefined) {
      const list = offered.slice(0, listed).map((topic) => `  ${topic.name}  ${topic.type}`);
      throw new CommandError(
        `${path} has no topic ${name} with messages. It has:\n${list.join("\n")}`,
        {
          exitCode: 2,
        },
      );
    }
    if (found.length > 1) {
      notes.push(
        `${name} is in ${found.length} recordings; specify one to read: { topic: ${JSON.stringify(name)}, file: … }`,
      );
    }
    return first;
  });
}

/** Maximum number of topics listed in an error. */
const listed = 30;

/** The topics that an empty recording declares. */
function declared(topics: readonly LogTopic[]): string {
  if (topics.length === 0) return "; it declares no topics either";
  const lines = topics.slice(0, listed).map(({ name, type }) => `  ${name}  ${type}`);
  if (topics.length > listed) lines.push(`  and ${topics.length - listed} more`);
  return `. It declares:\n${lines.join("\n")}`;
}

async function formatsOf(paths: readonly string[]): Promise<FormatName[]> {
  const formats = new Set<FormatName>();
  for (const path of paths) {
    const format = await formatOf(path);
    if (format !== undefined) formats.add(format);
  }
  return [...formats];
}

async function addSamples(
  paths: readonly string[],
  { path, whole, signal }: FromLogOptions,
  isWanted: (topic: string) => boolean,
  files: RenderedFiles,
  notes: string[],
): Promise<FromLog["copies"]> {
  const copies: { from: string; to: string }[] = [];
  const isFolder = (await stat(path)).isDirectory();
  const sample = sampleName(path);
  let total = 0;
  for (const from of paths) {
    const inside = isFolder ? slashedFrom(path, from) : basename(from);
    const to = `samples/${sample}/logs/${inside}`;
    const { size } = await stat(from);
    if (whole || total + size <= sampleLimit) {
      copies.push({ from, to });
      total += size;
      continue;
    }
    if (total > 0) {
      notes.push(
        `${inside} is not in the sample, which would be larger than ${sampleLimit / 1e6} MB with it`,
      );
      continue;
    }
    const name = await formatOf(from);
    if (name === undefined) continue;
    const bytes = await cutLog(from, name, await loadFormat(name), isWanted, signal);
    total += bytes.length;
    files.set(to, bytes);
    notes.push(
      `samples/${sample} contains the first ${(bytes.length / 1e6).toFixed(1)} of ${(size / 1e6).toFixed(1)} MB of ${basename(from)}${name === "mcap" ? ", with only the chosen topics" : ""}; --whole copies all of it`,
    );
  }
  return copies;
}

/** A name for a folder, derived from a log's name. */
function sampleName(path: string): string {
  const stem = basename(path, extname(path));
  const name =
    stem
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join("-")
      .slice(0, 40) ?? "sample";
  return isDeviceName(name) ? `${name}-log` : name;
}
