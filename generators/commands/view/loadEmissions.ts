import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { type EmissionsProblem, MetricsWriter, readEmissions } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import { findConfig } from "../../emissions/findConfig.js";
import { Preview } from "../../emissions/preview/Preview.js";
import { TestEvents } from "../../emissions/preview/testEvents.js";
import { TopicTables } from "../../emissions/preview/topicTables.js";
import { loadFiles } from "./loadMessage.js";
import type { LoadedRuns } from "./loadRuns.js";

/** Maximum number of a file's problems on the page. */
const listedProblems = 20;

export interface LoadEmissionsOptions {
  /** The config, relative to the world's folder. Default: the project's, if it has one. */
  config: string | undefined;
  /** The folder of the page: links to files are relative to it. */
  linkFrom: string | undefined;
}

/**
 * Loads an emissions file for a page: the test metrics of its config over its rows, or, without a config,
 * each topic as a table.
 * @throws InputError if it cannot be read
 * @throws CommandError if the config cannot be read
 */
export async function loadEmissions(
  world: World,
  file: string,
  { config = nearestConfig(world.cwd, file), linkFrom }: LoadEmissionsOptions,
): Promise<LoadedRuns> {
  const name = basename(file).replace(/\.resim\.jsonl$/, "");
  const problems = new Problems();
  const events = new TestEvents();
  const tables = new TopicTables();
  for await (const row of readEmissions(file, { onProblem: problems.add, signal: world.signal })) {
    events.add(row);
    tables.add(row);
  }
  const batch = { batchID: randomUUID(), name, buildVersion: "local", created: new Date() };
  using preview = config === undefined ? undefined : await Preview.open(world, { config, batch });
  const facts: [string, string][] = [["rows", String(tables.rows)]];
  let message =
    preview && (await preview.addTest({ jobID: randomUUID(), name, files: [file] })).message;
  if (message === undefined) {
    const writer = new MetricsWriter();
    tables.addTo(writer);
    await events.addTo(writer);
    writer.status = events.worst;
    message = writer.write();
  } else if (config !== undefined) facts.push(["config", config]);
  const warnings = [
    ...problems.sentences,
    ...(preview?.configProblems ?? []),
    ...(preview?.problems ?? []),
    ...(preview?.warnings ?? []),
  ];
  const files = await loadFiles(message, dirname(file), linkFrom);
  return {
    title: name,
    runs: [{ kind: "message", name, message, files, facts, warnings }],
    root: file,
  };
}

/** The config of the project in the current folder; otherwise of the project that contains the file. */
function nearestConfig(cwd: string, file: string): string | undefined {
  const own = findConfig(cwd);
  if (own !== undefined) return own;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = findConfig(folder);
    if (found !== undefined) return join(folder, found);
    if (dirname(folder) === folder) return undefined;
  }
}

/** Problems of lines as sentences, up to a maximum. */
class Problems {
  readonly #listed: string[] = [];
  #more = 0;

  readonly add = ({ line, message, code }: EmissionsProblem): void => {
    if (this.#listed.length < listedProblems)
      this.#listed.push(`line ${line}: ${message} (${code})`);
    else this.#more++;
  };

  get sentences(): string[] {
    return this.#more === 0 ? this.#listed : [...this.#listed, `and ${this.#more} more`];
  }
}
