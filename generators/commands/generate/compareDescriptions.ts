import { isObject, type JsonObject, objectEntries } from "../../client/document.js";
import type { Change, Verdict } from "./Change.js";
import { fieldsOfChange, keysOfChange, quotedIn } from "./keysOfChange.js";
import type { OasdiffChange } from "./OasdiffChange.js";
import { runOasdiff } from "./runOasdiff.js";
import type { Tools } from "./Tools.js";
import { toVersion30 } from "./toVersion30.js";

/** What changed between two descriptions, as oasdiff sees it, in the order of the paths. */
export async function compareDescriptions(
  before: JsonObject,
  after: JsonObject,
  tools: Tools,
  signal?: AbortSignal,
): Promise<Change[]> {
  const found = await runOasdiff(before, after, tools, signal);
  const changes = new Map<string, Change & { operations: Set<string> }>();
  for (const entry of found) {
    const where = entry.path
      ? `${entry.operation ?? ""} ${entry.path}`.trim()
      : (entry.section ?? "");
    const kind = kindOf(entry.id);
    const verdict = verdictOf(entry);
    const keys = kind === "added" && verdict === "compatible" ? [] : keysOfChange(entry, before);
    const id = sharedName(entry, before, after) ?? `${where}\0${entry.text}`;
    const same = changes.get(id);
    if (same === undefined) {
      const text = entry.text.replaceAll("`", '"');
      const operations = new Set([where]);
      changes.set(id, { of: "api", kind, verdict, where, text, keys, operations });
    } else {
      same.operations.add(where);
      same.keys = [...new Set([...same.keys, ...keys])];
    }
  }
  const told = [...changes.values()]
    .map(({ operations, text, ...change }) => ({
      ...change,
      text:
        operations.size > 1 ? `${text}; the same in ${operations.size - 1} more operations` : text,
    }))
    .concat(neverNull(before, after));
  return told.sort((a, b) => (a.where < b.where ? -1 : a.where > b.where ? 1 : 0));
}

/** Fields that could be null and no longer can, which oasdiff keeps to itself. */
function neverNull(before: JsonObject, after: JsonObject): Change[] {
  const changes: Change[] = [];
  const now = new Map(schemasOf(after));
  for (const [name, schema] of schemasOf(before)) {
    const fields = new Map(objectEntries(now.get(name)?.properties));
    for (const [field, old] of objectEntries(schema.properties)) {
      const current = fields.get(field);
      if (old.nullable !== true || current === undefined || current.nullable === true) continue;
      changes.push({
        of: "api",
        kind: "changed",
        verdict: "compatible",
        where: `schema ${name}`,
        text: `the field "${field}" is never null any more`,
        keys: [`schemas.${name}.${field}`],
      });
    }
  }
  return changes;
}

function schemasOf(document: JsonObject): [string, JsonObject][] {
  const { components } = toVersion30(document);
  return isObject(components) ? objectEntries(components.schemas) : [];
}

/** One name for a change to a shared schema, which oasdiff tells once for each operation that has it. */
function sharedName(
  entry: OasdiffChange,
  before: JsonObject,
  after: JsonObject,
): string | undefined {
  const fields = [...fieldsOfChange(entry, before), ...fieldsOfChange(entry, after)];
  const [field] = fields.filter((key) => key.startsWith("schemas."));
  if (field === undefined) return undefined;
  const details = quotedIn(entry)
    .map((name) => name.split("/").at(-1))
    .filter((name) => !/^\d{3}$/.test(name ?? ""));
  return [entry.id, field, ...details].join(" ");
}

function kindOf(id: string): Change["kind"] {
  if (/^(endpoint-added|new-)|-added$/.test(id)) return "added";
  if (/removed|deleted/.test(id)) return "removed";
  return "changed";
}

/**
 * oasdiff's opinion, with exceptions. A field of an answer that is gone is only a warning to it when the field was
 * optional, as nearly all of the platform's are; code that reads the field breaks all the same. And a default that the
 * server applies by itself breaks nobody who compiles against the types.
 */
function verdictOf({ id, level }: OasdiffChange): Verdict {
  // Only the type of that name goes; requests are made by path.
  if (/^api-operation-id/.test(id)) return "breaking";
  if (level >= 3) return /default-value/.test(id) ? "risky" : "breaking";
  if (level === 2) return /^response-.*property-removed$/.test(id) ? "breaking" : "risky";
  return "compatible";
}
