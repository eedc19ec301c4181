import type { Args, StringOption } from "../../cli/command.js";
import { choicesOf, type Question, questions } from "../../project/answers.js";

/** The flags of `create-metrics-project`: every answer has one. */
export const createOptions = {
  logs: option(questions.logs),
  from: {
    type: "string",
    value: "LOG|DIR",
    summary: "create the project from your log: types, reader, starter metrics and sample",
  },
  topic: {
    type: "string",
    multiple: true,
    value: "TOPIC",
    summary: "with --from: topics to read (default: ask, otherwise the first five)",
  },
  whole: {
    type: "boolean",
    summary: "with --from: copy the whole log as a sample, not only 5 MB",
  },
  modes: { ...option(questions.modes), multiple: true },
  output: option(questions.output),
  ci: option(questions.ci),
  lint: option(questions.lint),
  "package-manager": option(questions["package-manager"]),
  link: option(questions.link),
  name: { type: "string", summary: "package name (default: the name of the folder)" },
  git: { type: "boolean", negatable: true, summary: "create a repository with a first commit" },
  install: { type: "boolean", negatable: true, summary: "install the dependencies" },
  yes: { type: "boolean", short: "y", summary: "ask no questions, use the defaults" },
  force: { type: "boolean", summary: "overwrite existing files" },
  "dry-run": { type: "boolean", summary: "print what would be written, without writing it" },
  json: { type: "boolean", summary: "print one JSON object, ask no questions" },
} as const;

/** The values from the command line. */
export type CreateArgs = Args<typeof createOptions>;

function option<C extends string>(question: Question<C>) {
  const choices: readonly C[] = choicesOf(question);
  return { type: "string", choices, summary: question.summary } satisfies StringOption;
}
