import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { EmissionRow, EmissionsProblem, Topics } from "@metrics-project/runtime";
import type { EmissionsConfig } from "../EmissionsConfig.js";
import type { EmissionRuleCode } from "../emissionRules.js";
import { FileFindings, type Finding } from "./FileFindings.js";

/** The content of an emissions file. */
export interface CheckedEmissions {
  readonly rows: number;
  readonly events: number;
  /** Rows by topic, in the order of their first row. */
  readonly topics: ReadonlyMap<string, number>;
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** The field type that shows files with an extension. */
const typeOfEnding: Readonly<Record<string, string>> = {
  gif: "image",
  png: "image",
  jpg: "image",
  mp4: "video",
  webm: "video",
};
const mostFiles = 100;

const remedies: Readonly<Record<EmissionsProblem["code"], string>> = {
  E3: "Write UTF-8 with LF after each row. Write a truncated file again.",
  E4: 'A row must be {"$metadata": {"topic": …}, "$data": {…}} and nothing else.',
  E6: "Write nanoseconds as an integer of at least 0.",
  E7: "JSON has no such number: omit the row.",
  T1: "Declare the topic in the config, or correct its name.",
  T2: "Give the topic a schema.",
  T3: "Add the field to the schema, or omit it.",
  T4: "Emit every field of the schema, or use a separate topic for rows without it.",
  T5: "Emit the type of the schema.",
  T7: "Use emitEvent only for topics with event: true.",
};

/**
 * Reads a `*.resim.jsonl` strictly (E2 to E7). Checks its rows against a config's topics (T1 to T5, T7), and
 * the files that they name (M2 missing, M3 wrong kind, M4 too many). Without topics, does only the former and
 * reports T8. Memory does not grow with the file.
 *
 * @throws MetricsError if the file cannot be read
 */
export async function checkEmissions(
  path: string,
  shown: string,
  config: EmissionsConfig | undefined,
  signal: AbortSignal,
): Promise<CheckedEmissions> {
  const { emissionProblems, readEmissions } = await import("@metrics-project/runtime");
  const findings = new FileFindings();
  const onProblem = ({ severity, code, line, message }: EmissionsProblem) => {
    const remedy = remedies[code];
    const text = `${code}: ${shown}:${line}: ${message}. ${remedy}`;
    findings.add(severity, { code, path: "", line, message: text, remedy });
  };
  const warn = (code: EmissionRuleCode, message: string, remedy: string, line?: number) =>
    findings.add("warning", {
      code,
      path: "",
      line,
      message: `${code}: ${shown}${line === undefined ? "" : `:${line}`}: ${message}. ${remedy}`,
      remedy,
    });
  const topics = config === undefined ? undefined : topicsOf(config);
  const isChecked = topics !== undefined && Object.keys(topics).length > 0;
  if (!isChecked) {
    warn(
      "T8",
      "there is no config, so rows were not checked against one",
      "Pass one with --config.",
    );
  }
  if (/^(resource_metrics|test_length_metric)\.resim\.jsonl$/.test(basename(path))) {
    warn("E2", "the platform itself writes a file with this name", "Write emissions.resim.jsonl.");
  }
  const media = new Map<string, { type: string; line: number }>();
  const counts = new Map<string, number>();
  let rows = 0;
  let events = 0;
  for await (const row of readEmissions(path, { onProblem, signal })) {
    rows += 1;
    if (row.event) events += 1;
    counts.set(row.topic, (counts.get(row.topic) ?? 0) + 1);
    if (!isChecked) continue;
    for (const problem of emissionProblems(row, topics)) onProblem(problem);
    addMedia(row, topics, media);
  }
  if (rows === 0 && findings.problems.length === 0) {
    warn("E3", "it contains no rows", "A test that emits nothing writes no file.");
  }
  const beside = new Set(await readdir(dirname(path), { recursive: true }).catch(() => []));
  const names = new Set([...beside].map((file) => basename(file)));
  for (const [name, { type, line }] of media) {
    if (!names.has(name)) {
      warn(
        "M2",
        `the file ${JSON.stringify(name)} is missing from this folder`,
        "Write it to the outputs folder; an attached log may be elsewhere.",
        line,
      );
    }
    const right = typeOfEnding[name.split(".").at(-1)?.toLowerCase() ?? ""];
    if (right !== type) {
      const drawn = right === undefined ? "that is not displayed" : `for a field of type ${right}`;
      warn(
        "M3",
        `${JSON.stringify(name)} in a field of type ${type} is a file ${drawn}`,
        `Images are gif, png, jpg; videos are mp4, webm.`,
        line,
      );
    }
  }
  if (media.size > mostFiles) {
    warn(
      "M4",
      `its rows name ${media.size} files; the platform accepts at most ${mostFiles} per test`,
      "Name only files that people look at.",
    );
  }
  const { problems, warnings } = findings;
  return { rows, events, topics: counts, problems, warnings };
}

/** A config's topics in the form for checking rows. */
function topicsOf({ topics }: EmissionsConfig): Topics {
  return Object.fromEntries(
    [...topics].map(([name, { event, schema }]) => [
      name,
      {
        ...(event && { event }),
        schema: Object.fromEntries([...schema].map(([field, { type }]) => [field, type])),
      },
    ]),
  );
}

function addMedia(
  { topic, data, line }: EmissionRow,
  topics: Topics,
  media: Map<string, { type: string; line: number }>,
): void {
  for (const [field, type] of Object.entries(topics[topic]?.schema ?? {})) {
    if (type !== "image" && type !== "video") continue;
    const name = data[field];
    // A million rows may name a million files: a few are enough.
    if (typeof name === "string" && !media.has(name) && media.size < 10_000) {
      media.set(name, { type, line });
    }
  }
}

/** Compares a config with all given emissions: topics that are never emitted, or emitted but never used (A10). */
export function checkTogether(
  config: EmissionsConfig,
  emitted: ReadonlySet<string>,
): { topic: string; message: string; remedy: string }[] {
  return [...config.topics.values()]
    .filter(({ name }) => !emitted.has(name))
    .map(({ name }) => ({
      topic: name,
      message: `the topic "${name}" is declared, but none of these files emits it`,
      remedy: "Emit it, or ignore this if other tests emit it.",
    }));
}
