import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSeq, LineCounter, parseDocument, stringify } from "yaml";
import { CommandError } from "../../io/CommandError.js";
import { breaksHere, changeLabel, type JudgedChange } from "./Change.js";
import type { Report } from "./Report.js";

/** The file of a project's accepted breaking changes, relative to its root. */
export const acceptedFile = "openapi/accepted-changes.yaml";

/** A breaking change that no longer prevents writing. */
export interface AcceptedChange {
  /** The operation, schema or file, as in a report. */
  readonly where: string;
  /** What changed there, as in a report; `*` matches any characters. */
  readonly change: string;
  /** Why the project accepts it. */
  readonly reason: string;
}

const head = `# Breaking changes that this project accepts, each with a reason: \`generate\` no longer stops at them.
# Copy \`where\` and \`change\` from its report; * matches any characters.
`;

/**
 * The accepted changes of a project; none if it has no such file.
 *
 * @throws CommandError if the file is not a list of `where`, `change` and `reason`
 */
export async function readAccepted(root: string): Promise<AcceptedChange[]> {
  const text = await readText(root);
  if (text === undefined) return [];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    throw wrong(error.linePos?.[0].line, (error.message.split("\n")[0] ?? "").trim());
  }
  const list: unknown = document.toJS({ maxAliasCount: 0 }) ?? [];
  if (!Array.isArray(list)) throw wrong(1, "it must be a list");
  return list.map((entry: unknown, index) => {
    const node = isSeq(document.contents) ? document.contents.items[index] : undefined;
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    return checkEntry(entry, lines.linePos(range?.[0] ?? 0).line);
  });
}

function checkEntry(entry: unknown, line: number): AcceptedChange {
  const given = Object(entry) as Partial<Record<keyof AcceptedChange, unknown>>;
  const field = (name: keyof AcceptedChange): string => {
    const value = given[name];
    if (typeof value === "string" && value.trim() !== "") return value;
    throw wrong(line, `an entry must have a \`${name}\``);
  };
  return { where: field("where"), change: field("change"), reason: field("reason") };
}

function wrong(line: number | undefined, what: string): CommandError {
  const at = line === undefined ? acceptedFile : `${acceptedFile}:${line}`;
  return new CommandError(`cannot use ${at}: ${what}`, {
    hint: "Each entry must have `where` and `change`, as in a report of generate, and a `reason`. Nothing was changed.",
  });
}

/** Marks the accepted changes, and adds notes about entries that no longer match. */
export function applyAccepted(report: Report, accepted: readonly AcceptedChange[]): void {
  const used = new Set<AcceptedChange>();
  for (const change of report.changes) {
    const entry = accepted.find((one) => matches(one, change));
    if (entry === undefined) continue;
    used.add(entry);
    change.accepted = entry.reason;
  }
  const labels = new Set(
    report.changes.filter((one) => one.accepted !== undefined).map(changeLabel),
  );
  for (const problem of report.problems) {
    const { because } = problem;
    if (because.length > 0 && because.every((label) => labels.has(label))) problem.accepted = true;
  }
  for (const entry of accepted) {
    if (used.has(entry)) continue;
    report.notes.push(
      `${acceptedFile} has an entry that matches no change; you can remove it: ${entry.where}: ${entry.change}`,
    );
  }
}

function matches({ where, change }: AcceptedChange, found: JudgedChange): boolean {
  return fits(where, found.where) && fits(change, found.text);
}

function fits(pattern: string, text: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** Accepts every change that prevents writing, for `reason`. Returns the entries and the new file; undefined if there are
 * no such changes. */
export async function acceptAll(
  root: string,
  { changes }: Pick<Report, "changes">,
  reason: string | undefined,
): Promise<{ entries: AcceptedChange[]; text: string } | undefined> {
  if (reason === undefined) return undefined;
  const entries = changes
    .filter(breaksHere)
    .map(({ where, text }): AcceptedChange => ({ where, change: text, reason }));
  if (entries.length === 0) return undefined;
  const before = (await readText(root)) ?? head;
  return { entries, text: `${before.trimEnd()}\n${stringify(entries, { lineWidth: 0 })}` };
}

async function readText(root: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, acceptedFile), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new CommandError(`cannot read ${acceptedFile}: ${String(error)}`, { cause: error });
  }
}
