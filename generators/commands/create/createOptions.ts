import type { Args, StringOption } from "../../cli/command.js";
import { choicesOf, type Question, questions } from "../../project/answers.js";

/** The flags of `create-metrics-project`: every answer has one. */
export const createOptions = {
  logs: option(questions.logs),
  from: {
    type: "string",
    value: "LOG|DIR",
    summary: "make it from a log of yours: types, reader, starter metrics and sample",
  },
  topic: {
    type: "string",
    multiple: true,
    value: "TOPIC",
    summary: "with --from: a topic to read (default: ask, else the first five)",
  },
  whole: {
    type: "boolean",
    summary: "with --from: copy the whole log as a sample, not 5 MB at most",
  },
  modes: { ...option(questions.modes), multiple: true },
  output: option(questions.output),
  ci: option(questions.ci),
  lint: option(questions.lint),
  "package-manager": option(questions["package-manager"]),
  link: option(questions.link),
  name: { type: "string", summary: "package name (default: the folder's)" },
  git: { type: "boolean", negatable: true, summary: "make a repository with a first commit" },
  install: { type: "boolean", negatable: true, summary: "install the dependencies" },
  yes: { type: "boolean", short: "y", summary: "ask nothing, take the defaults" },
  force: { type: "boolean", summary: "replace files that stand in the way" },
  "dry-run": { type: "boolean", summary: "say what would be written, and write nothing" },
  json: { type: "boolean", summary: "print one JSON object; asks nothing" },
} as const;

/** What the command line said. */
export type CreateArgs = Args<typeof createOptions>;

function option<C extends string>(question: Question<C>) {
  const choices: readonly C[] = choicesOf(question);
  return { type: "string", choices, summary: question.summary } satisfies StringOption;
}
