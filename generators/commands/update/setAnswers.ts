import { nearest } from "../../cli/nearest.js";
import { usageError } from "../../io/CommandError.js";
import {
  type Answers,
  choicesOf,
  normalizeModes,
  type Question,
  questions,
} from "../../project/answers.js";

/** The answers that can be changed: all that have a flag in `create`. */
const flags = Object.keys(questions) as (keyof typeof questions)[];

/**
 * Changes some answers, as in `ci=github`. A part without `=` belongs to the list before it: `modes=test,batch`.
 * @throws CommandError for an invalid answer, with the valid ones
 */
export function setAnswers(answers: Answers, given: readonly string[]): Answers {
  const pairs: { flag: string; value: string }[] = [];
  for (const part of given) {
    const at = part.indexOf("=");
    const last = pairs.at(-1);
    if (at >= 0) pairs.push({ flag: part.slice(0, at), value: part.slice(at + 1) });
    else if (last !== undefined) last.value += `,${part}`;
    else
      throw usageError(`--set must be KEY=VALUE, got "${part}"`, {
        hint: `Keys: ${flags.join(", ")}.`,
      });
  }
  return pairs.reduce((all, { flag, value }) => setAnswer(all, flag, value), answers);
}

function setAnswer(answers: Answers, given: string, value: string): Answers {
  const flag = flags.find((one) => one === given);
  switch (flag) {
    case "logs":
      if (answers.logs === "own") {
        throw usageError(
          "this project was created from a log: src/read-logs.ts defines the log format",
        );
      }
      return { ...answers, logs: choice(flag, questions.logs, value) };
    case "modes": {
      const modes = value.split(",").map((mode) => choice(flag, questions.modes, mode.trim()));
      return { ...answers, modes: normalizeModes(modes) };
    }
    case "output": {
      const output = choice(flag, questions.output, value);
      if (answers.logs === "own" && output !== "binproto") {
        throw usageError("starter metrics of your own log work only with metrics.binproto", {
          hint: "Run `metrics-project migrate` to add emissions.",
        });
      }
      return { ...answers, output };
    }
    case "ci":
      return { ...answers, ci: choice(flag, questions.ci, value) };
    case "lint":
      return { ...answers, lint: choice(flag, questions.lint, value) };
    case "package-manager":
      return { ...answers, packageManager: choice(flag, questions[flag], value) };
    case "link":
      return { ...answers, link: choice(flag, questions.link, value) };
    case undefined: {
      const guess = nearest(given, flags);
      throw usageError(`unknown key in --set: "${given}"; must be ${flags.join(", ")}`, {
        hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
      });
    }
  }
}

function choice<C extends string>(flag: string, question: Question<C>, given: string): C {
  const choices = choicesOf(question);
  const found = choices.find((one) => one === given);
  if (found !== undefined) return found;
  const guess = nearest(given, choices);
  throw usageError(`--set ${flag}= must be ${choices.join(", ")}; got "${given}"`, {
    hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
  });
}
