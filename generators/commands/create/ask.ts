import { confirm, isCancel, multiselect, select, text } from "@clack/prompts";
import type { World } from "../../cli/command.js";
import { rawOutput } from "../../cli/safeOutput.js";
import { CommandError } from "../../io/CommandError.js";
import type { OfferedTopic } from "../../logs/scaffold/scaffoldFromLog.js";
import {
  type CiKind,
  choicesOf,
  defaultAnswers,
  type LogKind,
  type Mode,
  type PackageManager,
  type Question,
  questions,
} from "../../project/answers.js";
import { nameProblem } from "./projectName.js";

// Loaded on a terminal only: the prompts cost more to load than all else.

/** What to do with files that stand in the way. */
export type ConflictChoice = "cancel" | "keep" | "replace";

export function askFolder(world: World): Promise<string> {
  const fallback = "my-metrics";
  return answered(
    text({
      message: "Which folder?",
      placeholder: fallback,
      defaultValue: fallback,
      ...streams(world),
    }),
  );
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
      message: "Which topics are the metrics about?",
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
      message: `These files are there already and differ: ${files.join(", ")}`,
      options: [
        { value: "cancel", label: "Cancel", hint: "change nothing" },
        { value: "keep", label: "Keep mine", hint: "write only what is not there yet" },
        { value: "replace", label: "Replace", hint: "these files only; all others stay" },
      ],
      ...streams(world),
    }),
  );
}

function askOne<C extends string>(world: World, question: Question<C>, initial: C): Promise<C> {
  // clack's Option is a conditional type, which a generic C leaves undecided.
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

/** Aborted by Ctrl-D, after which no answer comes: the process would end without a word. */
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
  if (isCancel(value)) throw new CommandError("cancelled: nothing was written", { exitCode: 130 });
  return value as Exclude<T, symbol>;
}
