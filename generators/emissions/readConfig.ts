import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandError } from "../io/CommandError.js";
import { slashedFrom } from "../io/slashed.js";
import { ConfigPart } from "./ConfigPart.js";
import type { ConfigProblem, ReportProblem } from "./ConfigProblem.js";
import type {
  ConfigDashboard,
  ConfigMetric,
  ConfigSet,
  ConfigTopic,
  EmissionsConfig,
  Position,
} from "./EmissionsConfig.js";
import { metricsOfConfig } from "./metricsOfConfig.js";
import { topicsOfConfig } from "./topicsOfConfig.js";
import { YamlText } from "./YamlText.js";

/** A config and the problems of its single parts; {@link checkConfig} checks the rules across parts. */
export interface ReadConfig {
  readonly config: EmissionsConfig;
  readonly problems: readonly ConfigProblem[];
}

/** A file's name for messages, and its text. */
export interface ConfigSource {
  readonly file: string;
  readonly text: string;
}

const sections = ["version", "global", "topics", "metrics", "metrics sets", "dashboards"];
const biggest = 10_000_000;

/**
 * Reads one or several config.resim.yml as one config.
 *
 * @param folder base of relative paths
 * @throws CommandError if a file cannot be read; its content is reported as problems
 */
export async function readConfig(folder: string, paths: readonly string[]): Promise<ReadConfig> {
  const sources = await Promise.all(
    paths.map(async (path): Promise<ConfigSource> => {
      const absolute = resolve(folder, path);
      const inside = slashedFrom(folder, absolute);
      const file = inside.startsWith("../") ? path : inside;
      return { file, text: await readText(absolute, file) };
    }),
  );
  return parseConfig(sources);
}

/**
 * The same for texts. Reports Y1 (invalid YAML), Y2 (a part of the wrong type) and Y3 (conflicting
 * files). Also reports the rules within one part: C1, C5 to C8, C12, C13, T2, T6, M1.
 */
export function parseConfig(sources: readonly ConfigSource[]): ReadConfig {
  const problems: ConfigProblem[] = [];
  const report: ReportProblem = (problem) => void problems.push(problem);
  const topics = new Map<string, ConfigTopic>();
  const metrics = new Map<string, ConfigMetric>();
  const sets = new Map<string, ConfigSet>();
  const dashboards = new Map<string, ConfigDashboard>();
  const names = { topics: new Set<string>(), metrics: new Set<string>(), sets: new Set<string>() };
  const merge = <T extends { name: string; at: Position }>(
    kind: string,
    into: Map<string, T>,
    parts: readonly T[],
  ) => {
    for (const part of parts) {
      const other = into.get(part.name);
      if (other === undefined) into.set(part.name, part);
      else report(duplicate(kind, part, other));
    }
  };
  for (const source of sources) {
    const root = rootOf(source, report);
    if (root === undefined) continue;
    root.expectOnly(sections);
    checkVersion(root);
    const skip = skipOf(root.part("global"));
    const of = <T>(name: string, take: (part: ConfigPart) => T[], all?: Set<string>): T[] => {
      const part = root.part(name);
      for (const member of part?.names ?? []) all?.add(member);
      return part === undefined ? [] : take(part);
    };
    const takeMetrics = (part: ConfigPart) => metricsOfConfig(part, skip);
    merge("topic", topics, of("topics", topicsOfConfig, names.topics));
    merge("metric", metrics, of("metrics", takeMetrics, names.metrics));
    merge("metrics set", sets, of("metrics sets", setsOf, names.sets));
    merge("dashboard", dashboards, of("dashboards", dashboardsOf));
  }
  const files = sources.map(({ file }) => file);
  // Other findings in a file that cannot be parsed follow from that.
  const unread = problems.filter(({ code }) => code === "Y1");
  return {
    config: {
      files,
      topics,
      metrics,
      sets,
      dashboards,
      leftOut: {
        topics: without(names.topics, topics),
        metrics: without(names.metrics, metrics),
        sets: without(names.sets, sets),
      },
    },
    problems: unread.length > 0 ? unread : problems,
  };
}

function without(names: ReadonlySet<string>, kept: ReadonlyMap<string, unknown>): Set<string> {
  return new Set([...names].filter((name) => !kept.has(name)));
}

async function readText(path: string, shown: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : code;
    throw new CommandError(`cannot read ${shown}: ${reason ?? String(cause)}`, { cause });
  }
  if (bytes.length > biggest) {
    throw new CommandError(
      `${shown} has ${bytes.length} bytes; a config must have at most ${biggest}`,
      {
        hint: "Pass the config, not a log.",
      },
    );
  }
  return bytes.toString("utf8");
}

function rootOf({ file, text }: ConfigSource, report: ReportProblem): ConfigPart | undefined {
  const yaml = new YamlText(file, text, report);
  if (!yaml.isUsable) return undefined;
  const { contents } = yaml.document;
  return ConfigPart.of(yaml, contents, { path: "", at: yaml.positionOf(contents) }, report);
}

/** C1. Files that all have version 1 do not conflict. */
function checkVersion(root: ConfigPart): void {
  const version = root.text.scalar(root.node("version"));
  if (version === 1) return;
  const got = root.has("version") ? JSON.stringify(version ?? null) : "nothing";
  root.report({
    code: "C1",
    severity: "problem",
    name: "version",
    message: `version must be 1, got ${got}`,
    remedy: "Add `version: 1` at the top.",
  });
}

function skipOf(global: ConfigPart | undefined): boolean | undefined {
  if (global === undefined) return undefined;
  global.report({
    code: "A7",
    severity: "warning",
    message: "only the platform's command line supports `global`",
    remedy: "Set skip_if_no_data in each metric.",
  });
  return global.boolean("skip-if-no-data") ?? global.boolean("skip_if_no_data");
}

function setsOf(part: ConfigPart): ConfigSet[] {
  return part.names.flatMap((name) => {
    const set = part.part(name);
    if (set === undefined) return [];
    set.expectOnly(["metrics"]);
    const nodes = set.text.elements(set.node("metrics"));
    if (nodes === undefined) {
      set.report({
        code: "Y2",
        severity: "problem",
        name: "metrics",
        message: `${set.pathOf("metrics")} must be a list of metric names`,
        remedy: "Write one per line, after a dash.",
      });
      return [];
    }
    const metrics = nodes.map((node) => ({
      name: String(set.text.scalar(node) ?? ""),
      at: set.text.positionOf(node),
    }));
    return [{ name, metrics, at: part.positionOf(name) }];
  });
}

function dashboardsOf(part: ConfigPart): ConfigDashboard[] {
  return part.names.flatMap((name) => {
    const dashboard = part.part(name);
    if (dashboard === undefined) return [];
    dashboard.expectOnly(["metrics_set", "description", "refresh", "day_range"]);
    const set = dashboard.string("metrics_set");
    if (!dashboard.has("metrics_set")) {
      dashboard.report({
        code: "C4",
        severity: "problem",
        message: `${dashboard.path} has no metrics_set`,
        remedy: "Add the name of the set to show.",
      });
    }
    const parts = {
      description: dashboard.string("description"),
      refresh: dashboard.word("refresh", ["auto", "manual"], "Y2"),
      dayRange: dashboard.number("day_range", "Y2"),
    };
    if (set === undefined) return [];
    const reference = { name: set, at: dashboard.valuePosition("metrics_set") };
    return [{ name, set: reference, ...parts, at: part.positionOf(name) }];
  });
}

function duplicate(
  kind: string,
  part: { name: string; at: Position },
  other: { at: Position },
): ConfigProblem {
  return {
    code: "Y3",
    severity: "problem",
    path: part.name,
    message: `the ${kind} "${part.name}" is also defined in ${other.at.file}:${other.at.line}`,
    remedy: "Remove one of the two: names must be unique across files.",
    at: part.at,
  };
}
