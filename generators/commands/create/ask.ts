import { confirm, intro, isCancel, multiselect, select, text } from "@clack/prompts";
import type { World } from "../../cli/command.js";
import { rawOutput } from "../../cli/safeOutput.js";
import { CommandError } from "../../io/CommandError.js";
import { printableLine } from "../../io/printable.js";
import type { OfferedTopic } from "../../logs/scaffold/scaffoldFromLog.js";
import {
  type CiKind,
  choicesOf,
  defaultAnswers,
  type LogKind,
  type Mode,
  type OutputKind,
  type PackageManager,
  type Question,
  questions,
} from "../../project/answers.js";
import { nameProblem } from "./projectName.js";

// Loaded only on a terminal: the prompts are the slowest part to load.

/** What to do with existing files. */
export type ConflictChoice = "cancel" | "keep" | "replace";

/** The line above the questions. */
export function showTitle({ stdout }: World, title: string): void {
  intro(title, { output: rawOutput(stdout) });
}

/** If `problemOf` returns a problem with the folder, shows it and asks again. */
export function askFolder(
  world: World,
  problemOf: (folder: string) => string | undefined,
): Promise<string> {
  const fallback = "my-metrics";
  return answered(
    text({
      message: "Project folder?",
      placeholder: fallback,
      defaultValue: fallback,
      validate: (folder) => problemOf(folder || fallback),
      ...streams(world),
    }),
  );
}

/** What to do with a folder that is not empty. */
export function askFilled(
  world: World,
  folder: string,
  entries: readonly string[],
): Promise<"another" | "use" | "cancel"> {
  const shown = entries.slice(0, 3).map((name) => printableLine(name));
  const more = entries.length > shown.length ? `, and ${entries.length - shown.length} more` : "";
  return answered(
    select<"another" | "use" | "cancel">({
      message: `${printableLine(folder)} is not empty (${shown.join(", ")}${more})`,
      options: [
        { value: "another", label: "Another folder" },
        { value: "use", label: "Write into it", hint: "you are asked before files are replaced" },
        { value: "cancel", label: "Cancel", hint: "change nothing" },
      ],
      ...streams(world),
    }),
  );
}

/** Whether to use the recommended answers, which it lists. */
export async function askRecommended(world: World, answers: readonly string[]): Promise<boolean> {
  const choice = await answered(
    select<"recommended" | "own">({
      message: "Which settings?",
      options: [
        { value: "recommended", label: "Recommended", hint: answers.join("; ") },
        { value: "own", label: "Custom", hint: `${answers.length} questions` },
      ],
      ...streams(world),
    }),
  );
  return choice === "recommended";
}

export function askName(world: World, suggestion: string): Promise<string> {
  const validate = (value: string | undefined) => nameProblem(value ?? "");
  return answered(
    text({ message: "Which package name?", initialValue: suggestion, validate, ...streams(world) }),
  );
}

export function askLogs(world: World): Promise<LogKind> {
  return askOne(world, questions.logs, defaultAnswers.logs);
}

/** Which topics of a log to read. */
export async function askTopics(
  world: World,
  offered: readonly OfferedTopic[],
): Promise<readonly string[]> {
  return answered(
    multiselect<string>({
      message: "Which topics do you want metrics for?",
      options: offered.map(({ name, type, count }) => {
        const words = [type, count === undefined ? "" : `${count} messages`];
        return { value: name, label: name, hint: words.filter((word) => word !== "").join(", ") };
      }),
      initialValues: offered.slice(0, 1).map(({ name }) => name),
      required: true,
      ...streams(world),
    }),
  );
}

export async function askModes(world: World): Promise<Mode[]> {
  const { ask, choices } = questions.modes;
  const optional = choicesOf(questions.modes).filter((mode) => mode !== "test");
  const chosen = await answered(
    multiselect<Mode>({
      message: ask,
      options: optional.map((value) => ({ value, label: value, hint: choices[value] })),
      initialValues: [...defaultAnswers.modes],
      required: false,
      ...streams(world),
    }),
  );
  return ["test", ...chosen];
}

export function askOutput(world: World): Promise<OutputKind> {
  return askOne(world, questions.output, defaultAnswers.output);
}

export function askCi(world: World): Promise<CiKind> {
  return askOne(world, questions.ci, defaultAnswers.ci);
}

export function askInstall(world: World, packageManager: PackageManager): Promise<boolean> {
  return answered(
    confirm({ message: `Install the dependencies with ${packageManager}?`, ...streams(world) }),
  );
}

export function askConflict(world: World, files: readonly string[]): Promise<ConflictChoice> {
  return answered(
    select<ConflictChoice>({
      message: `These files already exist with different contents: ${files.join(", ")}`,
      options: [
        { value: "cancel", label: "Cancel", hint: "change nothing" },
        { value: "keep", label: "Keep mine", hint: "write only files that do not exist yet" },
        { value: "replace", label: "Replace", hint: "replace only these files" },
      ],
      ...streams(world),
    }),
  );
}

function askOne<C extends string>(world: World, question: Question<C>, initial: C): Promise<C> {
  // clack's Option is a conditional type, which a generic C leaves unresolved.
  const options = choicesOf(question).map((value) => ({ value, label: question.choices[value] }));
  const chosen = select<string>({
    message: question.ask,
    options,
    initialValue: initial,
    ...streams(world),
  });
  return answered(chosen) as Promise<C>;
}

function streams({ stdin, stdout, signal }: World) {
  return {
    input: stdin,
    output: rawOutput(stdout),
    signal: AbortSignal.any([signal, endOf(stdin)]),
  };
}

/** Aborted by Ctrl-D, after which there is no answer: the process would exit silently. */
function endOf(stdin: World["stdin"]): AbortSignal {
  const ended = new AbortController();
  const onKey = (_text: unknown, key: { ctrl?: boolean; name?: string } | undefined) => {
    if (key?.ctrl && key.name === "d") ended.abort();
  };
  stdin.on("keypress", onKey).once("end", () => ended.abort());
  return ended.signal;
}

async function answered<T>(answer: Promise<T>): Promise<Exclude<T, symbol>> {
  const value = await answer;
  if (isCancel(value)) throw cancelled();
  return value as Exclude<T, symbol>;
}

/** The user cancelled. */
export function cancelled(): CommandError {
  return new CommandError("cancelled: nothing was written", { exitCode: 130 });
}
