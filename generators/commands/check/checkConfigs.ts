import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { World } from "../../cli/command.js";
import type { ConfigProblem } from "../../emissions/ConfigProblem.js";
import { checkConfig } from "../../emissions/check/checkConfig.js";
import { FileFindings, type Finding } from "../../emissions/check/FileFindings.js";
import type { EmissionsConfig } from "../../emissions/EmissionsConfig.js";
import { templatesFolder } from "../../emissions/findConfig.js";
import { readConfig } from "../../emissions/readConfig.js";
import { type CheckedFile, unreadable } from "./CheckedFile.js";

/** One config, of one or several files, with the findings per file. */
export interface CheckedConfig {
  /** Undefined if a file cannot be read at all. */
  readonly config: EmissionsConfig | undefined;
  readonly files: readonly CheckedFile[];
}

/** Checks configs that belong together against C1 to C13 and the advice. */
export async function checkConfigs(world: World, paths: readonly string[]): Promise<CheckedConfig> {
  let read: Awaited<ReturnType<typeof readConfig>>;
  try {
    read = await readConfig(world.cwd, paths);
  } catch (error) {
    return { config: undefined, files: paths.map((path) => unreadable(path, "config", error)) };
  }
  const { config } = read;
  const unread = read.problems.some(({ code }) => code === "Y1");
  const templates = await templatesOf(world, paths);
  const all = unread ? read.problems : [...read.problems, ...checkConfig(config, { templates })];
  return {
    config,
    files: config.files.map((file, at) => checkedOf(paths[at] ?? file, file, config, all)),
  };
}

function checkedOf(
  shown: string,
  file: string,
  config: EmissionsConfig,
  all: readonly ConfigProblem[],
): CheckedFile {
  const findings = new FileFindings();
  for (const problem of all.filter(({ at }) => at.file === file)) {
    findings.add(problem.severity, findingOf(shown, problem));
  }
  const { problems, warnings } = findings;
  const count = (parts: ReadonlyMap<string, { at: { file: string } }>) =>
    [...parts.values()].filter(({ at }) => at.file === file).length;
  return {
    file: shown,
    kind: "config",
    verdict: problems.length === 0 ? "accepted" : "refused",
    counts: {
      topics: count(config.topics),
      metrics: count(config.metrics),
      "metrics sets": count(config.sets),
      dashboards: count(config.dashboards),
    },
    problems,
    warnings,
  };
}

function findingOf(shown: string, { code, path, message, remedy, at }: ConfigProblem): Finding {
  const { line, column } = at;
  const text = `${code}: ${shown}:${line}:${column}: ${message}. ${remedy}`;
  return { code, path, line, column, message: text, remedy };
}

/** The templates next to all of the files, as they are sent to the platform. */
async function templatesOf(world: World, paths: readonly string[]): Promise<Set<string>> {
  const folders = new Set(paths.map((path) => templatesFolder(resolve(world.cwd, path))));
  const names = await Promise.all([...folders].map((folder) => readdir(folder).catch(() => [])));
  return new Set(names.flat().filter((name) => name.endsWith(".liquid")));
}
