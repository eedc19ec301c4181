import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import type { Answers } from "../../project/answers.js";
import { recordFile } from "../../project/projectRecord.js";
import type { Layout } from "./layout.js";

/** A project's saved settings for its API description. */
export type ApiSettings = NonNullable<Answers["openapi"]>;

/** The command line's placeholder for the saved address. */
export const remembered = "remembered";

/** The settings in the project's record; empty without a record. */
export async function readApiSettings({ root, isRuntime }: Layout): Promise<ApiSettings> {
  if (isRuntime) return {};
  return (await readRecord(root))?.answers?.openapi ?? {};
}

/** The text of the record with other settings; undefined without a record. */
export async function recordWith(
  { root, isRuntime }: Layout,
  settings: ApiSettings,
): Promise<string | undefined> {
  const record = isRuntime ? undefined : await readRecord(root);
  if (record?.answers === undefined) return undefined;
  const { openapi: _, ...answers } = record.answers;
  const isEmpty = settings.source === undefined && settings.only === undefined;
  const changed = { ...record, answers: { ...answers, ...(isEmpty ? {} : { openapi: settings }) } };
  return `${JSON.stringify(changed, null, 2)}\n`;
}

/** The address for `--openapi` without a value. */
export function rememberedSource({ source }: ApiSettings): string {
  if (source !== undefined) return source;
  throw new CommandError("--openapi has no value, and this project has no saved address", {
    exitCode: 2,
    hint: "Pass an http(s) URL once: it is saved in .metrics-project.json.",
  });
}

interface Recorded {
  answers?: Partial<Answers>;
}

async function readRecord(root: string): Promise<Recorded | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(root, recordFile), "utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // Commands that need a record report its problems.
    return undefined;
  }
}
