import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import type { Answers } from "../../project/answers.js";
import { recordFile } from "../../project/projectRecord.js";
import type { Layout } from "./layout.js";

/** What a project remembers of where its description comes from. */
export type ApiSettings = NonNullable<Answers["openapi"]>;

/** What stands for the remembered address on the command line. */
export const remembered = "remembered";

/** What the project's record says; nothing where it has none. */
export async function readApiSettings({ root, isRuntime }: Layout): Promise<ApiSettings> {
  if (isRuntime) return {};
  return (await readRecord(root))?.answers?.openapi ?? {};
}

/** The record with other settings, as its file holds it; undefined where there is nothing to record in. */
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

/** The address that `--openapi` without a value means. */
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
    // The commands that need a record say what is wrong with it.
    return undefined;
  }
}
