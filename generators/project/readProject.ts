import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CommandError } from "../io/CommandError.js";
import { packageVersion } from "../io/packageRoot.js";
import { type Answers, choicesOf, type Question, questions } from "./answers.js";
import { compareVersions } from "./compareVersions.js";
import { type FormatName, formatNames } from "./formatPackages.js";
import { type ProjectRecord, recordFile } from "./projectRecord.js";

/** A scaffolded project on disk. */
export interface Project {
  /** Absolute path of its folder. */
  readonly root: string;
  readonly record: ProjectRecord;
}

/**
 * Finds the project that contains `folder`: in it or in a parent folder.
 *
 * @throws CommandError if there is none, or its record is damaged
 */
export async function readProject(folder: string): Promise<Project> {
  for (let root = folder; ; root = dirname(root)) {
    const text = await readFile(join(root, recordFile), "utf8").catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new CommandError(`cannot read ${join(root, recordFile)}`, { cause: error });
    });
    if (text !== undefined) return { root, record: parseRecord(text, join(root, recordFile)) };
    if (dirname(root) === root) break;
  }
  throw new CommandError(
    `${folder} is not in a project created by create-metrics-project: no ${recordFile} found`,
    { hint: "Run this in a project, or create one with npm create metrics-project." },
  );
}

function parseRecord(text: string, path: string): ProjectRecord {
  try {
    return checkRecord(text, path);
  } catch (error) {
    // A newer version may have written fields that this one does not know.
    const [, version] = /"version":\s*"(\d+\.\d+\.\d+[^"]*)"/.exec(text) ?? [];
    const own = packageVersion();
    const isOurs = /create-metrics-project|"pristine"/.test(text);
    if (version === undefined || !isOurs || compareVersions(version, own) <= 0) throw error;
    throw newerRecord(version, own, error);
  }
}

/** A project of a newer version. */
export function newerRecord(version: string, own: string, cause?: unknown): CommandError {
  return new CommandError(
    `this project was written by create-metrics-project ${version}, but this is the older ${own}`,
    { hint: "Run that version or a newer one.", cause },
  );
}

function checkRecord(text: string, path: string): ProjectRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(path, "it is not JSON", cause);
  }
  const record = Object(value) as Partial<Record<keyof ProjectRecord, unknown>>;
  const { version, answers, pristine, comment, kept, ...others } = record;
  if (typeof version !== "string" || !/^\d+\.\d+\.\d+/.test(version)) {
    throw damaged(path, `"version" is ${JSON.stringify(version)}`);
  }
  if (typeof pristine !== "string") throw damaged(path, '"pristine" is missing');
  return {
    comment: String(comment),
    version,
    answers: checkAnswers(answers, path),
    pristine,
    ...(kept !== undefined && { kept: checkKept(kept, path) }),
    others,
  };
}

function checkKept(value: unknown, path: string): string[] {
  const isList = Array.isArray(value) && value.every((one) => typeof one === "string");
  if (!isList) throw damaged(path, `"kept" is ${show(value)}`);
  return value;
}

function checkAnswers(value: unknown, path: string): Answers {
  const answers = Object(value) as Partial<Record<keyof Answers, unknown>>;
  const { name, modes } = answers;
  if (typeof name !== "string" || name === "") throw damaged(path, `"name" is ${show(name)}`);
  if (!Array.isArray(modes)) throw damaged(path, `"modes" is ${show(modes)}`);
  const one = <C extends string>(key: keyof Answers, question: Question<C>, given: unknown): C => {
    const choice = choicesOf(question).find((candidate) => candidate === given);
    if (choice === undefined) throw damaged(path, `"${key}" is ${show(given)}`);
    return choice;
  };
  return {
    name,
    logs: answers.logs === "own" ? "own" : one("logs", questions.logs, answers.logs),
    modes: modes.map((mode) => one("modes", questions.modes, mode)),
    ...(answers.output !== undefined && {
      output: one("output", questions.output, answers.output),
    }),
    ci: one("ci", questions.ci, answers.ci),
    ...(answers.lint !== undefined && { lint: one("lint", questions.lint, answers.lint) }),
    packageManager: one("packageManager", questions["package-manager"], answers.packageManager),
    link: one("link", questions.link, answers.link),
    ...optionalText("branch", answers.branch, path),
    ...optionalText("folder", answers.folder, path),
    ...(answers.openapi !== undefined && { openapi: checkOpenapi(answers.openapi, path) }),
    ...(answers.formats !== undefined && { formats: checkFormats(answers.formats, path) }),
  };
}

function optionalText<Key extends "branch" | "folder">(
  key: Key,
  value: unknown,
  path: string,
): Partial<Record<Key, string>> {
  if (value === undefined) return {};
  if (typeof value !== "string" || value === "") throw damaged(path, `"${key}" is ${show(value)}`);
  return { [key]: value } as Record<Key, string>;
}

function checkOpenapi(value: unknown, path: string): NonNullable<Answers["openapi"]> {
  const { source, only } = Object(value) as Partial<Record<"source" | "only", unknown>>;
  const isList = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((entry) => typeof entry === "string");
  if ((source !== undefined && typeof source !== "string") || !(only === undefined || isList(only)))
    throw damaged(path, `"openapi" is ${show(value)}`);
  return { ...(source !== undefined && { source }), ...(only !== undefined && { only }) };
}

function checkFormats(value: unknown, path: string): FormatName[] {
  const known = Array.isArray(value)
    ? value.map((one) => formatNames.find((name) => name === one))
    : [];
  if (known.length === 0 || known.includes(undefined)) {
    throw damaged(path, `"formats" is ${show(value)}`);
  }
  return known.filter((name) => name !== undefined);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "missing";
}

function damaged(path: string, what: string, cause?: unknown): CommandError {
  return new CommandError(`${path} is damaged: ${what}`, {
    hint: `Restore it from version control: git checkout -- ${recordFile}`,
    cause,
  });
}
