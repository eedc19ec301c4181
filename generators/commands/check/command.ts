import { dirname, join, resolve } from "node:path";
import { defineCommand, type World } from "../../cli/command.js";
import { checkEmissions, checkTogether } from "../../emissions/check/checkEmissions.js";
import type { EmissionsConfig } from "../../emissions/EmissionsConfig.js";
import { findConfig } from "../../emissions/findConfig.js";
import { type CheckedFile, unreadable } from "./CheckedFile.js";
import { checkConfigs } from "./checkConfigs.js";
import { checkMessage } from "./checkMessage.js";
import { filesOf } from "./filesOf.js";
import { printChecked } from "./printChecked.js";

export const command = defineCommand({
  name: "check",
  summary: "Check whether the platform would accept a metrics.binproto, emissions or their config.",
  usage: "metrics-project check FILE|DIR… [options]",
  options: {
    config: {
      type: "string",
      value: "FILE",
      multiple: true,
      summary: "config to check emissions against (default: the project's config)",
    },
    json: { type: "boolean", summary: "print one JSON object: exitCode, files" },
  },
  positionals: [
    {
      name: "FILE|DIR",
      summary:
        "a metrics.binproto, *.resim.jsonl or config.resim.yml from any tool, or a folder to search for messages and rows",
      required: true,
      rest: true,
    },
  ],
  details: [
    "Prints every problem (a broken rule: the platform would reject the file), and every warning",
    "(accepted, but likely a mistake). Each has its code, location, value and fix.",
    "Several configs are merged. Emissions and their config are also checked against each other.",
  ].join("\n"),
  examples: [
    ["metrics-project check rehearsal", "check all messages and rows of a rehearsal"],
    [
      "metrics-project check .resim/metrics/config.resim.yml",
      "check topics, metrics, sets and dashboards",
    ],
    [
      "metrics-project check rehearsal/tests/*/outputs/*.resim.jsonl",
      "check the rows of all rehearsed tests against the project's config",
    ],
  ],
  exitCodes: "0 no problems, 1 a file could not be read, 2 wrong usage, 3 problems found",
  async run(world, { options, positionals }) {
    const checked: CheckedFile[] = [];
    const files: string[] = [];
    for (const given of positionals) {
      const found = await filesOf(world, given);
      if (found.length === 0) {
        checked.push(unreadable(given, "message", new Error(emptyFolder)));
      }
      files.push(...found);
    }
    const ofKind = (kind: RegExp) => files.filter((file) => kind.test(file));
    const configs = ofKind(/\.ya?ml$/i);
    const emissions = ofKind(/\.jsonl$|\.ndjson$/i);
    for (const file of files.filter((one) => !/\.(ya?ml|jsonl|ndjson)$/i.test(one))) {
      if (world.signal.aborted) return 130;
      checked.push(await checkMessage(world, file));
    }
    const asked = [...configs, ...(options.config ?? [])];
    const judge = asked.length > 0 ? asked : emissions.length > 0 ? projectConfig(world) : [];
    const config = judge.length === 0 ? undefined : await checkConfigs(world, judge);
    // Problems of a config that is only checked against are also reported: they make the check of rows wrong.
    checked.push(
      ...(config?.files ?? []).filter(
        ({ file, verdict }) => configs.includes(file) || verdict !== "accepted",
      ),
    );
    checked.push(...(await checkRows(world, emissions, config?.config)));
    const exitCode = exitCodeOf(checked);
    if (options.json) {
      world.stdout.write(`${JSON.stringify({ exitCode, files: checked }, null, 2)}\n`);
    } else printChecked(world, checked);
    return exitCode;
  },
});

const emptyFolder = "no .binproto or .resim.jsonl file in this folder or its subfolders";

function exitCodeOf(checked: readonly CheckedFile[]): 0 | 1 | 3 {
  if (checked.some(({ verdict }) => verdict === "unreadable")) return 1;
  return checked.some(({ verdict }) => verdict === "refused") ? 3 : 0;
}

/** The config of the project that contains the current folder. */
function projectConfig({ cwd }: World): string[] {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = findConfig(folder);
    if (found !== undefined) return [join(folder, found)];
    if (dirname(folder) === folder) return [];
  }
}

async function checkRows(
  world: World,
  files: readonly string[],
  config: EmissionsConfig | undefined,
): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  const emitted = new Set<string>();
  for (const file of files) {
    try {
      const path = resolve(world.cwd, file);
      const found = await checkEmissions(path, file, config, world.signal);
      for (const topic of found.topics.keys()) emitted.add(topic);
      const { rows, events, topics, problems, warnings } = found;
      checked.push({
        file,
        kind: "emissions",
        verdict: problems.length === 0 ? "accepted" : "refused",
        counts: { rows, events, topics: topics.size },
        problems,
        warnings,
      });
    } catch (error) {
      if (world.signal.aborted) throw error;
      checked.push(unreadable(file, "emissions", error));
    }
  }
  const last = checked.at(-1);
  if (config === undefined || last === undefined || config.topics.size === 0) return checked;
  // The rest of a damaged file is unknown.
  if (checked.some(({ verdict }) => verdict !== "accepted")) return checked;
  // Reported once for all files.
  const together = checkTogether(config, emitted).map(({ topic, message, remedy }) => ({
    code: "A10",
    path: `topics.${topic}`,
    message: `A10: ${message}. ${remedy}`,
    remedy,
  }));
  return [...checked.slice(0, -1), { ...last, warnings: [...last.warnings, ...together] }];
}
